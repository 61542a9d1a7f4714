"""The HTTP contract of the phone page, against the running server."""

import json
import threading
import time

import httpx
import pytest

from emulator.__main__ import load_cast, parser
from tests.emulator.tiny_bot import text_reply

ENTRY_KEYS = {
    "seq",
    "openid",
    "at",
    "direction",
    "kind",
    "text",
    "options",
    "media_url",
    "lat",
    "lng",
    "via",
    "articles",
    "failed",
    "reason",
    "exchange",
}
MENU_REPLY = '<a href="weixin://bizmsgmenu?msgmenucontent=1&msgmenuid=7">低保</a>'


@pytest.fixture
def page(world, api):
    load_cast(
        world,
        {
            "account": {"name": "东乡民呼"},
            "people": [
                {"openid": "o-li", "name": "李婶", "about": "东村", "group": "居民"},
                {"openid": "o-wang", "name": "王主任", "group": "干部", "following": True},
            ],
            "scenes": [{"scene": "v:03", "label": "东村"}],
            "notices": [{"template_id": "n1", "title": "进度", "fields": {"thing1": "事项"}}],
        },
    )
    return api


def test_the_cast_shows_account_and_people(page):
    cast = page.get("/phone/api/cast").json()

    assert cast["account"] == {
        "name": "东乡民呼",
        "gh_id": "gh_village",
        "mode": "safe",
        "profile": "认证服务号",
    }
    assert [p["following"] for p in cast["people"]] == [False, True]
    new = page.post("/phone/api/people", json={"name": "张三", "about": "", "group": "居民"}).json()
    assert len(new["openid"]) == 28
    assert new["colour"].startswith("#")


@pytest.mark.parametrize(
    ("path", "order", "kind"),
    [
        ("follow", {"scene": "v:03"}, "event"),
        ("follow", {"scene": None}, "event"),
        ("unfollow", {}, "event"),
        ("text", {"text": "你好", "menu_id": None}, "text"),
        ("location", {"lat": 23.1, "lng": 113.3, "label": "村口"}, "location"),
        ("menu", {"key": "MINE"}, "menu"),
        ("menu", {"url": "https://example.org/"}, "menu"),
        ("scan", {"scene": "v:03"}, "event"),
        ("subscribe", {"template_id": "n1", "accept": True}, "event"),
    ],
)
def test_every_act_is_queued_and_shows_up(world, page, path, order, kind):
    answer = page.post(f"/phone/api/people/o-wang/{path}", json=order).json()
    world.settle()

    assert answer["ok"]
    entries = page.get("/phone/api/changes", params={"after": 0}).json()["entries"]
    assert entries[0]["kind"] == kind
    assert entries[0].keys() >= ENTRY_KEYS
    assert {entry["exchange"] for entry in entries} == {answer["exchange"]}
    wire = page.get("/phone/api/people/o-wang/wire").json()
    assert wire["attempts"][0].keys() == {
        "n",
        "url",
        "status",
        "ms",
        "request_xml",
        "request_wire",
        "response_raw",
        "response_xml",
        "problem",
    }


def test_pictures_and_voices_are_uploaded(world, page, bot):
    files = {"file": ("a.jpg", b"\xff\xd8\xff picture", "image/jpeg")}
    page.post("/phone/api/people/o-wang/picture", files=files)
    world.settle()
    sound = {"file": ("a.amr", b"#!AMR voice", "audio/amr")}
    page.post("/phone/api/people/o-wang/voice", files=sound, data={"recognition": "路灯"})
    world.settle()

    assert bot.heard[-1]["Recognition"] == "路灯"
    entries = page.get("/phone/api/people/o-wang/transcript", params={"limit": 200}).json()
    assert page.get(entries[0]["media_url"]).content == b"\xff\xd8\xff picture"
    assert entries[2]["text"] == "路灯"


def test_changes_waits_for_something_to_happen(world, page):
    threading.Timer(0.1, lambda: world.phone("o-wang").says("你好")).start()
    started = time.perf_counter()

    found = page.get("/phone/api/changes", params={"after": 0, "wait": 4}).json()

    assert 0.05 < time.perf_counter() - started < 2
    assert found["entries"][0]["text"] == "你好"
    world.phone("o-wang").says("再见")
    later = page.get("/phone/api/changes", params={"after": found["seq"]}).json()
    assert later["seq"] > found["seq"]
    idle = page.get("/phone/api/changes", params={"after": later["seq"], "wait": 0.05}).json()
    assert idle == {"seq": later["seq"], "entries": []}


def test_options_keep_their_place_for_the_page(world, page, bot):
    bot.behave = lambda message: text_reply(message, f"请选：{MENU_REPLY}")
    world.phone("o-wang").says("你好")

    entry = page.get("/phone/api/people/o-wang/transcript").json()[-1]

    assert entry["options"] == [{"label": "低保", "content": "1", "id": "7"}]
    assert entry["text"] == f"请选：{MENU_REPLY}"
    assert world.phone("o-wang").last == "请选：低保"
    page.post("/phone/api/people/o-wang/text", json={"text": "1", "menu_id": "7"})
    world.settle()
    assert bot.heard[-1]["bizmsgmenuid"] == "7"


def test_unread_counts_what_came_unasked(world, page):
    phone = world.phone("o-wang")
    phone.says("你好")
    page.get("/phone/api/people/o-wang/transcript")
    order = {"touser": "o-wang", "msgtype": "text", "text": {"content": "新诉求"}}
    page.post("/cgi-bin/message/custom/send", json=order)

    person = page.get("/phone/api/cast").json()["people"][1]

    assert (person["unread"], person["last"]) == (1, "新诉求")


def test_menu_scenes_time_and_strays(world, page):
    assert page.get("/phone/api/menu").json() == {}
    world.menu = {"button": [{"type": "click", "name": "我的", "key": "MINE"}]}
    assert page.get("/phone/api/menu").json()["button"][0]["key"] == "MINE"
    assert page.get("/phone/api/notices").json()[0]["template_id"] == "n1"
    scene = page.get("/phone/api/scenes").json()[0]
    assert (scene["scene"], scene["label"]) == ("v:03", "东村")
    assert httpx.get(scene["url"]).content.startswith(b"\x89PNG")
    assert "+08:00" in page.post("/phone/api/time", json={"advance": 60}).json()["now"]

    assert page.post("/phone/api/people/o-nobody/text", json={"text": "x"}).status_code == 404
    assert page.post("/phone/api/people/o-wang/text", json={}).status_code == 400
    assert page.post("/phone/api/people/o-wang/text", content=b"{").status_code == 400
    assert page.get("/phone/static/..%2Fworld.py").status_code == 404
    assert page.get("/phone/api/media/none").status_code == 404


def test_every_setting_is_an_option(world):
    given = parser().parse_args(["--mode", "plain", "--ip-whitelist", "127.0.0.1", "--port", "0"])

    assert (given.mode, given.ip_whitelist, given.port) == ("plain", ["127.0.0.1"], 0)
    with pytest.raises(ValueError, match="nonsense"):
        load_cast(world, json.loads('{"account": {"nonsense": 1}}'))
