"""A resident's matter, its history and what belongs to it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, CreatedAt, Id, Instant
from directory.models import Area, Person, Unit


class State(StrEnum):
    """Where a ticket stands; the names are those of the rulebook."""

    TRIAGE = "triage"
    """Nobody knows yet whose it is: an operator decides."""
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in-progress"
    WAIT_RESIDENT = "wait-resident"
    REPLIED = "replied"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (State.TRIAGE, State.DISPATCHED, State.IN_PROGRESS, State.WAIT_RESIDENT)
"""Somebody owes the resident an answer."""
LIVE_STATES = (*OPEN_STATES, State.REPLIED)
"""Not finished: the resident may still say that it is not solved."""


class Ticket(Base):
    """One matter. Only ``tickets.service`` changes it, and every change writes an ``Event``."""

    __tablename__ = "ticket"
    __table_args__ = (Index(None, "unit_id", "state"), Index(None, "state", "due_at"))

    id: Mapped[Id]
    """The number people are told."""
    source_key: Mapped[str | None] = mapped_column(String(240), unique=True)
    """Key of the message it came from: one message never becomes two tickets."""
    subtopic: Mapped[str] = mapped_column(String(4))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[State] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(2))
    deadline: Mapped[str] = mapped_column(String(3))
    accuses: Mapped[bool] = mapped_column(default=False)
    """It speaks against a cadre or a committee: no village sees it, whoever is lead."""
    because: Mapped[str] = mapped_column(Text, default="")
    """Words that decided its topic, for the cadre who wonders."""
    model: Mapped[str] = mapped_column(String(40), default="")
    sign_due_at: Mapped[Instant]
    due_at: Mapped[Instant]
    signed_at: Mapped[Instant | None]
    replied_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    solved: Mapped[bool | None]
    satisfied: Mapped[int | None]
    """1 very satisfied … 3 not satisfied, as the resident said."""
    remind_at: Mapped[Instant] = mapped_column(index=True)
    """When the next reminder falls, unless it is done by then."""
    nudged: Mapped[int] = mapped_column(default=0)
    """Per cent of the time after which somebody was reminded last (0, 80, 100, 120)."""
    redone: Mapped[int] = mapped_column(default=0)
    """How often the resident said that it was not solved."""
    resident_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    created_at: Mapped[CreatedAt]

    resident: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()
    area: Mapped[Area | None] = relationship()


class Event(Base):
    """Something that happened to a ticket; never updated, never deleted."""

    __tablename__ = "ticket_event"

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(16), default="")
    after: Mapped[str] = mapped_column(String(16), default="")
    """State before and after; equal when only something was said."""
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who did it; None for the house itself."""
    at: Mapped[CreatedAt]


class Attachment(Base):
    """A picture or voice note; WeChat keeps it for three days, the worker fetches it at once."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "path", "due_at"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    media_id: Mapped[str] = mapped_column(String(200))
    path: Mapped[str | None] = mapped_column(String(200))
    """Where it lies below the media folder; None until fetched, empty when it was lost."""
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[Instant]
    created_at: Mapped[CreatedAt]
