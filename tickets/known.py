"""The matter a resident has reported already."""

from dataclasses import dataclass

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from db.prepared import Prepared
from directory.service import Actor
from kit.text import likeness
from tickets.models import LIVE_STATES, Ticket

_TICKETS: Table = Ticket.__table__  # type: ignore[assignment]
_UNFINISHED = Prepared(
    select(_TICKETS.c.id, _TICKETS.c.unit_id, _TICKETS.c.text)
    .where(
        _TICKETS.c.resident_id == bindparam("resident_id"),
        _TICKETS.c.subtopic == bindparam("code"),
        _TICKETS.c.state.in_(LIVE_STATES),
    )
    .order_by(_TICKETS.c.id.desc())
    .limit(10)
)
SAME = 0.6
"""Likeness of words from which two matters of one person count as the same."""


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket the resident has already."""

    number: int
    unit_id: int


def already_reported(session: Session, resident: Actor, code: str, text: str) -> Known | None:
    """The resident's unfinished ticket about the same matter, if there is one.

    The same matter: the same subtopic in words that are alike (``SAME``).
    """
    found = _UNFINISHED.run(session.connection(), resident_id=resident.id, code=code)
    alike = (row for row in found if likeness(row.text, text) >= SAME)
    row = next(alike, None)
    return Known(row.id, row.unit_id) if row else None
