"""Every kind of message and event gets the right answer, or rightly none."""

from sqlalchemy import func, select

from emulator import events
from emulator.phone import Phone
from letters.inbox import Received
from tests.town import Town

NOTICE = "NOTICE-1"


def _received(town: Town) -> int:
    with town.session() as session:
        return session.scalar(select(func.count()).select_from(Received)) or 0


def test_somebody_who_follows_through_a_villages_code_is_welcomed_there(hexi: Town) -> None:
    stranger = Phone(hexi.world, hexi.world.person("o_new", following=False))
    assert "上堰村" in stranger.follow("v:v01").text
    assert "上堰村村民委员会" in stranger.says("村口路灯坏了半个月了没人修").text


def test_following_scanning_and_the_menu_are_answered(hexi: Town) -> None:
    li = Phone(hexi.world, hexi.world.person("o_li", following=False))
    assert li.follow().text
    assert "下堰村" in li.scans("v:v02").text
    assert li.scans("something-printed-elsewhere").text
    for key in ("report", "guide", "progress", "human", "about", "a-button-of-last-year"):
        assert li.clicks(key).text
    assert li.scans_from_menu("report", "https://example.org/").text
    assert not hexi.world.problems


def test_what_asks_for_no_answer_gets_none(hexi: Town) -> None:
    li = hexi.phone("o_li")
    hexi.world.add_notice(NOTICE, "办理进度", {"thing1": "事项"}, long_term=True)
    hexi.world.add_notice("NOTICE-2", "办理进度", {"thing1": "事项"}, long_term=True)
    quiet = [
        li.views("https://example.org/guide"),
        li.subscribes(NOTICE),
        li.subscribes(NOTICE, "NOTICE-2"),
        li.withdraws(NOTICE, "NOTICE-2"),
        hexi.world.push_event("o_li", events.notices_sent([(NOTICE, 1, 0, "success")])),
        hexi.world.push_event(
            "o_li", events.notices_sent([(NOTICE, n, 0, "success") for n in (2, 3)])
        ),
        hexi.world.push_event("o_li", events.template_finished(99, "failed: system failed")),
        hexi.world.push_event("o_li", events.event("kf_create_session", ("KfAccount", "a@b"))),
        hexi.world.push_event("o_li", events.event("an_event_of_next_year", ("EventKey", ""))),
        hexi.world.push_event("o_li", [("MsgType", "event"), ("Event", "")]),
        li.unfollow(),
    ]
    assert all(exchange.silent for exchange in quiet)
    assert all(len(exchange.attempts) == 1 for exchange in quiet)
    assert not hexi.world.problems


def test_a_storm_of_positions_leaves_no_trace(hexi: Town) -> None:
    li = hexi.phone("o_li")
    before = _received(hexi)
    assert all(li.location_event(30.0, 110.0 + n / 1000).silent for n in range(20))
    assert _received(hexi) == before


def test_what_is_no_text_is_answered_too(hexi: Town) -> None:
    li = hexi.phone("o_li")
    answered = [
        li.sends_picture(b"\xff\xd8\xff\xd9"),
        li.sends_voice(b"#!AMR\n"),
        li.sends_voice(b"#!AMR\n", recognition=""),
        li.sends_video(),
        li.sends_video(short=True),
        li.sends_location(30.1, 110.2, "上堰村村委会"),
        li.sends_link("一篇文章"),
        li.sends_file(),
        li.sends_unknown(),
    ]
    assert all(exchange.text for exchange in answered)
    assert not hexi.world.problems


def test_recognised_words_of_a_voice_note_count_as_said(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    said = li.sends_voice(b"#!AMR\n", recognition="村口路灯坏了半个月了没人修")
    assert "已登记，1号" in said.text


def test_events_within_one_second_are_told_apart_and_repetitions_are_not(hexi: Town, wire) -> None:
    click = [("MsgType", "event"), ("Event", "CLICK"), ("EventKey", "guide")]
    scan = [("MsgType", "event"), ("Event", "SCAN"), ("EventKey", "v:v02")]
    pushes = [hexi.world.make_push("o_li", fields) for fields in (click, scan)]
    before = _received(hexi)
    first = [wire.again(push) for push in pushes]
    assert first[0] != first[1]
    assert [wire.again(push) for push in pushes] == first
    assert _received(hexi) - before == 2


def test_one_number_from_two_people_is_two_messages(hexi: Town) -> None:
    li, wang = hexi.phone("o_li", "v01"), hexi.phone("o_wang", "v01")
    assert "1号" in li.says("村口路灯坏了半个月了没人修", msg_id=77).text
    assert "2号" in wang.says("自来水停了三天了没人管", msg_id=77).text
