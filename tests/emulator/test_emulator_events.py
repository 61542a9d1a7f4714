"""Every message and event kind, as an independent parser reads it."""

from unittest.mock import Mock

import pytest
from wechatpy import parse_message

PICTURE = b"\xff\xd8\xff\xe0 picture"
VOICE = b"#!AMR\n voice"


def heard_as(bot):
    return bot.heard[-1]


def acts(phone):
    """Every act by the MsgType or Event it must push."""
    return {
        "text": lambda: phone.says("你好"),
        "image": lambda: phone.sends_picture(PICTURE),
        "voice": lambda: phone.sends_voice(VOICE),
        "video": phone.sends_video,
        "shortvideo": lambda: phone.sends_video(short=True),
        "location": lambda: phone.sends_location(23.1345, 113.3588, "村委会"),
        "link": lambda: phone.sends_link("公告", "停水", "https://example.org/1"),
        "file": phone.sends_file,
        "hologram": phone.sends_unknown,
        "subscribe": phone.follow,
        "unsubscribe": phone.unfollow,
        "SCAN": lambda: phone.scans("v:03"),
        "CLICK": lambda: phone.clicks("MY_TICKETS"),
        "VIEW": lambda: phone.views("https://example.org/"),
        "LOCATION": lambda: phone.location_event(23.1, 113.3),
        "scancode_waitmsg": lambda: phone.scans_from_menu("K", "hello"),
        "scancode_push": lambda: phone.scans_from_menu("K", "hello", wait=False),
        "subscribe_msg_popup_event": lambda: phone.subscribes("n1", "n2"),
        "subscribe_msg_change_event": lambda: phone.withdraws("n1"),
    }


NAMES = sorted(acts(Mock()))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("world", ["plain", "safe"], indirect=True)
def test_every_kind_arrives_and_parses(world, bot, name):
    for template_id in ("n1", "n2"):
        world.add_notice(template_id, "办理进度", {"thing1": "事项"})

    exchange = acts(world.phone("o-li"))[name]()

    message = heard_as(bot)
    assert message.get("Event", message["MsgType"]) == name
    assert message["FromUserName"] == "o-li"
    assert message["ToUserName"] == "gh_village"
    assert ("MsgId" in message) is (message["MsgType"] != "event")
    assert exchange.fault is None
    parsed = parse_message(exchange.xml)
    assert parsed.source == "o-li"


def test_location_x_is_the_latitude(world, bot):
    world.phone("o-li").sends_location(23.1345, 113.3588, "村委会")

    assert (heard_as(bot)["Location_X"], heard_as(bot)["Location_Y"]) == ("23.1345", "113.3588")


@pytest.mark.parametrize(
    ("setting", "expected"), [("missing", "absent"), ("empty", None), ("filled", "村口的路灯坏了")]
)
def test_recognition_has_three_cases(world, bot, setting, expected):
    world.account.voice_recognition = setting

    world.phone("o-li").sends_voice(VOICE)

    assert heard_as(bot).get("Recognition", "absent") == expected
    assert world.shelf.get(heard_as(bot)["MediaId16K"]).data == VOICE


def test_scenes_tell_followers_from_strangers(world, bot):
    stranger = world.phone("o-new", following=False)

    stranger.scans("v:03")
    assert (heard_as(bot)["Event"], heard_as(bot)["EventKey"]) == ("subscribe", "qrscene_v:03")
    ticket = heard_as(bot)["Ticket"]
    stranger.scans("v:03")
    assert (heard_as(bot)["Event"], heard_as(bot)["EventKey"]) == ("SCAN", "v:03")
    assert heard_as(bot)["Ticket"] == ticket


def test_an_expired_code_pushes_no_scene(world, bot):
    world.scenes.create("tmp", 60)
    world.clock.advance(61)

    with pytest.raises(LookupError):
        world.phone("o-li").scans("tmp")
    world.phone("o-new", following=False).scans("tmp")
    assert heard_as(bot)["EventKey"] is None


def test_one_and_many_notices_nest_alike(world, bot):
    for template_id in ("n1", "n2"):
        world.add_notice(template_id, "办理进度", {"thing1": "事项"})
    phone = world.phone("o-li")

    phone.subscribes("n1")
    one = heard_as(bot)["SubscribeMsgPopupEvent"]["List"]
    phone.subscribes("n1", "n2", accept=False)
    many = heard_as(bot)["SubscribeMsgPopupEvent"]["List"]

    assert one["SubscribeStatusString"] == "accept"
    assert [item["TemplateId"] for item in many] == ["n1", "n2"]


def test_menu_pictures_and_places_come_as_event_and_message(world, bot):
    phone = world.phone("o-li")

    phone.picks_pictures("K", PICTURE, PICTURE)
    assert [m["MsgType"] for m in bot.heard] == ["event", "image", "image"]
    assert len(bot.heard[0]["SendPicsInfo"]["PicList"]["item"]) == 2
    phone.picks_location("K", 23.1, 113.3, "村口")
    assert bot.heard[-2]["SendLocationInfo"]["Label"] == "村口"


def test_nobody_sees_the_answer_to_an_unsubscribe(world, bot):
    phone = world.phone("o-li")

    phone.unfollow()

    assert phone.shown == []
    assert phone.transcript[-1].direction == "system"


def test_emoji_length_and_control_characters_survive(world, bot):
    text = "长" * 2000 + "😀]]>\x0b尾"

    world.phone("o-li").says(text)

    assert heard_as(bot)["Content"] == text.replace("\x0b", "")
