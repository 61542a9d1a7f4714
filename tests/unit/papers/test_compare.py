"""Texts that say the same, and texts that contradict each other."""

from itertools import combinations
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.papers.claims import claims_of
from knowledge.papers.compare import Conflict, _bare, _shingles, conflicts, near_duplicates


def slow(texts: list[str], at_least: float) -> set[tuple[int, int]]:
    """What ``near_duplicates`` should find, by comparing all with all."""
    sets = [_shingles(_bare(text)) for text in texts]
    return {
        (i, j)
        for i, j in combinations(range(len(texts)), 2)
        if sets[i] and sets[j] and len(sets[i] & sets[j]) >= at_least * len(sets[i] | sets[j])
    }


@given(
    st.lists(st.text("低保申请办", max_size=14), max_size=14), st.sampled_from([0.3, 0.5, 0.8, 1])
)
def test_no_pair_is_missed_and_none_made_up(texts: list[str], at_least: float) -> None:
    found = near_duplicates(texts, at_least=at_least)
    assert {(i, j) for i, j, _ in found} == slow(texts, at_least)
    assert all(at_least <= likeness <= 1 for _, _, likeness in found)


def test_points_and_blanks_make_no_difference() -> None:
    texts = ["带身份证，到村里办。", "带身份证到村里办", "路灯坏了", "", "。"]
    assert near_duplicates(texts) == [(0, 1, 1.0)]


@pytest.mark.parametrize("at_least", [0, -1, 1.1])
def test_a_likeness_that_cannot_be_is_refused(at_least: float) -> None:
    with pytest.raises(ValueError, match="at_least"):
        near_duplicates(["甲", "乙"], at_least=at_least)


def test_thousands_of_texts_are_compared_in_seconds() -> None:
    random = Random(7)
    letters = [chr(0x4E00 + number) for number in range(600)]
    words = ["".join(random.choices(letters, k=2)) for _ in range(800)]
    base = ["".join(random.choices(words, k=60)) for _ in range(1500)]
    texts = [*base, *(one[:112] + "".join(random.choices(words, k=4)) for one in base)]
    begun = perf_counter()
    found = near_duplicates(texts)
    assert perf_counter() - begun < 10
    assert {(i, i + 1500) for i in range(1500)} <= {(i, j) for i, j, _ in found}


# —— Values ——

CLAIMS = [
    ("每月发1,200元", "amount", "1200"),
    ("一次性补1.2万元", "amount", "12000"),
    ("每人一千二百元", "amount", "1200"),
    ("年满60周岁", "age", "60"),
    ("六十岁以上", "age", "60"),
    ("2025年3月1日起", "date", "2025-3-1"),
    ("每年12月25日前", "date", "12-25"),
    ("截止2025-03-01", "date", "2025-3-1"),
    ("电话0575-8123 4567", "telephone", ""),
    ("电话：0575-81234567", "telephone", "057581234567"),
    ("手机13800001234", "telephone", "13800001234"),
    ("拨打12345", "telephone", "12345"),
    ("报销60％", "share", "60"),
    ("二十个工作日内", "days", "20"),
]


@pytest.mark.parametrize(("written", "what", "value"), CLAIMS)
def test_values_have_one_form(written: str, what: str, value: str) -> None:
    claims = claims_of(written)
    assert [(claim.what, claim.value) for claim in claims] == ([(what, value)] if value else [])


def test_numbers_that_mean_nothing_are_no_claims() -> None:
    assert claims_of("第12条规定，本村312户，文号望政发〔2025〕7号") == []


OLD = "高龄津贴怎么领\n年满80周岁每人每月50元，年满90周岁每人每月100元。电话：0575-81230001。"


def test_values_that_differ_are_found_with_both() -> None:
    new = OLD.replace("50元", "60元").replace("81230001", "81230002")
    assert conflicts(["路灯坏了找谁", OLD, new]) == [
        Conflict(1, 2, "amount", "50元", "60元"),
        Conflict(1, 2, "telephone", "0575-81230001", "0575-81230002"),
    ]


def test_ages_and_dates_differ_too() -> None:
    one = "居民养老保险年满60周岁可以领，每年12月25日前缴费"
    other = "居民养老保险年满65周岁可以领，每年11月25日前缴费"
    assert [conflict[2:] for conflict in conflicts([one, other])] == [
        ("age", "60周岁", "65周岁"),
        ("date", "12月25日", "11月25日"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        OLD,
        OLD.replace("50元", "五十元").replace("80周岁", "八十岁"),
        OLD + "年满100周岁每人每月500元。",
        "养蜂补贴\n每箱蜂补50元，年满18周岁可以申请。",
    ],
)
def test_the_same_in_other_words_and_more_besides_are_no_conflict(other: str) -> None:
    assert conflicts([OLD, other]) == []


def test_sums_of_different_spans_are_not_compared() -> None:
    one, other = "种粮补贴每亩120元，直接打卡", "种粮补贴每户1000元，直接打卡"
    assert conflicts([one, other]) == []


def test_texts_with_one_first_line_are_compared_however_they_go_on() -> None:
    one = "慢性病门诊\n一年最多报销3000元，凭慢病本在卫生院直接结算就行。"
    other = "慢性病门诊\n先办好慢病本。一年最多报销5000元，多出来的自己付。"
    assert conflicts([one, other]) == [Conflict(0, 1, "amount", "3000元", "5000元")]
