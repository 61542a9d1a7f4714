"""Answers from the knowledge base: every kind of item, follow-ups, refusals, eligibility."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kit import clock
from knowledge import gaps, starter
from knowledge.models import Gap
from tests.town import Town


def test_an_answer_carries_source_date_unit_telephone_and_a_warning_to_check(hexi: Town) -> None:
    answer = hexi.phone("o_li", "v01").says("高龄津贴怎么领").text
    assert re.search(r"依据：.+（\d{4}-\d\d-\d\d）", answer)
    assert "问这里：禾溪镇社会事务办公室 0000-6600112" in answer
    assert "请按本地文件核对" in answer
    assert "{" not in answer  # every slot is filled


def test_a_guide_tells_the_papers_and_a_follow_up_keeps_it_in_mind(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    first = li.says("高龄津贴怎么领").text
    assert "高龄津贴" in first
    papers = li.says("那要带什么材料").text
    assert "高龄津贴" in papers
    assert "带什么：" in papers
    assert "身份证" in papers
    time = li.says("多久能办好").text
    assert "高龄津贴" in time
    assert "多久：" in time
    assert not hexi.tickets()
    assert "已登记，1号" in li.says("2").text  # the three choices are still there


def test_a_new_question_is_not_taken_for_a_follow_up(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    li.says("高龄津贴怎么领")
    told = li.says("那宅基地申请要带什么材料").text
    assert "宅基地" in told
    assert "高龄津贴" not in told


def test_a_village_hears_what_holds_for_it(hexi: Town) -> None:
    """Publications are told per village, and what is overdue is said to be so."""
    late = hexi.phone("o_li", "v04").says("村务公开栏上季度的账贴出来没有").text
    assert "柿子坪" in late
    fresh = hexi.phone("o_zhao", "v03").says("村务公开栏上季度的账贴出来没有").text
    assert "白果" in fresh


def test_nothing_to_rely_on_is_said_and_passed_on(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    reply = li.says("我想问养老保险能不能拿去给孙子抵学费").text
    if "哪一件" in reply or "哪一类" in reply:
        reply = li.taps("都不是").text
    with hexi.session() as session:
        assert session.scalar(select(Gap.text)) is not None
        assert gaps.clusters(session)[0].count == 1


@pytest.mark.parametrize("said", ["我家能不能吃低保", "看看我符不符合低保"])
def test_a_few_questions_end_in_an_estimate_and_a_ticket_if_wished(hexi: Town, said: str) -> None:
    li = hexi.phone("o_li", "v03")
    reply = li.says(said)
    asked = 0
    while "最后以审核为准" not in reply.text:
        asked += 1
        assert asked <= 5, reply.text
        reply = li.says("1") if "1 " in reply.text else li.says("300")
    assert 2 <= asked <= 5
    assert "依据：" in reply.text
    assert "低保的条件" in reply.text
    assert "已登记，1号" in li.says("1").text
    (ticket,) = hexi.tickets()
    assert "低保" in ticket.text


def test_a_dialog_can_be_stopped_at_any_question(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    li.says("我家能不能吃低保")
    assert "不问了" in li.says("不问了").text
    assert not hexi.tickets()


def test_a_question_about_a_certificate_says_whether_the_village_issues_it(hexi: Town) -> None:
    answer = hexi.phone("o_li", "v02").says("村里能不能开亲属关系证明").text
    assert "村里能不能开：" in answer
    assert "用什么代替：" in answer


def test_a_telephone_number_is_told(hexi: Town) -> None:
    answer = hexi.phone("o_li", "v02").says("镇上农技员电话是多少").text
    assert "电话：0000-" in answer


NOTICE = """+++
kind = "notice"
title = "石桥头村换电线杆停电"
subtopics = ["1302"]
source = "禾溪供电和通信服务站停电通告"
unit = "dianxin"
effective = {day}
expires = {later}
review = {later}
area = "v05"
questions = ["石桥头停电停到几点", "换电杆今天停电吗", "石桥头今天哪几组没有电"]
not_for = ["电费怎么查"]
[details]
starts = {day}T08:00:00
ends = {day}T23:59:00
affected = "石桥头村一组、二组"
+++
白天换电线杆，要停电，天黑前来电。"""


def test_a_planned_outage_is_told_where_and_while_it_holds(hexi: Town, tmp_path: Path) -> None:
    for name in ("items", "facts"):
        (tmp_path / "notice" / name).mkdir(parents=True)
    today = clock.today()
    text = NOTICE.format(day=today, later=today + timedelta(days=30))
    (tmp_path / "notice" / "items" / "1302-outage-v05.md").write_text(text, "utf-8")
    with hexi.parts.sessions.begin() as session:
        starter.publish_all(session, tmp_path / "notice")
    hexi.parts.snapshot.refresh()
    here, elsewhere = hexi.phone("o_li", "v05"), hexi.phone("o_zhao", "v01")
    told = here.says("石桥头今天哪几组没有电").text
    assert "影响：石桥头村一组、二组" in told
    assert "时间：" in told
    assert "换电线杆" not in elsewhere.says("换电杆今天停电吗").text
    hexi.travel(days=2)
    assert "换电线杆" not in here.says("换电杆今天停电吗").text
