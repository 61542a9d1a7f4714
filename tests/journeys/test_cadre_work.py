"""The whole work of a cadre in chat: by numbers, by short commands, by words."""

from tests.town import Town

LAMP = "村口路灯坏了半个月了没人修"


def test_the_list_is_empty_until_there_is_work(hexi: Town) -> None:
    cadre = hexi.phone("o_cadre_baiguo")
    assert "没有待办" in cadre.says("待办").text
    assert "您要做什么" in cadre.says("你好").text
    assert "没有待办" in cadre.taps("看待办清单").text


def test_everything_can_be_done_by_short_commands(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    assert "路灯" in cadre.says("1号").text
    assert "已签收" in cadre.says("签收1").text
    assert "已转给群众" in cadre.says("问 1 是哪一盏？").text
    hexi.deliver()
    assert "是哪一盏" in li.inbox()[-1]
    assert "已转给白果村" in li.says("小学门口那一盏").text
    hexi.deliver()
    assert any("小学门口那一盏" in text for text in cadre.inbox())
    assert "已答复" in cadre.says("答复 1 已经换好了").text
    hexi.deliver()
    assert "已经换好了" in li.inbox()[-1]
    assert hexi.events(1) == ["opened", "signed", "asked", "answered", "replied"]


def test_below_a_ticket_the_bare_word_is_enough(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    cadre = hexi.phone("o_cadre_baiguo")
    cadre.says("1号")
    assert "已签收" in cadre.says("签收").text
    assert "转给哪个单位" in cadre.says("转办").text
    cadre.says("取消")
    assert "请写下" in cadre.says("答复").text


def test_the_answer_reaches_the_cadre_although_an_article_was_read_before(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    li.says("低保怎么申请")
    cadre.says("问 1 有几盏？")
    hexi.deliver()
    assert "已转给白果村" in li.says("有三盏").text
    assert "有三盏" in cadre.says("1号").text


def test_another_matter_is_not_taken_for_the_answer(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    cadre.says("问 1 有几盏？")
    hexi.deliver()
    assert "不客气" in li.says("谢谢").text
    assert "2号" in li.says("另一件事，家里自来水停了三天").text
    assert "已转给白果村" in li.says("三盏").text


def test_words_instead_of_a_number_are_shown_once_more_before_they_go_out(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    cadre.says("待办")
    cadre.says("1")
    assert "发出去吗" in cadre.says("已经叫电工去换").text
    assert "请写下" in cadre.taps("重写").text
    assert "明天上午去换" in cadre.says("电工明天上午去换").text
    assert "1号｜" in cadre.says("取消").text
    assert hexi.events(1) == ["opened"]
    cadre.says("电工明天下午去换")
    assert "已答复" in cadre.taps("发出").text
    hexi.deliver()
    assert "明天下午" in li.inbox()[-1]


def test_what_cannot_be_done_is_said_clearly(hexi: Town) -> None:
    hexi.phone("o_li", "v03").says(LAMP)
    other, cadre = hexi.phone("o_cadre_shangyan"), hexi.phone("o_cadre_baiguo")
    for command in ("1号", "签收 1", "答复 1 好了", "问 1 在哪", "转 1 建设 归他们", "签收 99"):
        assert "没有找到" in other.says(command).text
    assert "您只能查看" in hexi.phone("o_leader").says("签收 1").text
    assert "回复1到1的数字" in (cadre.says("待办"), cadre.says("7"))[1].text
    assert "请写下" in cadre.says("答复 1").text
    assert "1号｜" in cadre.says("取消").text
    cadre.says("签收 1")
    assert "已经签收过" in cadre.says("签收 1").text
    cadre.says("答复 1 好了")
    for command in ("答复 1 又好了", "问 1 在哪", "转 1 建设 归他们"):
        assert "已经答复或办结" in cadre.says(command).text
    assert hexi.events(1) == ["opened", "signed", "replied"]


def test_a_reply_tapped_twice_goes_out_once(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    twice = cadre.says("答复 1 已经换好了", deliveries=2, parallel=True)
    assert "已答复" in twice.text
    hexi.deliver()
    assert len([text for text in li.inbox() if "已经换好了" in text]) == 1
    assert hexi.events(1) == ["opened", "replied"]


def test_many_new_notices_become_one_line(hexi: Town) -> None:
    cadre = hexi.phone("o_cadre_baiguo")
    for person in range(5):
        hexi.phone(f"o_{person}", "v03").says(LAMP)
    seen = cadre.says("待办").text
    assert "待办5件" in seen
    assert "还有5条新通知" in seen


def test_an_own_matter_goes_to_the_colleagues(hexi: Town) -> None:
    cadre, colleague = hexi.phone("o_cadre_baiguo", "v03"), hexi.phone("o_cadre_jianshe")
    assert "您要做什么" in cadre.says(LAMP).text
    assert "已登记，1号" in cadre.taps("自己要反映").text
    assert "没有待办" in cadre.says("待办").text
    assert "您自己反映的" in cadre.says("1号").text
    for command in ("签收 1", "答复 1 好了", "转 1 建设 归他们"):
        assert "要由别的同事来办" in cadre.says(command).text
    assert "没有待办" in colleague.says("待办").text
    assert hexi.events(1) == ["opened"]


def test_a_cadre_who_is_asked_and_answered_as_a_resident_simply_replies(hexi: Town) -> None:
    cadre, office = hexi.phone("o_cadre_baiguo", "v03"), hexi.phone("o_cadre_minzheng")
    cadre.says("我要反映：孤寡老人生活困难，想申请临时救助")
    number = hexi.tickets()[0].id
    assert (
        hexi.phone("o_cadre_minzheng").says(f"问 {number} 老人多大年纪？").text.startswith("已转")
    )
    hexi.deliver()
    assert "已转给" in cadre.says("八十二岁").text
    office.says(f"答复 {number} 已经安排入户")
    hexi.deliver()
    assert "满意吗" in cadre.says("1").text


def test_told_in_person_is_written_down(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    li.unfollow()
    cadre.says("答复 1 已经换好了")
    hexi.deliver()
    hexi.travel(hours=49)
    hexi.deliver()
    assert "打电话或上门" in cadre.says("待办").text
    assert "当面告知" in cadre.says("已告知 1").text
    assert hexi.events(1)[-1] == "told"
