"""From unit to unit, by as much of a name as comes to mind."""

from tests.town import Town

LAMP = "村口路灯坏了半个月了没人修"


def test_part_of_a_name_is_enough_and_the_resident_is_told(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    office = hexi.phone("o_cadre_jianshe")
    office.says("待办")
    li.says(LAMP)
    assert "已转给禾溪镇自然资源和村镇建设办公室" in cadre.says("转 1 建设 路灯归建设办").text
    hexi.deliver()
    assert "转由禾溪镇自然资源和村镇建设办公室" in li.inbox()[-1]
    assert "转来事项" in office.inbox()[-1]
    assert "路灯" in office.says("待办").text
    assert "没有找到1号" in cadre.says("1号").text
    assert "已经在" in office.says("转 1 建设 归我们").text


def test_an_ambiguous_or_unknown_name_is_asked_about_until_it_is_clear(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    cadre = hexi.phone("o_cadre_baiguo")
    cadre.says("1号")
    assert "转给哪个单位" in cadre.taps("转给别的单位").text
    assert "没有找到“月球局”" in cadre.says("月球局 归他们").text
    asked = cadre.says("办公室 归他们").text
    assert "请写全名" in asked
    assert "禾溪镇农业农村办公室" in asked
    assert "已转给禾溪镇农业农村办公室" in cadre.says("农业农村办公室，归他们管").text
    assert hexi.events(1) == ["opened", "transferred"]


def test_transfer_can_be_given_up(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    cadre = hexi.phone("o_cadre_baiguo")
    assert "转给哪个单位" in cadre.says("转 1").text
    assert "1号｜" in cadre.says("取消").text
    assert hexi.events(1) == ["opened"]


def test_an_operator_sorts_what_nobody_could(hexi: Town) -> None:
    li, operator = hexi.phone("o_li", "v03"), hexi.phone("o_operator")
    operator.says("待办")
    li.says("路上有个东西挡着")
    li.taps("都不是")
    li.says("就是那个嘛")
    hexi.deliver()
    assert "待分办" in operator.inbox()[-1]
    assert "待分派" in operator.says("待办").text
    assert "已转给白果村村民委员会" in operator.says("转 1 白果村 请联系本人").text
    hexi.deliver()
    assert "1号" in hexi.phone("o_cadre_baiguo").says("待办").text
    assert "没有待办" in operator.says("待办").text
