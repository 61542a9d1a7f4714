"""An item cut into the pieces that may decide a question: its paragraphs and its details."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from kit import clock
from knowledge.kinds import Certificate, Details, Notice, Publication
from phrases import say


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of the text, or one detail with its label."""

    text: str
    detail: str = ""
    """Which detail it is (``bring``); empty for the text itself."""

    def __str__(self) -> str:
        return f"{say(f'detail.{self.detail}')}：{self.text}" if self.detail else self.text


def of_body(body: str) -> tuple[Section, ...]:
    """The paragraphs of ``body``."""
    return tuple(Section(line.strip()) for line in body.splitlines() if line.strip())


def of_details(details: Details) -> tuple[Section, ...]:
    """The details that are filled in, in the order in which people need them."""
    return tuple(_told(details))


def _told(details: Details) -> Iterator[Section]:
    match details:
        case Certificate():
            issues = "yes" if details.village_issues else "no"
            yield Section(say(f"detail.village_{issues}"), "village_issues")
        case Notice():
            yield Section(f"{_moment(details.starts)}—{_moment(details.ends)}", "span")
        case Publication():
            yield from _published(details)
    plain = {name: value for name, value in details if isinstance(value, (str, tuple)) and value}
    for name in _ORDER:
        value = plain.get(name)
        if isinstance(value, tuple):
            yield Section("、".join(value), name)
        elif value:
            yield Section(value, name)


_ORDER = (
    "who", "bring", "where", "phone", "affected", "instead", "when", "fee", "takes", "agent",
    "visit", "booking", "advice", "door", "book", "form",
)  # fmt: skip


def _published(details: Publication) -> Iterator[Section]:
    on = _day(details.published_on) if details.published_on else say("detail.not_yet")
    text = say("detail.published", what=details.what, period=details.period, on=on)
    yield Section(text, "publication")
    yield Section(_day(details.next_due), "next_due")


def overdue(details: Details, today: date) -> bool:
    """Whether a village should have published by now and has not (村委会组织法)."""
    return isinstance(details, Publication) and details.next_due < today


def _day(day: date) -> str:
    return say("fact.day", month=day.month, day=day.day, year=day.year)


def _moment(at: datetime) -> str:
    local = at.astimezone(clock.TOWN)
    return say("detail.moment", month=local.month, day=local.day, time=f"{local:%H:%M}")
