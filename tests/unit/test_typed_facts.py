"""Numbers that texts use by slots: shown as people write them, found by area and day, checked."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.facts import FactBook, FactForm, FactKind, Value, check_value, filled, shown, slots

BEGIN, END = date(2026, 1, 1), date(2026, 12, 31)
NUMBERS = [kind for kind in FactKind if kind not in {FactKind.DATE, FactKind.PHONE}]


def value(key: str, told: float | date | str, area: str = "", **others: Any) -> Value:
    columns = {"kind": FactKind.MONEY, "unit": "", "name": key, "source": "文件", "starts": BEGIN,
               "until": END}  # fmt: skip
    return Value(key=key, area=area, value=told, **(columns | others))


def found(book: FactBook, key: str, *areas: str, day: date = BEGIN) -> float | date | str | None:
    held = book.find(key, areas, day)
    return held.value if held else None


# —— As people read them ——


@pytest.mark.parametrize(
    ("kind", "told", "unit", "text"),
    [
        (FactKind.MONEY, 680.0, "", "680元"),
        (FactKind.MONEY, 680.0, "元/人·月", "680元/人·月"),
        (FactKind.MONEY, 2.5, "元/立方米", "2.5元/立方米"),
        (FactKind.MONEY, 0, "", "0元"),
        (FactKind.MONEY, 20000.0, "", "20000元"),
        (FactKind.MONEY, 1234567890.0, "", "1234567890元"),
        (FactKind.AGE, 80.0, "", "80岁"),
        (FactKind.AGE, 60.0, "周岁", "60周岁"),
        (FactKind.PERCENT, 70.0, "", "70%"),
        (FactKind.PERCENT, 0.5, "", "0.5%"),
        (FactKind.PERCENT, 12.0, "个百分点", "12个百分点"),
        (FactKind.DURATION, 20.0, "个工作日", "20个工作日"),
        (FactKind.DURATION, 1.5, "年", "1.5年"),
        (FactKind.COUNT, 150.0, "平方米", "150平方米"),
        (FactKind.COUNT, 3.0, "", "3"),
        (FactKind.DATE, date(2026, 3, 5), "", "2026年3月5日"),
        (FactKind.DATE, date(2026, 12, 31), "起", "2026年12月31日"),
        (FactKind.PHONE, "0000-6600105", "", "0000-6600105"),
        (FactKind.PHONE, "110", "", "110"),
    ],
)
def test_every_kind_is_shown_as_it_stands_in_a_sentence(
    kind: FactKind, told: float | date | str, unit: str, text: str
) -> None:
    assert shown(kind, told, unit) == text
    assert value("k", told, kind=kind, unit=unit).shown == text


@given(st.sampled_from(NUMBERS), st.integers(0, 10**12))
def test_whole_numbers_are_shown_to_the_last_digit(kind: FactKind, number: int) -> None:
    assert shown(kind, float(number), "个") == f"{number}个"


@given(st.integers(0, 99_999))
def test_tenths_are_shown_exactly(tenths: int) -> None:
    assert float(shown(FactKind.MONEY, tenths / 10, "").removesuffix("元")) == tenths / 10


# —— Slots ——


def test_slots_are_told_in_order_and_once() -> None:
    assert slots("满{gaoling-age}的{gaoling-80}，不满{gaoling-age}的没有。") == [
        "gaoling-age",
        "gaoling-80",
    ]


@pytest.mark.parametrize("text", ["", "{}", "{Big}", "{3d}", "{ab cd}", "{-a}", "{低保}", "a}b{c"])
def test_what_is_no_slot_stays_as_it_is(text: str) -> None:
    assert slots(text) == []
    assert filled(text, lambda key: "?") == text


@given(st.lists(st.sampled_from(["{a}", "{b-2}", "甲", "{", "}", "元"])).map("".join))
def test_filling_replaces_every_slot_and_nothing_else(text: str) -> None:
    told = filled(text, {"a": "1", "b-2": "2"}.__getitem__)
    assert told == text.replace("{a}", "1").replace("{b-2}", "2")
    assert slots(told) == []


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert filled("{a}{b}", {"a": "{b}", "b": "2"}.__getitem__) == "{b}2"


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError, match="b"):
        filled("{a}和{b}", {"a": "1"}.__getitem__)


# —— The book ——


def test_the_nearest_area_that_has_a_value_decides() -> None:
    book = FactBook([value("area", 150.0), value("area", 180.0, "v07"), value("area", 160.0, "hx")])
    assert found(book, "area", "v07", "hx", "wc") == 180.0
    assert found(book, "area", "v01", "hx", "wc") == 160.0
    assert found(book, "area", "wc") == 150.0
    assert found(book, "area") == 150.0
    assert found(book, "other", "v07") is None


def test_without_a_value_for_everybody_only_the_area_has_one() -> None:
    book = FactBook([value("area", 180.0, "v07")])
    assert found(book, "area", "v07", "hx") == 180.0
    assert found(book, "area", "v01", "hx") is None


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (BEGIN - timedelta(days=1), None),
        (BEGIN, 1.0),
        (END, 1.0),
        (END + timedelta(days=1), None),
    ],
)
def test_a_value_holds_from_its_first_to_its_last_day(day: date, held: float | None) -> None:
    assert found(FactBook([value("line", 1.0)]), "line", "hx", day=day) == held


def test_the_later_of_two_values_holds_where_it_covers_the_day() -> None:
    summer = {"starts": date(2026, 6, 1), "until": date(2026, 8, 31)}
    book = FactBook([value("line", 680.0), value("line", 700.0, **summer)])
    assert found(book, "line", day=date(2026, 5, 31)) == 680.0
    assert found(book, "line", day=date(2026, 6, 1)) == 700.0
    assert found(book, "line", day=date(2026, 9, 1)) == 680.0


def test_where_the_near_value_has_run_out_the_wider_one_holds() -> None:
    book = FactBook([value("line", 680.0), value("line", 720.0, "v07", until=date(2026, 6, 30))])
    assert found(book, "line", "v07", day=date(2026, 6, 30)) == 720.0
    assert found(book, "line", "v07", day=date(2026, 7, 1)) == 680.0


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.floats(0, 9)), max_size=6))
def test_the_last_set_of_those_that_cover_the_day_holds(
    spans: list[tuple[int, int, float]],
) -> None:
    set_ = [
        value("k", told, starts=BEGIN + timedelta(days=a), until=BEGIN + timedelta(days=a + b))
        for a, b, told in spans
    ]
    book = FactBook(set_)
    for number in range(42):
        day = BEGIN + timedelta(days=number)
        covering = [one for one in set_ if one.starts <= day <= one.until]
        assert book.find("k", (), day) == (covering[-1] if covering else None)
    assert list(book) == set_


def test_the_latest_is_told_whether_or_not_it_holds_today() -> None:
    ahead = {"starts": date(2027, 1, 1), "until": date(2027, 12, 31)}
    book = FactBook([value("line", 680.0, unit="元/月"), value("line", 700.0, **ahead)])
    assert book.latest("line") == "700元"
    assert book.latest("other") == ""
    assert ("line" in book, "other" in book) == (True, False)


# —— What a value may be ——


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (FactKind.MONEY, 0), (FactKind.MONEY, 1e12), (FactKind.AGE, 130), (FactKind.PERCENT, 100),
        (FactKind.DURATION, 36500), (FactKind.COUNT, 7.5), (FactKind.DATE, date(2026, 2, 28)),
        (FactKind.DATE, datetime(2026, 2, 28)), (FactKind.PHONE, "110"),  # noqa: DTZ001
        (FactKind.PHONE, "0000-6600105"), (FactKind.PHONE, "1" * 16),
    ],
)  # fmt: skip
def test_a_value_within_the_limits_is_taken(kind: FactKind, good: Any) -> None:
    check_value(kind, good)


@pytest.mark.parametrize(
    ("kind", "bad", "why"),
    [
        (FactKind.MONEY, -0.01, "out of range"), (FactKind.MONEY, 1.1e12, "out of range"),
        (FactKind.AGE, 130.5, "out of range"), (FactKind.PERCENT, 100.1, "out of range"),
        (FactKind.DURATION, 36501, "out of range"), (FactKind.MONEY, float("nan"), "range"),
        (FactKind.COUNT, float("inf"), "range"), (FactKind.MONEY, "680", "not a number"),
        (FactKind.MONEY, True, "not a number"), (FactKind.AGE, None, "not a number"),
        (FactKind.COUNT, date(2026, 1, 1), "not a number"), (FactKind.DATE, "2026-01-01", "date"),
        (FactKind.DATE, 20260101, "date"), (FactKind.PHONE, 110, "telephone"),
        (FactKind.PHONE, "11", "telephone"), (FactKind.PHONE, "-110", "telephone"),
        (FactKind.PHONE, "110-", "telephone"), (FactKind.PHONE, "110转2", "telephone"),
        (FactKind.PHONE, "1" * 17, "telephone"), (FactKind.PHONE, "", "telephone"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_in_plain_words(
    kind: FactKind, bad: Any, why: str
) -> None:
    with pytest.raises(ValueError, match=why) as refusal:
        check_value(kind, bad)
    assert repr(bad) in str(refusal.value)


FORM: dict[str, Any] = {"name": "线", "kind": "money", "value": 680, "source": "文件",
                        "starts": BEGIN, "until": END}  # fmt: skip


def test_a_form_keeps_what_was_written() -> None:
    form = FactForm(**FORM, unit="元/月", areas={"v07": 720})
    assert (form.kind, form.value, form.areas) == (FactKind.MONEY, 680.0, {"v07": 720.0})
    assert FactForm(**FORM | {"until": BEGIN}).until == BEGIN


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"until": BEGIN - timedelta(days=1)}, "until lies before starts"),
        ({"areas": {"v07": -1}}, "out of range"),
        ({"areas": {"v07": "viel"}}, "not a number"),
        ({"kind": "duration"}, "needs a unit"),
        ({"kind": "date"}, "not a date"),
        ({"kind": "phone"}, "not a telephone"),
        ({"kind": "weight"}, "kind"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        FactForm(**FORM | wrong)
