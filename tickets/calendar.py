"""Working days of the country, with the shifted rest days (调休)."""

import logging
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

import chinese_calendar

from kit.clock import TOWN

ALWAYS_OFF = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the rest days with a fixed date (全国年节及纪念日放假办法 Art.2)."""


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``: from the State Council's table of rest days.

    The table is published late in the year for the next one. Beyond it Monday to Friday count,
    but for the holidays with a fixed date, and a warning tells that the library is to be renewed.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn(day.year)
        return day.weekday() < 5 and (day.month, day.day) not in ALWAYS_OFF


@cache
def _warn(year: int) -> None:
    """Say once for each year that its table is missing."""
    told = "no holiday table for %d: Monday to Friday count; renew chinesecalendar"
    logging.getLogger(__name__).warning(told, year)


def add_working_days(start: datetime, days: int) -> datetime:
    """End of the last working hour (18:00 town time) ``days`` working days after ``start``.

    Counting starts the day after (民法典 Art.201).
    """
    day = start.astimezone(TOWN).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return datetime.combine(day, time(18), TOWN)


def add_days(start: datetime, days: int) -> datetime:
    """The end of the day ``days`` calendar days after ``start``, moved to the next working day."""
    day = start.astimezone(TOWN).date() + timedelta(days=days)
    while not is_working_day(day):  # 民法典 Art.203
        day += timedelta(days=1)
    return datetime.combine(day, time(18), TOWN)
