"""Which village: from a code that was scanned, from the words, from the one question."""

from tests.town import Town

LAMP = "村口路灯坏了半个月了没人修"


def test_who_followed_through_the_villages_code_is_never_asked_where(hexi: Town) -> None:
    li = hexi.world.phone("o_li")
    assert "白果村" in li.follow(scene="v:v03").text
    assert "白果村村民委员会" in li.says(LAMP).text


def test_who_scans_another_villages_code_lives_there_from_now_on(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    assert "上堰村" in li.scans("v:v01").text
    assert "上堰村村民委员会" in li.says(LAMP).text
    assert "这个码我不认识" in li.scans("v:nowhere").text


def test_a_village_named_in_the_words_comes_before_the_scanned_one(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    assert "白果村村民委员会" in li.says("白果村的路灯坏了，晚上看不见").text


def test_who_says_where_they_live_is_not_asked_for_their_matter(hexi: Town) -> None:
    li = hexi.phone("o_li")
    assert "记下了：白果村" in li.says("我是白果村的").text
    assert "白果村村民委员会" in li.says(LAMP).text


def test_the_one_question_is_answered_by_number_or_by_name(hexi: Town) -> None:
    for answer in ("3", "三", "白果", "白果村老屋场那边"):
        person = hexi.phone(f"o_{answer}")
        asked = person.says(LAMP).text
        assert "哪个村" in asked
        assert "13 新禾社区" in asked
        assert "白果村村民委员会" in person.says(answer).text
        assert "白果村村民委员会" in person.says("村里垃圾堆了半个月没人清运").text


def test_the_village_can_be_tapped_or_its_code_be_scanned(hexi: Town) -> None:
    li, wu = hexi.phone("o_li"), hexi.phone("o_wu")
    li.says(LAMP)
    assert "柿子坪村村民委员会" in li.taps("柿子坪村").text
    wu.says(LAMP)
    assert "大湾村村民委员会" in wu.scans("v:v06").text


def test_an_answer_nobody_understands_still_becomes_a_ticket_with_the_town(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says(LAMP)
    receipt = li.says("随便吧").text
    assert "没听出是哪个村" in receipt
    assert "已登记，1号" in receipt
    assert "禾溪镇党政综合办公室" in receipt


def test_a_number_that_is_not_on_the_list_is_asked_about_once_more_and_not_for_ever(
    hexi: Town,
) -> None:
    li = hexi.phone("o_li")
    li.says(LAMP)
    assert "哪个村" in li.says("99").text
    assert "已登记，1号" in li.says("88").text


def test_what_is_said_at_length_instead_of_a_village_is_kept_in_the_ticket(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says(LAMP)
    li.says("就在大榕树旁边往东走两百米那个坡上面")
    assert "大榕树" in hexi.tickets()[0].text


def test_turning_to_something_else_loses_no_matter(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.says(LAMP)
    assert "低保" in li.says("我想问低保怎么申请要什么材料").text
    hexi.deliver()
    assert "已登记，1号" in li.inbox()[-1]
    assert [ticket.text for ticket in hexi.tickets()] == [LAMP]
