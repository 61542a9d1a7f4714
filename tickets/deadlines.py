"""By when: the clocks of each deadline class, and the reminders when they run out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.models import Role
from directory.registry import Registry
from kit import clock
from letters import outbox
from phrases import say
from tickets.calendar import add_days, add_working_days
from tickets.models import OPEN_STATES, Event, State, Ticket

Count = Callable[[datetime], datetime]


def _hours(hours: int) -> Count:
    return lambda start: start + timedelta(hours=hours)


def _working(days: int) -> Count:
    return partial(add_working_days, days=days)


def _days(days: int) -> Count:
    return partial(add_days, days=days)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Two clocks from the first dispatch: until signed, until answered."""

    sign: Count
    answer: Count


CLOCKS: Mapping[str, Clocks] = {
    "E0": Clocks(lambda start: start + timedelta(minutes=10), _hours(2)),
    "E1": Clocks(lambda start: start + timedelta(minutes=30), _hours(24)),
    "E2": Clocks(_hours(4), _working(5)),
    "E3": Clocks(_working(1), _working(15)),
    "E4": Clocks(_hours(4), _working(1)),
    "M": Clocks(_working(1), _days(30)),
    "P": Clocks(_working(1), _days(60)),  # 信访工作条例 Art.34
    "D": Clocks(_working(1), _working(15)),
    "INF": Clocks(_working(1), _working(20)),  # 政府信息公开条例 Art.33
}
"""Defaults of the hotline classes; the statutory ones name their article."""

REMIND_AT = (80, 100, 120)
"""Per cent of the time to the due instant at which somebody is reminded."""
REDO_DAYS = 5
BATCH = 200


def due(deadline: str, start: datetime) -> tuple[datetime, datetime]:
    """When a ticket dispatched at ``start`` must be signed, and when answered."""
    clocks = CLOCKS[deadline]
    return clocks.sign(start), clocks.answer(start)


def remind(session: Session, registry: Registry) -> int:
    """Remind whoever is late, once per step; how many tickets that concerned.

    Every replica may run it at any time: a step is taken by the update that raises ``nudged``.
    """
    now = clock.now()
    late = (
        select(Ticket).where(Ticket.state.in_(OPEN_STATES), Ticket.nudged < REMIND_AT[-1])
        .where(Ticket.state != State.WAIT_RESIDENT, Ticket.remind_at <= now)
        .order_by(Ticket.remind_at).limit(BATCH).with_for_update(skip_locked=True)
    )  # fmt: skip
    count = 0
    for ticket in session.scalars(late).all():
        step = _step(ticket, now)
        ticket.remind_at = _next(ticket, step)
        if step <= ticket.nudged:
            continue
        taken = session.execute(
            update(Ticket).where(Ticket.id == ticket.id, Ticket.nudged < step).values(nudged=step)
        )
        if taken.rowcount:  # type: ignore[attr-defined]
            _tell(session, registry, ticket, step)
            count += 1
    return count


def first_reminder(start: datetime, due_at: datetime) -> datetime:
    """When the first reminder (80 %) falls."""
    return start + (due_at - start) * REMIND_AT[0] / 100


def _step(ticket: Ticket, now: datetime) -> int:
    whole = (ticket.due_at - ticket.created_at).total_seconds()
    gone = (now - ticket.created_at).total_seconds() / max(whole, 1) * 100
    return max((step for step in REMIND_AT if gone >= step), default=0)


def _next(ticket: Ticket, step: int) -> datetime:
    following = next((later for later in REMIND_AT if later > step), REMIND_AT[-1])
    return ticket.created_at + (ticket.due_at - ticket.created_at) * following / 100


def _tell(session: Session, registry: Registry, ticket: Ticket, step: int) -> None:
    office = registry.offices[ticket.unit_id]
    facts = {"number": ticket.id, "due": clock.shown(ticket.due_at), "unit": office.name}
    session.add(
        Event(ticket_id=ticket.id, what="reminded", before=ticket.state, after=ticket.state,
              note=f"{step}%")
    )  # fmt: skip
    key = "nudge.soon" if step < 100 else "nudge.late"
    for clerk in office.clerks[:1]:
        outbox.promise(session, clerk, say(key, **facts))
    if step >= 120 and ticket.level not in {"L3", "L4"}:
        for leader in registry.by_role.get(Role.LEADER, ())[:1]:
            outbox.promise(session, leader, say("nudge.leader", **facts))
