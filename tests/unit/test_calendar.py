"""Working days, as the State Council shifted them for 2026."""

import logging
from datetime import date, datetime

import pytest

from kit.clock import TOWN
from tickets import calendar
from tickets.calendar import add_days, add_working_days, is_working_day


def at(text: str) -> datetime:
    """A moment in town time: ``2026-09-30 17:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=TOWN)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # an ordinary Friday
        ("2026-11-21", False),  # an ordinary Saturday
        ("2026-01-04", True),  # the Sunday worked for New Year
        ("2026-02-14", True),  # the Saturday worked for Spring Festival
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-05-09", True),
        ("2026-09-20", True),
        ("2026-10-07", False),
        ("2026-10-10", True),  # the Saturday worked for National Day
    ],
)
def test_shifted_rest_days_count_as_published(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20 09:00", 1, "2026-11-23 18:00"),  # Friday: Monday evening
        ("2026-11-21 23:59", 1, "2026-11-23 18:00"),  # Saturday night: Monday evening
        ("2026-11-23 00:00", 1, "2026-11-24 18:00"),
        ("2026-09-30 17:00", 1, "2026-10-08 18:00"),  # over National Day
        ("2026-09-30 17:00", 3, "2026-10-10 18:00"),  # the third is a Saturday that is worked
        ("2026-02-13 12:00", 2, "2026-02-24 18:00"),  # Saturday 14th works, then the festival
        ("2026-11-23 10:00", 0, "2026-11-23 18:00"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, days: int, end: str) -> None:
    assert add_working_days(at(start), days) == at(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-10-22 09:00", 30, "2026-11-23 18:00"),  # the 21st is a Saturday
        ("2026-10-21 09:00", 30, "2026-11-20 18:00"),
        ("2026-09-02 09:00", 30, "2026-10-08 18:00"),  # 2 October: moved behind the holiday
    ],
)
def test_a_term_that_ends_on_a_rest_day_ends_on_the_next_working_day(
    start: str, days: int, end: str
) -> None:
    assert add_days(at(start), days) == at(end)


def test_it_is_the_town_that_says_which_day_it_is() -> None:
    utc_evening = datetime.fromisoformat("2026-11-22T20:00:00+00:00")  # Monday 04:00 in town
    assert add_working_days(utc_evening, 1) == at("2026-11-24 18:00")


def test_beyond_the_table_weekdays_count_and_a_warning_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    is_working_day.cache_clear()
    calendar._warn.cache_clear()
    with caplog.at_level(logging.WARNING):
        # Friday 1 January 2027 is New Year's Day whatever the table will say.
        assert add_working_days(at("2026-12-31 10:00"), 1) == at("2027-01-04 18:00")
        assert add_days(at("2026-12-02 10:00"), 31) == at("2027-01-04 18:00")
    told = [record.getMessage() for record in caplog.records if record.name == "tickets.calendar"]
    assert len(told) == 1
    assert "2027" in told[0]
