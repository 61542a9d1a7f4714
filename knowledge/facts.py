"""Typed facts: amounts, ages, dates, telephone numbers and time limits that texts use by slots.

A text says ``{dibao-line}``; what is shown stands in one place, with its source and validity, so
that one change reaches every item (N21).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from phrases import say

SLOT = re.compile(r"\{([a-z][a-z0-9-]*)\}")


class FactKind(StrEnum):
    MONEY = "money"
    AGE = "age"
    DATE = "date"
    PHONE = "phone"
    DURATION = "duration"
    COUNT = "count"
    PERCENT = "percent"


_OWN_UNIT = {FactKind.MONEY, FactKind.AGE, FactKind.PERCENT}
_PHONE = re.compile(r"[0-9][0-9-]{1,14}[0-9]")
_LIMITS = {FactKind.AGE: 130.0, FactKind.PERCENT: 100.0, FactKind.DURATION: 36500.0}


class FactForm(BaseModel):
    """A fact as written in a file or a form.

    ``value`` is a number for sums, ages, counts, percentages and durations, a date for dates, a
    text for telephone numbers; ``unit`` follows it (``元/月``, ``个工作日``).
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    kind: FactKind
    value: float | date | str
    unit: str = ""
    source: str
    starts: date
    until: date
    areas: dict[str, float | date | str] = Field(default_factory=dict)
    """Other values in certain areas, by their codes; they hold for everything inside."""

    @field_validator("value", mode="before")
    @classmethod
    def _no_truth(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("true and false are no values of a fact")
        return value

    @model_validator(mode="after")
    def _right_type(self) -> "FactForm":
        if self.until < self.starts:
            raise ValueError("until lies before starts")
        if self.kind == FactKind.DURATION and not self.unit:
            raise ValueError("a duration needs a unit (days, working days, months in Chinese)")
        for value in (self.value, *self.areas.values()):
            check_value(self.kind, value)
        return self


def check_value(kind: FactKind, value: Any) -> None:
    """Refuse a value that a fact of ``kind`` cannot have.

    Raises
    ------
    ValueError
        With a reason in plain words.
    """
    match kind:
        case FactKind.DATE:
            if not isinstance(value, date):
                raise ValueError(f"{value!r} is not a date (2026-12-31)")
        case FactKind.PHONE:
            if not isinstance(value, str) or not _PHONE.fullmatch(value):
                raise ValueError(f"{value!r} is not a telephone number")
        case _:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ValueError(f"{value!r} is not a number")
            if not 0 <= value <= _LIMITS.get(kind, 1e12):
                raise ValueError(f"{value!r} is out of range")


def shown(kind: FactKind, value: float | date | str, unit: str) -> str:
    """The fact as it stands in a sentence: ``720元/月``, ``80岁``, ``2026年12月31日``."""
    match value:
        case date():
            return say("fact.day", year=value.year, month=value.month, day=value.day)
        case str():
            return value
    number = f"{value:.12g}" if value != int(value) else str(int(value))
    name = kind if not unit and kind in _OWN_UNIT else "plain"
    return say(f"fact.{name}", value=number, unit=unit)


def slots(text: str) -> list[str]:
    """Keys of the facts that ``text`` uses, in order, each once."""
    return list(dict.fromkeys(SLOT.findall(text)))


def filled(text: str, value_of: Callable[[str], str]) -> str:
    """``text`` with every slot replaced by ``value_of`` its key.

    Raises
    ------
    KeyError
        ``value_of`` knows no such fact, or none that holds now.
    """
    return SLOT.sub(lambda slot: value_of(slot[1]), text)


@dataclass(frozen=True, slots=True)
class Value:
    """What a fact is, in one area ("" where nothing else holds), for a span of days."""

    key: str
    area: str
    kind: FactKind
    value: float | date | str
    unit: str
    name: str
    source: str
    starts: date
    until: date

    @property
    def shown(self) -> str:
        """As it stands in a sentence."""
        return shown(self.kind, self.value, self.unit)


class FactBook:
    """All facts in force, found by key, area and day; the later of two values holds."""

    def __init__(self, values: Sequence[Value]) -> None:
        """``values`` in the order in which they were set."""
        self._in_order = tuple(values)
        self._values: dict[tuple[str, str], list[Value]] = {}
        self._latest: dict[str, Value] = {}
        for value in values:
            self._values.setdefault((value.key, value.area), []).append(value)
            self._latest[value.key] = value

    def __contains__(self, key: str) -> bool:
        return key in self._latest

    def __iter__(self) -> Iterator[Value]:
        return iter(self._in_order)

    def latest(self, key: str) -> str:
        """The newest value wherever and whenever it holds, as shown; "" where there is none."""
        return self._latest[key].shown if key in self._latest else ""

    def find(self, key: str, areas: Sequence[str], day: date) -> Value | None:
        """The value of ``key`` on ``day`` in the first of ``areas`` (nearest first) to have one."""
        for area in (*areas, ""):
            for value in reversed(self._values.get((key, area), ())):
                if value.starts <= day <= value.until:
                    return value
        return None
