"""The callback as WeChat sees it: the check of its address, three modes, two keys, any text."""

import pytest
from pydantic import SecretStr

from emulator import Account
from minhu.demo import AES_KEY
from tests.protocol.conftest import owe
from tests.town import Town

NEW_KEY = Account().aes_key


def test_the_console_accepts_the_address_and_nobody_else_gets_an_echo(hexi: Town) -> None:
    assert hexi.world.verify_url().ok
    assert hexi.world.verify_url(forged=True).status == 403


@pytest.mark.parametrize(
    "account_settings", [{"mode": mode} for mode in ("plain", "compatible", "safe")]
)
def test_a_person_is_answered_in_every_mode(hexi: Town, account_settings: dict[str, str]) -> None:
    town, mode = hexi, account_settings["mode"]
    town.world.account.mode = mode
    li = town.phone("o_li", "v01")
    assert "已登记，1号" in li.says("村口路灯坏了半个月了没人修").text
    owe(town, li, "明天来修")
    town.deliver()
    assert li.inbox() == ["明天来修"]
    sealed = "<Encrypt>" in li.says("你好").attempts[0].response_raw
    assert sealed is (mode != "plain")
    assert not town.world.problems


def test_plain_words_are_refused_where_the_account_is_safe(hexi: Town) -> None:
    hexi.world.account.mode = "plain"
    li = hexi.phone("o_li")
    assert [attempt.status for attempt in li.says("你好").attempts] == [403, 403, 403]


@pytest.mark.parametrize(
    "account_settings",
    [{"aes_key": SecretStr(NEW_KEY), "previous_aes_key": SecretStr(AES_KEY)}],
)
def test_messages_under_way_during_a_change_of_keys_are_still_read(hexi: Town) -> None:
    town = hexi
    push = town.world.make_push("o_li", [("MsgType", "text"), ("Content", "村口路灯坏了没人修")])
    sealed_with_the_old_key = town.world.courier.wire(push.xml, "o_li")
    answer = town.world.send_wire(sealed_with_the_old_key)

    town.world.account.aes_key = NEW_KEY  # the platform has changed as well
    assert town.world.courier.reader.read(answer.content, "o_li").outcome == "shown"
    assert town.phone("o_li").says("你好").text
    assert not town.world.problems


def test_a_message_for_another_account_under_the_same_key_is_not_read(hexi: Town) -> None:
    hexi.world.account.app_id = "wx-somebody-else"
    assert hexi.phone("o_li").says("村口路灯坏了半个月了没人修").silent
    assert hexi.tickets() == []


ODD = {
    "先]]>后": "先]]>后",
    "</Content><MsgType>news</MsgType>": "</Content><MsgType>news</MsgType>",
    "铃\x07声\x0b响\x1f了\ufffe": "铃声响了",
    "好👍🏻了👨‍👩‍👧": "好👍🏻了👨‍👩‍👧",
    '换\n行 & <b>粗</b> "引"': '换\n行 & <b>粗</b> "引"',
}


def test_any_text_arrives_as_it_was_written(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says("你好")
    for words, seen in ODD.items():
        owe(hexi, li, words)
        assert li.says("在吗").text.endswith(seen)
    for words, seen in list(ODD.items())[2:]:
        owe(hexi, li, words)
        hexi.deliver()
        assert li.inbox()[-1] == seen
    assert not hexi.world.problems


def test_a_long_answer_is_shown_as_far_as_it_fits_and_the_rest_follows(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says("你好")
    told = "".join(f"第{n}条，请带上身份证到便民服务中心一楼窗口办理。" for n in range(60))
    owe(hexi, li, told)
    shown = li.says("在吗").text
    assert "第0条" in shown
    assert len(shown.encode()) <= 2048

    hexi.deliver()
    together = "".join([shown, *li.inbox()])
    assert all(f"第{n}条，" in together for n in range(60))
    assert all(len(part.encode()) <= 2048 for part in li.inbox())
    assert not hexi.world.problems
