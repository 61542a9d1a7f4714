"""WeChat repeats, in order and all at once, to one bot or to two: one effect, one reply."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.settings import Settings
from emulator import events
from tests.protocol.conftest import away, busy
from tests.town import Town

LAMP = "村口路灯坏了半个月了没人修"


@pytest.mark.parametrize("parallel", [False, True])
def test_a_message_delivered_three_times_becomes_one_ticket_and_one_reply(
    hexi: Town, parallel: bool
) -> None:
    li = hexi.phone("o_li", "v01")
    said = li.says(LAMP, deliveries=3, parallel=parallel)
    assert "已登记，1号" in said.text
    assert said.replies == [said.text] * 3
    assert len(hexi.tickets()) == 1


def test_a_strangers_first_message_delivered_at_once_to_two_bots_is_taken_in_once(
    hexi: Town, second, wire
) -> None:
    callbacks = [hexi.world.account.callback, second[1]] * 2
    for n in range(3):
        push = hexi.world.make_push(f"o_stranger{n}", events.text(f"上堰村{LAMP}"))
        with ThreadPoolExecutor(4) as pool:
            shown = set(pool.map(lambda callback, p=push: wire.again(p, callback), callbacks))
        assert len(shown) == 1
        assert f"已登记，{n + 1}号" in shown.pop()
    assert len(hexi.tickets()) == 3


def test_two_messages_of_one_person_at_the_same_time_take_their_turns(
    hexi: Town, second, wire
) -> None:
    hexi.phone("o_li", "v01").says("你好")
    words = [LAMP, "自来水停了三天了没人管"]
    with ThreadPoolExecutor(2) as pool:
        shown = list(
            pool.map(
                lambda text, callback: wire.push("o_li", events.text(text), callback),
                words, [hexi.world.account.callback, second[1]],
            )
        )  # fmt: skip
    assert all("已登记" in text for text in shown)
    assert sorted(ticket.text for ticket in hexi.tickets()) == sorted(words)


def test_one_question_is_answered_by_one_of_two_answers_only(hexi: Town, second, wire) -> None:
    li = hexi.phone("o_li")
    assert "哪个村" in li.says(LAMP).text
    with ThreadPoolExecutor(2) as pool:
        callbacks = [hexi.world.account.callback, second[1]]
        list(pool.map(lambda c: wire.push("o_li", events.text("上堰村"), c), callbacks))
    assert len(hexi.tickets()) == 1


def test_residents_and_their_cadre_may_all_talk_at_once(hexi: Town, second, wire) -> None:
    """Each writes a letter to the other while being written to: nobody may wait in a circle."""
    cadre, callbacks = hexi.phone("o_cadre_shangyan"), [hexi.world.account.callback, second[1]]
    residents = [hexi.phone(f"o_{n}", "v01") for n in range(3)]
    for phone in residents:
        phone.says(LAMP)
    cadre.says("待办")
    told = [("o_cadre_shangyan", f"签收{n}") for n in (1, 2, 3)]
    told += [(phone.openid, "补充：晚上看不见路") for phone in residents]
    with ThreadPoolExecutor(6) as pool:
        shown = list(pool.map(lambda one, c: wire.push(one[0], events.text(one[1]), c),
                              told, callbacks * 3))  # fmt: skip
    assert all(shown)
    assert all("signed" in hexi.events(n) and "added" in hexi.events(n) for n in (1, 2, 3))


def test_a_late_answer_is_dropped_and_the_retry_shows_it(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    hexi.world.account.timeout_s = 0.3
    with busy(hexi, li, 0.45):
        said = li.says(LAMP)
    assert said.attempts[0].problem == "no answer within 0.3 s"
    assert "已登记，1号" in said.text
    assert len(hexi.tickets()) == 1


def test_nothing_is_acknowledged_while_the_database_is_away(hexi: Town, settings: Settings) -> None:
    li = hexi.phone("o_li", "v01")
    with away(settings.database_url):
        lost = li.says(LAMP)
    assert [attempt.status for attempt in lost.attempts] == [503, 503, 503]
    assert hexi.tickets() == []
    assert "已登记，1号" in li.says(LAMP).text
