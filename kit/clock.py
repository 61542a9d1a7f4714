"""The only place that asks what time it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TOWN = ZoneInfo("Asia/Shanghai")
"""The one time zone of the country; clocks are kept in UTC and shown in this one."""

_ahead = timedelta()


def now() -> datetime:
    """Current instant, timezone-aware, UTC."""
    return datetime.now(UTC) + _ahead


def travel(ahead: timedelta) -> None:
    """Let the whole process live ``ahead`` of the real clock; tests and demonstrations only."""
    global _ahead  # noqa: PLW0603 -- one clock for the process is the point
    _ahead = ahead


def shown(instant: datetime) -> str:
    """``11月22日 14:05`` as people read it, in town time."""
    local = instant.astimezone(TOWN)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def shown_day(instant: datetime) -> str:
    """``11月22日`` as people read it, in town time."""
    local = instant.astimezone(TOWN)
    return f"{local.month}月{local.day}日"


def today() -> date:
    """The day it is in the town."""
    return now().astimezone(TOWN).date()
