"""By when a ticket is to be signed and answered, and who is reminded."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

import topics
from db.later import write_now
from directory.models import Person, Role
from directory.registry import Registry
from kit import clock
from kit.clock import TOWN
from letters.models import Letter
from tests.unit.test_calendar import at
from tickets import deadlines
from tickets.deadlines import CLOCKS, due, first_reminder
from tickets.models import Event, State, Ticket


@pytest.mark.parametrize(
    ("deadline", "signed", "answered"),
    [
        ("E0", "2026-11-20 17:10", "2026-11-20 19:00"),
        ("E1", "2026-11-20 17:30", "2026-11-21 17:00"),
        ("E2", "2026-11-20 21:00", "2026-11-27 18:00"),
        ("E3", "2026-11-23 18:00", "2026-12-11 18:00"),
        ("E4", "2026-11-20 21:00", "2026-11-23 18:00"),
        ("M", "2026-11-23 18:00", "2026-12-21 18:00"),  # 20 December is a Sunday
        ("P", "2026-11-23 18:00", "2027-01-19 18:00"),
        ("D", "2026-11-23 18:00", "2026-12-11 18:00"),
        ("INF", "2026-11-23 18:00", "2026-12-18 18:00"),
    ],
)
def test_a_friday_evening_in_every_class(deadline: str, signed: str, answered: str) -> None:
    assert due(deadline, at("2026-11-20 17:00")) == (at(signed), at(answered))


def test_every_class_of_the_catalogue_has_clocks(catalogue: topics.Catalogue) -> None:
    assert {subtopic.deadline for subtopic in catalogue.subtopics.values()} <= set(CLOCKS)


START = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=TOWN)
)


@given(START, st.sampled_from(sorted(CLOCKS)))
def test_nothing_is_due_before_it_came_nor_answered_before_signed(
    start: datetime, deadline: str
) -> None:
    signed, answered = due(deadline, start)
    assert start < signed <= answered
    assert start < first_reminder(start, answered) < answered


def test_the_first_reminder_falls_at_four_fifths() -> None:
    assert first_reminder(at("2026-11-20 00:00"), at("2026-11-30 00:00")) == at("2026-11-28 00:00")


@pytest.fixture
def late(session: Session, town: Registry):
    """A ticket of a hundred hours, of which ``gone`` have gone by; real clocks throughout."""
    office = next(office for office in town.offices.values() if office.slug == "v01")
    resident = Person(openid="o_somebody_late")
    session.add(resident)
    session.flush()

    def ticket(gone: float, **others: object) -> Ticket:
        start = clock.now() - timedelta(hours=gone)
        due_at = start + timedelta(hours=100)
        values = {
            "subtopic": "1203", "text": "路灯", "state": State.DISPATCHED, "level": "L1",
            "deadline": "E2", "sign_due_at": due_at, "due_at": due_at, "created_at": start,
            "remind_at": first_reminder(start, due_at), "resident_id": resident.id,
            "unit_id": office.id,
        }  # fmt: skip
        found = Ticket(**(values | others))
        session.add(found)
        session.flush()
        return found

    return ticket


def reminders(session: Session, ticket: Ticket) -> list[str]:
    found = select(Event.note).where(Event.ticket_id == ticket.id, Event.what == "reminded")
    return list(session.scalars(found.order_by(Event.id)))


@pytest.mark.parametrize(
    ("gone", "steps"), [(79.9, []), (80.1, ["80%"]), (100.1, ["100%"]), (121, ["120%"])]
)
def test_somebody_is_reminded_once_for_each_step(
    session: Session, town: Registry, late, gone: float, steps: list[str]
) -> None:
    ticket = late(gone)
    for _ in range(3):
        deadlines.remind(session, town)
        session.flush()
    assert reminders(session, ticket) == steps


def test_the_next_reminder_is_set_for_the_next_step(session: Session, town: Registry, late) -> None:
    ticket = late(81)
    deadlines.remind(session, town)
    session.refresh(ticket)
    assert ticket.nudged == 80
    assert ticket.remind_at == ticket.due_at


@pytest.mark.parametrize(
    "others",
    [
        {"state": State.WAIT_RESIDENT}, {"state": State.REPLIED}, {"state": State.CLOSED},
        {"state": State.WITHDRAWN}, {"nudged": 120},
    ],
)  # fmt: skip
def test_nobody_is_reminded_of_what_nobody_owes(
    session: Session, town: Registry, late, others: dict[str, object]
) -> None:
    ticket = late(130, **others)
    deadlines.remind(session, town)
    assert reminders(session, ticket) == []


@pytest.mark.parametrize(("level", "told"), [("L1", True), ("L2", True), ("L3", False)])
def test_a_leader_hears_of_what_is_very_late_unless_it_is_sealed(
    session: Session, town: Registry, late, level: str, told: bool
) -> None:
    late(121, level=level)
    deadlines.remind(session, town)
    write_now(session)
    leader = town.by_role[Role.LEADER][0]
    assert (session.scalar(select(Letter).where(Letter.person_id == leader)) is not None) is told
