"""Who speaks against a cadre is safe: the village never learns of it."""

from sqlalchemy import select

from directory.models import Person, Unit
from letters.outbox import Letter
from tests.town import Town

KIN = "我们村书记把低保给他小舅子了"
BRIBE = "村主任收了我两千块才给盖章"
LAMP = "村口路灯坏了半个月了没人修"


def letters_to(hexi: Town, village: str) -> list[str]:
    """Everything ever promised to anybody who works at ``village``."""
    with hexi.session() as session:
        staff = select(Person.id).join(Unit, Person.unit_id == Unit.id).where(Unit.slug == village)
        return list(session.scalars(select(Letter.text).where(Letter.person_id.in_(staff))))


def test_three_ways_to_accuse_a_cadre_never_reach_the_village(hexi: Town) -> None:
    village = hexi.phone("o_cadre_baiguo")
    for person, words in (("o_a", KIN), ("o_b", BRIBE), ("o_c", "网格员骂人")):
        informant = hexi.phone(person, "v03")
        receipt = informant.says(words)
        if "哪一类" in receipt.text:
            receipt = informant.says("1")
        assert "已登记" in receipt.text
        assert "看不到" in receipt.text
        assert "白果村村民委员会" not in receipt.text
    hexi.deliver()
    assert len(hexi.tickets()) == 3
    assert "没有待办" in village.says("待办").text
    for number in (1, 2, 3):
        assert f"没有找到{number}号" in village.says(f"{number}号").text
        assert f"没有找到{number}号" in village.says(f"签收 {number}").text
        assert f"没有找到{number}号" in village.says(f"转 {number} 建设 不归村里").text
    assert not letters_to(hexi, "v03")


def test_a_ticket_against_a_cadre_cannot_be_handed_to_a_village(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(KIN)
    office = hexi.phone("o_cadre_minzheng")
    refused = office.says("转 1 白果村 归村里办").text
    assert "不能转给白果村村民委员会" in refused
    assert "村里不能经手" in refused
    assert "不能转给上堰村村民委员会" in office.says("转 1 上堰村 归村里办").text
    assert hexi.events(1) == ["opened"]


def test_what_an_operator_has_to_sort_cannot_be_handed_to_the_village_either(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says("网格员骂人，我要转人工")
    operator = hexi.phone("o_operator")
    assert "1号" in operator.says("待办").text
    assert "不能转给白果村" in operator.says("转 1 白果村 归村里办").text


def test_a_matter_of_discipline_is_hidden_from_leader_and_operator_too(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    receipt = li.says(BRIBE).text
    assert "严格保密" in receipt
    assert "禾溪镇纪委" in receipt
    hexi.deliver()
    hexi.travel(days=60)
    hexi.remind()
    for other in ("o_leader", "o_operator", "o_cadre_baiguo"):
        phone = hexi.phone(other)
        assert "1号" not in phone.says("待办").text
        assert "没有找到1号" in phone.says("1号").text
    discipline = hexi.phone("o_cadre_jiwei")
    assert "两千块" in discipline.says("1号").text
    assert "不能转给" in discipline.says("转 1 白果村 归村里办").text
    assert "不能撤回" in li.says("撤回").text


def test_words_against_a_cadre_added_to_a_village_ticket_are_kept_apart(hexi: Town) -> None:
    li, village = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    assert "村里看不到" in li.says("补充一下，村主任收了钱不办事").text
    village.says("答复 1 修好了")
    hexi.deliver()
    again = li.says("没解决，村书记骂人不管").text
    assert "1号已退回" in again
    assert "村里看不到" in again
    village.says("问 1 到底是哪一盏？")
    hexi.deliver()
    assert "村里看不到" in li.says("村主任心里清楚，他欺负我家").text
    hexi.deliver()
    seen = "\n".join(
        [village.says("1号").text, village.says("待办").text, *letters_to(hexi, "v03")]
    )
    for secret in ("收了钱", "骂人", "欺负", "2号", "3号", "4号"):
        assert secret not in seen


def test_words_against_a_cadre_told_to_an_operator_close_the_way_to_the_village(hexi: Town) -> None:
    li, operator = hexi.phone("o_li", "v03"), hexi.phone("o_operator")
    li.says("转人工")
    li.says("村会计把账目瞒着，不公开")
    assert "不能转给白果村" in operator.says("转 1 白果村 归村里办").text


def test_picking_a_cadres_matter_from_the_choices_is_no_leaflet(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    assert "哪一类" in li.says("网格员骂人").text
    receipt = li.says("2").text
    assert "已登记，1号" in receipt
    assert "看不到" in receipt
