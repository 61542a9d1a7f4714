"""A person instead of the machine, at any moment."""

from tests.town import Town


def test_what_is_said_next_reaches_the_operator_until_it_is_ended(hexi: Town) -> None:
    li, operator = hexi.phone("o_li", "v01"), hexi.phone("o_operator")
    assert "0000-6600105" in li.says("转人工").text
    assert "已转给工作人员" in li.says("我母亲卧床，想问能不能上门办证").text
    assert "已经在请工作人员" in li.says("转人工").text
    assert "已经在请工作人员" in li.clicks("human").text
    assert "工作人员的回话" in li.says("结束").text
    assert "白果村村民委员会" in li.says("白果村的路灯坏了，晚上看不见").text
    seen = operator.says("1号").text
    assert "上门办证" in seen
    assert "路灯" not in seen


def test_operator_and_resident_talk_through_it_and_the_resident_ends_it(hexi: Town) -> None:
    li, operator = hexi.phone("o_li", "v01"), hexi.phone("o_operator")
    operator.says("待办")
    li.clicks("human")
    hexi.deliver()
    assert "1号" in operator.inbox()[-1]
    operator.says("问 1 您要办什么证？")
    hexi.deliver()
    assert "您要办什么证" in li.inbox()[-1]
    li.says("残疾证")
    hexi.deliver()
    assert "残疾证" in operator.inbox()[-1]
    operator.says("答复 1 明天上午有人上门")
    hexi.deliver()
    assert "满意吗" in li.says("1").text


def test_the_middle_of_a_village_question_is_a_moment_too(hexi: Town) -> None:
    li, operator = hexi.phone("o_li"), hexi.phone("o_operator")
    li.says("村口路灯坏了半个月了没人修")
    assert "1号" in li.says("转人工").text
    assert "路灯" in operator.says("1号").text
    hexi.deliver()
    assert len(hexi.tickets()) == 1


def test_the_matter_told_along_with_the_wish_is_not_lost(hexi: Town) -> None:
    hexi.phone("o_li", "v01").says("我要转人工，家里停水三天了没人管")
    assert "停水三天" in hexi.phone("o_operator").says("1号").text


def test_a_cadre_who_writes_of_staff_in_a_reply_is_not_handed_over(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says("村口路灯坏了半个月了没人修")
    cadre = hexi.phone("o_cadre_baiguo")
    assert "已答复" in cadre.says("答复 1 请到便民中心转人工窗口找工作人员").text
