"""When time runs out: the unit is reminded, then again, then a leader hears of it."""

from emulator.phone import Phone
from kit import clock
from tests.town import Town

LAMP = "村口路灯坏了半个月了没人修"


def travel_to(hexi: Town, per_cent: int) -> None:
    """Go to the moment at which ``per_cent`` of the first ticket's time has gone."""
    ticket = hexi.tickets()[0]
    moment = ticket.created_at + (ticket.due_at - ticket.created_at) * per_cent / 100
    hexi.travel(seconds=(moment - clock.now()).total_seconds() + 60)
    hexi.remind()


def everything_on(phone: Phone) -> str:
    """All that was ever shown there: in replies, or as messages of their own."""
    return "\n".join(entry.text for entry in phone.shown)


def test_reminders_at_eighty_hundred_and_hundred_and_twenty_per_cent(hexi: Town) -> None:
    cadre, leader = hexi.phone("o_cadre_baiguo"), hexi.phone("o_leader")
    hexi.phone("o_li", "v03").says(LAMP)
    travel_to(hexi, 70)
    cadre.says("待办")
    assert "快到期" not in everything_on(cadre)
    travel_to(hexi, 80)
    cadre.says("待办")
    assert "1号快到期" in everything_on(cadre)
    travel_to(hexi, 100)
    late = cadre.says("待办").text
    assert "其中超期1件" in late
    assert "❗1号" in late
    assert "已超期：1号" in everything_on(cadre)
    leader.says("待办")
    assert "督办" not in everything_on(leader)
    travel_to(hexi, 120)
    leader.says("待办")
    hexi.remind()
    leader.says("待办")
    assert everything_on(leader).count("督办提醒：白果村村民委员会的1号") == 1
    assert hexi.events(1) == ["opened", "reminded", "reminded", "reminded"]


def test_an_answer_in_time_needs_no_reminder(hexi: Town) -> None:
    cadre = hexi.phone("o_cadre_baiguo")
    hexi.phone("o_li", "v03").says(LAMP)
    cadre.says("答复 1 换好了")
    travel_to(hexi, 130)
    cadre.says("待办")
    assert "已超期" not in everything_on(cadre)
    assert "没有紧急和超期" in hexi.phone("o_leader").says("待办").text


def test_who_waits_for_the_resident_is_not_late(hexi: Town) -> None:
    cadre = hexi.phone("o_cadre_baiguo")
    hexi.phone("o_li", "v03").says(LAMP)
    cadre.says("问 1 是哪一盏？")
    travel_to(hexi, 130)
    cadre.says("待办")
    assert "已超期" not in everything_on(cadre)


def test_a_leaders_list_is_what_is_late_or_urgent_in_the_town_except_sealed_matters(
    hexi: Town,
) -> None:
    leader = hexi.phone("o_leader")
    hexi.phone("o_li", "v03").says(LAMP)
    hexi.phone("o_wu").says("我家着火了，快来人啊")
    hexi.phone("o_wang").says("老公又打我了，往死里打")
    hexi.phone("o_zhao", "v03").says("低保怎么申请")
    seen = leader.says("待办").text
    assert "紧急和超期的事1件" in seen
    assert "着火" in seen
    travel_to(hexi, 101)
    seen = leader.says("待办").text
    assert "紧急和超期的事2件" in seen
    assert "白果村村民委员会" in seen
    assert "3号" not in seen
    assert "着火" in leader.says("1").text
    assert "路灯" in leader.says("2").text
