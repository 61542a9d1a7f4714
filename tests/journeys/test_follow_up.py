"""What residents do with what they have reported: ask, add, take back, judge."""

import pytest

from tests.town import Town

LAMP, WATER, RUBBISH = (
    "村口路灯坏了半个月了没人修",
    "家里自来水停了三天",
    "村里垃圾堆了半个月没人清运",
)


@pytest.fixture
def three(hexi: Town) -> Town:
    """李 has three matters: 1 lamp, 2 water, 3 rubbish."""
    li = hexi.phone("o_li", "v03")
    for matter in (LAMP, WATER, RUBBISH):
        assert "已登记" in li.says(matter).text
    return hexi


def test_plain_words_find_the_one_that_is_meant(three: Town) -> None:
    li = three.phone("o_li")
    lamp = li.says("我那个路灯的事咋样了").text
    assert "1号" in lamp
    assert "2号" not in lamp
    assert "另外还有2件" in lamp
    assert "3号" in li.says("垃圾那个事情办得怎么样了").text
    everything = li.says("进度").text
    assert all(f"{number}号" in everything for number in (1, 2, 3))
    assert li.clicks("progress").text == everything


def test_a_number_shows_that_one_and_nobody_elses(three: Town) -> None:
    li = three.phone("o_li")
    for words in ("3号", "3", "3号怎么样了"):
        shown = li.says(words).text
        assert "垃圾" in shown
        assert "路灯" not in shown
    assert "没有您的9号" in li.says("9号").text
    assert "没有您的1号" in three.phone("o_wu", "v03").says("1号").text
    assert three.events(3) == ["opened"]


def test_more_about_a_matter_reaches_its_unit(three: Town) -> None:
    li, cadre = three.phone("o_li"), three.phone("o_cadre_baiguo")
    assert "已补充到3号" in li.says("补充一下，狗都来翻了").text
    assert "已补充到1号" in li.says("1号 学校门口那盏也坏了").text
    assert "要补充什么" in li.says("补充").text
    assert "已补充到3号" in li.says("昨天又倒了一车").text
    assert "学校门口那盏" in cadre.says("1号").text
    rubbish = cadre.says("3号").text
    assert "狗都来翻了" in rubbish
    assert "昨天又倒了一车" in rubbish


def test_the_same_matter_twice_gives_the_ticket_that_is_known(three: Town) -> None:
    known = three.phone("o_li").says("村口路灯坏了半个月没人修").text
    assert "已经登记过了：1号" in known
    assert len(three.tickets()) == 3


def test_taking_back_is_asked_whether_it_is_the_own_wish(three: Town) -> None:
    li, cadre = three.phone("o_li"), three.phone("o_cadre_baiguo")
    asked = li.says("1号撤回").text
    assert "您自己的意思吗" in asked
    assert "路灯" in asked
    assert "继续办" in li.taps("不撤").text
    li.says("1号撤回")
    assert "已撤回" in li.taps("自己要撤回").text
    assert "您已撤回" in li.says("1号").text
    cadre.says("待办")
    assert "路灯" not in cadre.says("待办").text
    three.deliver()
    assert any("1号群众已撤回" in entry.text for entry in cadre.shown)


def test_not_solved_sends_it_back_with_the_reason_and_solved_ends_it(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    cadre.says("答复 1 换了灯泡")
    hexi.deliver()
    assert "重新办" in li.says("2").text
    assert "请他们再办" in li.says("亮了一晚又灭了").text
    assert "亮了一晚又灭了" in cadre.says("1号").text
    cadre.says("答复 1 换了整盏灯")
    hexi.deliver()
    assert "换了整盏灯" in li.says("1号").text
    assert "重新办" in li.says("没解决，还是不亮").text
    li.says("一到下雨就灭")
    cadre.says("答复 1 线也换了")
    hexi.deliver()
    assert "满意吗" in li.says("解决了").text
    assert "评价已记下" in li.says("不满意").text
    assert hexi.tickets()[0].satisfied == 3
    assert "已办结" in li.says("1号").text


def test_one_means_the_choices_shown_last(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    li.says("低保怎么申请")
    cadre.says("答复 1 换了灯泡")
    hexi.deliver()
    assert "满意吗" in li.says("1").text  # to the cadre's reply, shown after the article
    li.says("满意")
    li.says(RUBBISH)
    cadre.says("答复 2 清走了")
    hexi.deliver()
    li.says("低保怎么申请")
    assert "帮上您" in li.says("1").text  # to the article, shown after the reply
    assert "满意吗" in li.says("2号 解决了").text


def test_a_letter_never_hides_among_choices_of_another_matter(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li", "v03"), hexi.phone("o_cadre_baiguo")
    li.says(LAMP)
    cadre.says("答复 1 换了灯泡")
    assert "换了灯泡" not in li.says("低保怎么申请").text
    hexi.deliver()
    assert "换了灯泡" in li.inbox()[-1]


def test_who_has_reported_nothing_is_told_so_kindly(hexi: Town) -> None:
    li = hexi.phone("o_li")
    assert "还没有您登记的事项" in li.clicks("progress").text
    assert "还没有您登记的事项" in li.says("我反映的事办得怎么样了").text
