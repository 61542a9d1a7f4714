"""A promised word reaches people by the way that is open, over days, told on their phones."""

import pytest

from emulator import Profile
from emulator.phone import Phone
from letters.models import Delivery
from tests.protocol.conftest import letters, owe
from tests.town import Town

LAMP = "村口路灯坏了半个月了没人修"
ANSWER = "已安排电工周五来换"
NOTICE = "您有新的办理消息"


def _reported(town: Town, words: str = LAMP, openid: str = "o_li") -> Phone:
    li = town.phone(openid, "v01")
    assert "1号" in li.says(words).text
    return li


answers_only = pytest.mark.parametrize(
    "account_settings", [{"can_send": False, "notice_template": ""}]
)


@pytest.fixture
def dumb(hexi: Town) -> Town:
    """The town with an account that may only answer; the test is marked ``answers_only``."""
    hexi.world.account.profile = Profile.SUBSCRIPTION
    return hexi


def test_within_two_days_five_messages_then_a_notice_then_the_whole_text_on_contact(
    hexi: Town,
) -> None:
    li = _reported(hexi)
    for n in range(5):
        owe(hexi, li, f"第{n}次告知")
        hexi.deliver()
    assert li.inbox() == [f"第{n}次告知" for n in range(5)]

    owe(hexi, li, ANSWER)
    hexi.deliver()
    hexi.world.settle()
    assert NOTICE in li.inbox()[-1]
    assert ANSWER not in li.inbox()[-1]
    assert ANSWER in li.says("在吗").text
    hexi.deliver()
    assert len(li.inbox()) == 6
    assert hexi.world.quotas.errcodes[45047] == 0


def test_after_two_days_a_notice_goes_out_and_the_next_word_brings_the_text(hexi: Town) -> None:
    li = _reported(hexi)
    hexi.travel(hours=48)
    owe(hexi, li, ANSWER)
    hexi.deliver()
    hexi.world.settle()
    assert len(li.inbox()) == 1
    assert NOTICE in li.inbox()[0]
    assert ANSWER in li.says("你好").text
    assert hexi.world.quotas.errcodes[45015] == 0


def test_a_notice_that_did_not_arrive_is_not_sent_again_and_a_cadre_is_asked(hexi: Town) -> None:
    li, cadre = _reported(hexi), hexi.phone("o_cadre_shangyan")
    hexi.travel(hours=48)
    hexi.world.template_status = "failed: system failed"
    cadre.says("你好")
    owe(hexi, li, ANSWER, ticket=1)
    for _ in range(3):
        hexi.deliver()
        hexi.world.settle()
    assert hexi.world.quotas.calls["/cgi-bin/message/template/send"] == 1
    assert li.inbox() == []

    hexi.travel(hours=47)
    hexi.deliver()
    cadre.says("待办")
    hexi.travel(hours=1.1)
    hexi.deliver()
    assert ANSWER in cadre.inbox()[-1]
    assert "已告知 1" in cadre.inbox()[-1]


@answers_only
def test_an_account_that_may_not_send_tells_people_when_they_write(dumb: Town) -> None:
    li = _reported(dumb)
    owe(dumb, li, "第一句", "第二句")
    dumb.deliver()
    assert li.inbox() == []
    shown = li.says("在吗").text
    assert shown.index("第一句") < shown.index("第二句")
    assert all(letter.delivery == Delivery.DONE for letter in letters(dumb, li))
    assert "第一句" not in li.says("在吗").text
    assert dumb.world.quotas.calls["/cgi-bin/message/custom/send"] == 0


@answers_only
def test_whoever_cannot_be_reached_for_two_days_is_told_in_person(dumb: Town) -> None:
    li, cadre = _reported(dumb), dumb.phone("o_cadre_shangyan")
    owe(dumb, li, ANSWER, ticket=1)
    dumb.deliver()
    dumb.travel(hours=47)
    dumb.deliver()
    assert ANSWER not in cadre.says("待办").text
    dumb.travel(hours=1.1)
    dumb.deliver()
    assert letters(dumb, li)[-1].delivery == Delivery.IN_PERSON

    assert ANSWER in cadre.says("待办").text
    assert "当面告知" in cadre.says("已告知 1").text
    assert letters(dumb, li)[-1].delivery == Delivery.DONE
    assert dumb.events(1)[-1] == "told"


@answers_only
def test_a_unit_is_told_only_what_is_about_its_own_harmless_ticket(dumb: Town) -> None:
    li = _reported(dumb)
    assert "2号" in li.says("我要举报村支书贪污低保款").text
    secret, other = "举报件已转办", "与工单无关的话"
    owe(dumb, li, ANSWER, ticket=1)
    owe(dumb, li, secret, ticket=2)
    owe(dumb, li, other)
    dumb.deliver()
    dumb.travel(hours=49)
    dumb.deliver()

    cadre = dumb.phone("o_cadre_shangyan")
    seen = cadre.says("待办").text
    assert ANSWER in seen
    assert secret not in seen
    assert other not in seen
    told, *kept = (letter.delivery for letter in letters(dumb, li)[-3:])
    assert told == Delivery.IN_PERSON
    assert kept == [Delivery.WAITING] * 2
    assert secret in li.says("在吗").text


def test_nothing_is_sent_to_whoever_left_and_all_of_it_is_told_on_return(hexi: Town) -> None:
    li = _reported(hexi)
    li.unfollow()
    owe(hexi, li, ANSWER)
    hexi.deliver()
    assert letters(hexi, li)[-1].delivery == Delivery.WAITING
    assert hexi.world.quotas.calls["/cgi-bin/message/custom/send"] == 0
    li.follow()
    assert ANSWER in li.says("在吗").text


def test_many_letters_share_one_message_as_long_as_they_fit(hexi: Town) -> None:
    li = _reported(hexi)
    owe(hexi, li, *(f"{n:02}：" + "请带身份证到便民服务中心办理" * 4 for n in range(24)))
    hexi.deliver()
    together = "".join(li.inbox())
    assert all(f"{n:02}：" in together for n in range(24))
    assert 2 <= len(li.inbox()) <= 5
    assert all(len(text.encode()) <= 2048 for text in li.inbox())
    assert together.index("03：") < together.index("17：")


@answers_only
def test_staff_see_one_line_for_many_notices_but_every_person_to_be_told(dumb: Town) -> None:
    cadre = dumb.phone("o_cadre_shangyan")
    owe(dumb, cadre, *(f"第{n}条通知" for n in range(4)))
    owe(dumb, cadre, "请告诉李大娘", ticket=1)
    shown = cadre.says("待办").text
    assert "还有4条新通知" in shown
    assert "第0条" not in shown
    assert "请告诉李大娘" in shown
    owe(dumb, cadre, "第五条通知")
    assert "第五条通知" in cadre.says("待办").text


def test_a_tapped_option_does_not_count_as_a_message_and_a_menu_click_opens_a_minute(
    hexi: Town,
) -> None:
    li = hexi.phone("o_li")
    assert "哪个村" in li.says(LAMP).text
    hexi.travel(hours=47.99)
    li.clicks("guide")
    for n in range(4):
        owe(hexi, li, f"第{n}次告知")
        hexi.deliver()
    assert len(li.inbox()) == 4  # five of the message, whose window is still open
    hexi.travel(seconds=59)
    owe(hexi, li, "太晚了")
    hexi.deliver()
    hexi.world.settle()
    assert NOTICE in li.inbox()[-1]
    assert not hexi.world.quotas.errcodes


def test_a_long_wait_does_not_repeat_what_the_person_was_shown(hexi: Town) -> None:
    li = _reported(hexi)
    owe(hexi, li, ANSWER)
    li.says("在吗")
    hexi.travel(days=10)
    hexi.deliver()
    assert li.inbox() == []
