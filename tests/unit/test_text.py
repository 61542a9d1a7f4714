"""Properties of small things done with text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.text import (
    choice,
    cleaned,
    likeness,
    masked,
    shortened,
    size,
    split_bytes,
    without_card_numbers,
)

WORDS = st.text(alphabet="村里路灯坏了没人修。；！？，\n ab1😀", max_size=120)
LONG_NUMBER = re.compile(r"\d{16,19}|\d{17}[\dXx]")
MOBILE = re.compile(r"1[3-9]\d{9}")


def digits(least: int, most: int):
    return st.text(alphabet="0123456789", min_size=least, max_size=most)


@given(WORDS, st.integers(4, 60))
def test_parts_never_exceed_the_limit_and_join_back(text: str, limit: int) -> None:
    parts = split_bytes(text, limit)
    assert all(size(part) <= limit for part in parts)
    assert all(parts) or parts == [""]
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_cut_behind_a_sentence_where_that_is_possible() -> None:
    assert split_bytes("第一句话。第二句话。", 24) == ["第一句话。", "第二句话。"]


def test_a_limit_too_small_for_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="4 bytes"):
        split_bytes("字", 3)


@given(WORDS, digits(17, 17), st.sampled_from("0123456789Xx"), WORDS)
def test_no_identity_number_stays(before: str, number: str, check: str, after: str) -> None:
    text = f"{before} {number}{check} {after}"
    assert not LONG_NUMBER.search(masked(text))
    assert not LONG_NUMBER.search(without_card_numbers(text))


@given(digits(16, 19))
def test_no_bank_card_stays(number: str) -> None:
    for text in (f"卡号{number}", f"{number}是我的", number):
        assert number not in without_card_numbers(text)
        assert not LONG_NUMBER.search(masked(text))


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_stays_in_a_log(number: str) -> None:
    assert not MOBILE.search(masked(f"我电话{number}，急"))
    assert number in without_card_numbers(f"我电话{number}，急")  # the cadre must be able to call


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("6222 0212 3456 7890 123", "6222********7890"),
        ("6222-0212-3456-7890", "6222********7890"),
        ("510123 19660102 1234", "510123********1234"),
        ("138-1234-5678", "138****5678"),
        ("138 1234 5678", "138****5678"),
    ],
)
def test_numbers_written_in_groups_are_found_too(written: str, shown: str) -> None:
    assert masked(f"我的是{written}") == f"我的是{shown}"


def test_dates_and_sums_stay() -> None:
    for text in ("2026-11-22 交了1200元", "补贴2026年11月22日到账，3600块", "工单20261122001号"):
        assert masked(text) == text


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.text(), st.text())
def test_likeness_is_between_nothing_and_all(a: str, b: str) -> None:
    assert 0.0 <= likeness(a, b) <= 1.0
    assert likeness(a, b) == likeness(b, a)
    assert likeness(a, a) == 1.0


def test_the_same_matter_in_nearly_the_same_words_is_alike() -> None:
    assert likeness("村口路灯坏了半个月", "村口的路灯坏了半个月！") >= 0.6
    assert likeness("村口路灯坏了半个月", "低保怎么申请") < 0.1


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("2", 2), ("２", 2), ("2。", 2), ("【2】", 2), ("（2）", 2), ("2号", 2), (" 12 ", 12),
        ("二", 2), ("两", 2), ("六", 6),
        ("", None), ("2楼的灯", None), ("二组", None), ("1234", None), ("一二", None),
    ],
)  # fmt: skip
def test_a_choice_is_a_number_and_nothing_else(said: str, number: int | None) -> None:
    assert choice(said) == number


@given(WORDS, st.integers(1, 40))
def test_a_shortened_text_is_one_line_and_short(text: str, length: int) -> None:
    line = shortened(text, length)
    assert len(line) <= length
    assert "\n" not in line
