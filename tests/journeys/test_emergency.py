"""Danger in plain words: the right number at once, and everybody told who can help."""

from tests.town import Town

CRIES = {
    "我家着火了，快来人啊": ("119", "禾溪镇应急和生态环境站"),
    "隔壁老王正在打人，拿着刀": ("110", "禾溪派出所"),
    "我刚给骗子转了五千块，对方把我拉黑了": ("96110", "禾溪派出所"),
}
PRIVATE = {"我不想活了": "12356", "老公又打我了，往死里打": "12338"}
CALM = ("以前这里着火了怎么赔", "我的手机气死我了", "消防演练什么时候搞", "老人的打火机丢了")


def test_danger_gets_its_number_an_urgent_ticket_and_a_leader(hexi: Town) -> None:
    leader = hexi.phone("o_leader")
    for ticket, (cry, (number, unit)) in enumerate(CRIES.items(), 1):
        guidance = hexi.phone(f"o_{ticket}").says(cry).text
        assert number in guidance
        assert unit in guidance
        assert f"{ticket}号" in guidance
        seen = leader.says("待办").text
        assert f"【紧急】{ticket}号" in seen
        assert cry[:4] in seen
    assert {ticket.deadline for ticket in hexi.tickets()} == {"E0"}


def test_the_police_are_told_at_once(hexi: Town) -> None:
    police = hexi.phone("o_cadre_paichu")
    police.says("待办")
    hexi.phone("o_li").says("隔壁老王正在打人，拿着刀")
    hexi.deliver()
    assert "【紧急】1号" in police.inbox()[-1]


def test_despair_and_violence_at_home_are_kept_from_leader_operator_and_village(
    hexi: Town,
) -> None:
    for cry, number in PRIVATE.items():
        guidance = hexi.phone(f"o_{number}", "v03").says(cry).text
        assert number in guidance
        assert "严格保密" in guidance
    hexi.deliver()
    for other in ("o_leader", "o_operator", "o_cadre_baiguo"):
        phone = hexi.phone(other)
        assert "号 " not in phone.says("待办").text
        assert "没有找到1号" in phone.says("1号").text
        assert "没有找到2号" in phone.says("2号").text


def test_crying_for_help_twice_is_one_ticket(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says("我家着火了")
    again = li.says("快来人啊着火了烧起来了").text
    assert "119" in again
    assert "1号" in again
    assert len(hexi.tickets()) == 1


def test_danger_in_the_middle_of_the_village_question_loses_nothing(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says("村口路灯坏了半个月了没人修")
    assert "119" in li.says("我家着火了，快来人啊").text
    assert len(hexi.tickets()) == 2


def test_what_only_sounds_like_danger_alarms_nobody(hexi: Town) -> None:
    for number, words in enumerate(CALM):
        hexi.phone(f"o_{number}", "v03").says(words)
    assert "【紧急】" not in hexi.phone("o_leader").says("待办").text


def test_a_cadre_writing_about_a_fire_in_a_reply_raises_no_alarm(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says("村口路灯坏了半个月了没人修")
    assert "已答复" in cadre.says("答复 1 房子着火了那晚线烧断了，已经换好").text
    assert len(hexi.tickets()) == 1


def test_an_emergency_cannot_be_taken_back(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says("我家着火了，快来人啊")
    assert "不能撤回" in li.says("撤回").text
    assert hexi.events(1) == ["opened"]
