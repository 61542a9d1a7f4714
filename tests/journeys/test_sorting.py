"""「改类」: a person says what a ticket is about; it goes where it belongs, and is learned from."""

from sqlalchemy import select

import learning.service as learning
from directory.models import Unit
from emulator.phone import Phone
from kit import clock
from learning.models import Correction, Review
from tests.town import Town
from tickets.models import Ticket

LAMP = "村口路灯坏了半个月了没人修"
VAGUE = "我家有件事想请你们看一看，请帮我转人工"
RUDE = "网格员骂人，我要转人工，请工作人员处理"
BRIBE = "村主任收了我两千块才给盖章"


def unit_of(hexi: Town, ticket: Ticket) -> str:
    with hexi.session() as session:
        return session.scalars(select(Unit.slug).where(Unit.id == ticket.unit_id)).one()


def corrections(hexi: Town) -> list[Correction]:
    with hexi.session() as session:
        return list(session.scalars(select(Correction).order_by(Correction.id)))


def unsorted(hexi: Town, openid: str = "o_li", words: str = VAGUE) -> Phone:
    """A resident whose first ticket lies with the operators."""
    resident = hexi.phone(openid, "v03")
    resident.says(words)
    (ticket,) = hexi.tickets()
    assert (ticket.state, ticket.subtopic, unit_of(hexi, ticket)) == ("triage", "0000", "fuwu")
    return resident


def test_an_operator_sorts_by_a_word_and_the_unit_in_charge_gets_it(hexi: Town) -> None:
    li, operator = unsorted(hexi), hexi.phone("o_operator")
    told = operator.says("改类 1 欠薪").text
    assert "已改为“拖欠农民工工资”" in told
    assert "望川县人力资源和社会保障局" in told
    (ticket,) = hexi.tickets()
    assert (ticket.subtopic, ticket.state, ticket.level) == ("0601", "dispatched", "L2")
    assert unit_of(hexi, ticket) == "renshe"
    hexi.deliver()
    assert "1号" in li.inbox()[-1]
    assert "已交望川县人力资源和社会保障局" in li.inbox()[-1]
    assert hexi.events(1) == ["opened", "sorted"]
    assert "没有待办" in operator.says("待办").text


def test_the_unit_in_charge_hears_of_it(hexi: Town) -> None:
    office = hexi.phone("o_cadre_minzheng")
    office.says("待办")
    unsorted(hexi)
    hexi.phone("o_operator").says("改类 1 0501")
    hexi.deliver()
    assert "1号：低保申请、停发、复核" in office.inbox()[-1]
    assert "1号" in office.says("待办").text


def test_a_correction_waits_to_be_looked_at(hexi: Town) -> None:
    unsorted(hexi, words="老板差我的钱，电话13812345678，请帮我转人工")
    hexi.phone("o_operator").says("改类 1 欠薪")
    (found,) = corrections(hexi)
    assert (found.guessed, found.meant, found.review) == ("0000", "0601", Review.WAITING)
    assert "老板差我的钱" in found.text
    assert "13812345678" not in found.text
    with hexi.session() as session:
        assert learning.accepted(session) == ()
        assert [one.id for one in learning.waiting(session)] == [found.id]


def test_where_several_subtopics_fit_the_number_is_taken(hexi: Town) -> None:
    unsorted(hexi)
    operator = hexi.phone("o_operator")
    asked = operator.says("改类 1 低保").text
    assert "0501 低保申请、停发、复核" in asked
    assert "0906 补贴、低保、公益岗名单不公" in asked
    assert hexi.events(1) == ["opened"]
    assert "已改为“低保申请、停发、复核”" in operator.says("0501").text
    assert hexi.tickets()[0].subtopic == "0501"


def test_it_can_be_said_in_two_steps_and_given_up(hexi: Town) -> None:
    unsorted(hexi)
    operator = hexi.phone("o_operator")
    assert "实际是什么事" in operator.says("改类 1").text
    assert "1号" in operator.says("取消").text
    operator.says("改类 1")
    assert "没有找到" in operator.says("。。。").text
    assert hexi.events(1) == ["opened"]
    assert "已改为" in operator.says("欠薪").text
    assert hexi.events(1) == ["opened", "sorted"]


def test_a_cadre_of_the_unit_corrects_what_it_is_about(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    hexi.deliver()
    before = li.inbox()
    assert "由白果村村民委员会办" in cadre.says("改类 1 农村公路").text
    (ticket,) = hexi.tickets()
    assert (ticket.subtopic, unit_of(hexi, ticket)) == ("1401", "v03")
    (found,) = corrections(hexi)
    assert (found.guessed, found.meant, found.text) == ("1203", "1401", LAMP)
    assert found.model == ticket.model != ""
    hexi.deliver()
    assert li.inbox() == before  # it stays where it is: nothing changed for the resident


def test_nobody_else_may(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    li.says(LAMP)
    for openid in ("o_cadre_shangyan", "o_cadre_jianshe", "o_operator"):
        assert "没有找到1号" in hexi.phone(openid).says("改类 1 欠薪").text
    assert "只能查看" in hexi.phone("o_leader").says("改类 1 欠薪").text
    li.says("改类 1 欠薪")
    assert hexi.tickets()[0].subtopic == "1203"
    assert "sorted" not in hexi.events(1)
    assert corrections(hexi) == []


def test_nobody_sorts_an_own_matter(hexi: Town) -> None:
    cadre = hexi.phone("o_cadre_baiguo")
    cadre.scans("v:v03")
    cadre.says(f"我要反映：{LAMP}")
    assert hexi.tickets()
    assert "要由别的同事来办" in cadre.says("改类 1 欠薪").text
    assert hexi.tickets()[0].subtopic == "1203"


def test_what_is_finished_stays_as_it_is(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    cadre = hexi.phone("o_cadre_baiguo")
    cadre.says("答复 1 已经换好了")
    assert "不用再操作" in cadre.says("改类 1 欠薪").text
    assert hexi.tickets()[0].subtopic == "1203"
    assert corrections(hexi) == []


def test_calling_it_what_it_is_teaches_nothing(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    hexi.phone("o_cadre_baiguo").says("改类 1 1203")
    assert corrections(hexi) == []


# —— What must not leave ——


def test_what_speaks_against_a_cadre_teaches_nothing_and_keeps_from_the_village(
    hexi: Town,
) -> None:
    unsorted(hexi, words=RUDE)
    hexi.phone("o_operator").says("改类 1 路灯")
    (ticket,) = hexi.tickets()
    assert (ticket.subtopic, ticket.level, ticket.accuses) == ("1203", "L2", True)
    assert unit_of(hexi, ticket) == "dangzheng"
    assert corrections(hexi) == []


def test_a_sealed_ticket_teaches_nothing_and_stays_sealed(hexi: Town) -> None:
    hexi.phone("o_a", "v03").says(BRIBE)
    (before,) = hexi.tickets()
    assert (before.subtopic, before.level) == ("1002", "L3")
    assert "没有找到1号" in hexi.phone("o_operator").says("改类 1 路灯").text
    hexi.phone("o_cadre_jiwei").says("改类 1 路灯")
    (after,) = hexi.tickets()
    assert (after.subtopic, after.level, after.unit_id) == ("1203", "L3", before.unit_id)
    assert corrections(hexi) == []


def test_what_turns_out_to_be_sealed_teaches_nothing(hexi: Town) -> None:
    unsorted(hexi)
    hexi.phone("o_operator").says("改类 1 1002")
    (ticket,) = hexi.tickets()
    assert (ticket.level, unit_of(hexi, ticket)) == ("L3", "zhenjiwei")
    assert corrections(hexi) == []


# —— By when ——


def test_protection_and_urgency_only_grow(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    cadre = hexi.phone("o_cadre_baiguo")
    told = []
    for words in ("0501", "欠薪", "路灯", "0501"):
        (before,) = hexi.tickets()
        cadre.says(f"改类 1 {words}")
        (after,) = hexi.tickets()
        assert after.level >= before.level
        assert after.due_at <= before.due_at
        told.append((after.subtopic, after.level, after.deadline))
    assert told == [
        ("0501", "L1", "E2"),
        ("0601", "L2", "E1"),
        ("1203", "L2", "E1"),
        ("0501", "L2", "E1"),
    ]


def test_what_became_urgent_late_is_due_now_and_not_yesterday(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    hexi.travel(days=3)
    sorted_at = clock.now()
    hexi.phone("o_cadre_baiguo").says("改类 1 欠薪")
    assert sorted_at <= hexi.tickets()[0].due_at <= clock.now()


def test_the_reminder_comes_by_the_new_due_date(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    cadre = hexi.phone("o_cadre_baiguo")
    cadre.says("改类 1 欠薪")
    hexi.travel(hours=18)
    hexi.remind()
    assert "reminded" not in hexi.events(1)
    hexi.travel(hours=2)
    hexi.remind()
    assert "reminded" in hexi.events(1)
