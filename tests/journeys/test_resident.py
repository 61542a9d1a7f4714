"""What a resident lives through, told through the phone."""

from tests.town import Town


def test_a_broken_lamp_is_registered_signed_answered_and_solved(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v01"), hexi.phone("o_cadre_shangyan")

    receipt = li.says("村口路灯坏了半个月了没人修")
    assert "已登记，1号" in receipt.text
    assert "上堰村村民委员会" in receipt.text

    hexi.deliver()
    assert "1号" in cadre.says("待办").text
    assert "路灯" in cadre.says("1").text
    assert "已签收" in cadre.taps("签收").text
    hexi.deliver()
    assert "已由上堰村村民委员会签收" in li.inbox()[-1]

    cadre.taps("答复群众")
    assert "发出去吗" in cadre.says("明天上午派电工去换灯泡").text
    assert "已答复" in cadre.taps("发出").text
    hexi.deliver()
    assert "明天上午派电工去换灯泡" in li.inbox()[-1]

    assert "满意吗" in li.says("1").text
    assert "评价已记下" in li.taps("满意").text
    assert hexi.events(1) == ["opened", "signed", "replied", "solved", "rated"]
    assert not hexi.world.problems
