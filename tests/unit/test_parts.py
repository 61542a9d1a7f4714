"""Several matters in one breath are taken apart, and what is asked for is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.parts import SHORTEST, demands, parts

PIECES = [
    "路灯坏了",
    "，还有",
    "。",
    "\n",
    "自来水停了三天",
    "2、",
    "请",
    "吗",
    "?",
    "；",
    " 另外",
    "好",
    "，",
    "能不能",
]
MESSAGES = st.one_of(st.text(st.characters()), st.lists(st.sampled_from(PIECES)).map("".join))


def cut(text: str) -> list[str]:
    return [text[part.start : part.end] for part in parts(text)]


def asked(text: str) -> list[str]:
    return [text[part.start : part.end] for part in demands(text)]


@pytest.mark.parametrize(
    "pieces",
    [
        ["路灯坏了很久没人修。", "自来水停了三天没人管"],
        ["三组的路灯坏了半年，", "还有自来水也停了三天"],
        ["一是村里路灯没人修，", "二是自来水停了三天"],
        ["1、路灯坏了没人修", "2、自来水停了三天了"],
        ["门口的垃圾没人收\n", "邻居半夜唱歌太吵"],
        ["我家低保停了不知为何；", "顺便问一句残疾证在哪办"],
        ["想问医保怎么交，", "另外路灯坏了没人修"],
    ],
)
def test_a_new_matter_begins_a_new_part(pieces: list[str]) -> None:
    assert cut("".join(pieces)) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了。好黑。",
        "你好！路灯坏了",
        "路灯坏了很久，没人修，没人管",
        "欠我2.5万元工钱",
        "谢谢。",
        "我还有一个儿子在外打工",
    ],
)
def test_what_is_too_short_or_one_matter_stays_together(text: str) -> None:
    assert cut(text) == [text]


def test_nothing_has_no_parts() -> None:
    assert parts("") == ()
    assert demands("") == ()


@given(MESSAGES)
def test_the_parts_are_the_text_and_none_but_the_only_one_is_short(text: str) -> None:
    told = cut(text)
    assert "".join(told) == text
    assert all(told)
    if len(told) > 1:
        assert min(map(len, told)) >= SHORTEST


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("路灯坏了，请派人来修", ["请派人来修"]),
        ("希望镇里早点通水。谢谢", ["希望镇里早点通水"]),
        ("麻烦把路修一下。能不能快点通水？", ["麻烦把路修一下", "能不能快点通水"]),
        ("养老金到账了吗", ["养老金到账了吗"]),
        ("隔壁天天放歌，老人睡不着怎么办", ["老人睡不着怎么办"]),
        ("要求退还多收的电费", ["要求退还多收的电费"]),
    ],
)
def test_what_is_asked_for_is_found(text: str, wanted: list[str]) -> None:
    assert asked(text) == wanted


@pytest.mark.parametrize(
    "text", ["路灯坏了", "我去年申请的低保没批下来", "老师请假三天没来上课", "他家请客放炮仗到半夜"]
)
def test_who_only_tells_asks_for_nothing(text: str) -> None:
    assert asked(text) == []


@given(MESSAGES)
def test_demands_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    at = 0
    for demand in demands(text):
        assert at <= demand.start < demand.end <= len(text)
        at = demand.end
