"""A question about policy, and what we ask back when we are not sure."""

from tests.town import Town

LOW_INCOME = "低保怎么申请"


def test_a_question_is_answered_with_source_date_unit_and_telephone(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    answer = li.says(LOW_INCOME).text
    for part in (
        "低保",
        "依据：",
        "《社会救助暂行办法》",
        "20",
        "禾溪镇社会事务办公室",
        "0000-6600112",
    ):
        assert part in answer
    assert "帮上您" in li.taps("解决了").text
    assert not hexi.tickets()


def test_an_answer_that_did_not_help_becomes_a_ticket(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    li.says(LOW_INCOME)
    receipt = li.taps("没有，帮我登记").text
    assert "已登记，1号" in receipt
    assert "禾溪镇社会事务办公室（0000-6600112）" in receipt
    assert "前给您回话" in receipt
    li.says(LOW_INCOME)
    li.says("没有，帮我登记")  # typed as it stands there, comma and all
    assert [ticket.text for ticket in hexi.tickets()] == [LOW_INCOME, LOW_INCOME]


def test_thanks_do_not_take_the_choices_away(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    li.says(LOW_INCOME)
    assert "不客气" in li.says("谢谢").text
    assert "已登记，1号" in li.says("2").text


def test_a_person_asked_for_after_an_answer_hears_the_question_and_what_comes_next(
    hexi: Town,
) -> None:
    li, operator = hexi.phone("o_li", "v01"), hexi.phone("o_operator")
    li.says(LOW_INCOME)
    assert "工作人员" in li.taps("转人工").text
    li.says("我家两个残疾人")
    assert LOW_INCOME in operator.says("待办").text
    assert "我家两个残疾人" in operator.says("1").text


def test_when_unsure_we_offer_numbered_choices_and_take_the_one_picked(hexi: Town) -> None:
    li = hexi.phone("o_li", "v02")
    asked = li.says("田里的水没了").text
    assert "哪一类" in asked
    assert "都不是" in asked
    assert "回复上面的一个数字" in li.says("9").text
    assert "已登记，1号" in li.says("2").text


def test_none_of_the_choices_then_other_words_then_a_person(hexi: Town) -> None:
    li, operator = hexi.phone("o_li", "v02"), hexi.phone("o_operator")
    assert "都不是" in li.says("路上有个东西挡着").text
    assert "再说具体一点" in li.taps("都不是").text
    receipt = li.says("就是那个嘛").text
    assert "已登记，1号" in receipt
    assert "禾溪镇便民服务中心" in receipt
    hexi.deliver()
    assert "1号" in operator.says("待办").text
    seen = operator.says("1").text
    assert "路上有个东西挡着" in seen
    assert "就是那个嘛" in seen


def test_saying_it_clearly_the_second_time_needs_no_person(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    assert "再说具体一点" in li.says("钱没到").text
    assert "白果村村民委员会" in li.says("村口路灯坏了半个月了没人修").text
