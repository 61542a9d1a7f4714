"""Pictures and voice notes are brought home before WeChat throws them away."""

from sqlalchemy import select

from tests.town import Town
from tickets.models import Attachment

JPEG, VOICE, VIDEO = b"\xff\xd8\xff\xe0picture\xff\xd9", b"#!AMR\nvoice", b"\0\0\0\x18ftypmp42"
GET = "/cgi-bin/media/get"


def _paths(town: Town) -> list[str | None]:
    with town.session() as session:
        return list(session.scalars(select(Attachment.path).order_by(Attachment.id)))


def _files(town: Town) -> list[bytes]:
    folder = town.parts.settings.media_folder
    return [(folder / path).read_bytes() for path in _paths(town) if path]


def test_pictures_voice_and_videos_are_fetched_by_the_worker(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    li.sends_picture(JPEG)
    li.sends_voice(VOICE)
    li.sends_video(VIDEO)
    hexi.deliver()
    assert _files(hexi) == [JPEG, VOICE, VIDEO]
    assert not list(hexi.parts.settings.media_folder.glob("*.part"))


def test_what_cannot_be_fetched_now_is_fetched_later(hexi: Town) -> None:
    hexi.phone("o_li", "v01").sends_picture(JPEG)
    for kind, value in (("http", 500), ("garbage", 0), ("errcode", 48001)) * 8:
        hexi.world.faults.clear()
        hexi.world.faults.add(GET, kind, value)
        hexi.deliver()
        hexi.travel(hours=1)
    assert _paths(hexi) == [None]
    hexi.world.faults.clear()
    hexi.deliver()
    assert _files(hexi) == [JPEG]


def test_what_wechat_has_thrown_away_is_marked_lost(hexi: Town) -> None:
    hexi.phone("o_li", "v01").sends_picture(JPEG)
    hexi.travel(days=3, minutes=1)
    hexi.deliver()
    assert _paths(hexi) == [""]
    assert hexi.world.quotas.calls[GET] == 1
