"""The tables of the outbox: letters owed, and messages really sent."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, CreatedAt, Id, Instant
from letters.ladder import Lane


class Delivery(StrEnum):
    WAITING = "waiting"
    ANNOUNCED = "announced"
    """A short template notice went out; the text itself waits for the next contact."""
    DONE = "done"
    IN_PERSON = "in-person"
    """A cadre was asked to telephone or call at the house; ``told`` ends it."""


OWED = (Delivery.WAITING, Delivery.ANNOUNCED, Delivery.IN_PERSON)
"""The person has not read it yet: shown whenever the person speaks."""


class Letter(Base):
    """One thing we owe somebody to be told."""

    __tablename__ = "letter"
    __table_args__ = (Index(None, "delivery", "due_at"), Index(None, "person_id", "delivery"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    ticket_id: Mapped[int | None] = mapped_column(index=True)
    """The ticket it is about, if any."""
    delivery: Mapped[Delivery] = mapped_column(String(10), default=Delivery.WAITING)
    lane: Mapped[Lane | None] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[Instant]
    locked_by: Mapped[str | None] = mapped_column(String(40))
    locked_until: Mapped[Instant | None]
    done_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]


class Sending(Base):
    """One message really handed to WeChat outside a reply: the ledger of the free window."""

    __tablename__ = "sending"
    __table_args__ = (Index(None, "person_id", "at"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lane: Mapped[Lane] = mapped_column(String(10))
    report: Mapped[str | None] = mapped_column(String(40), index=True)
    """WeChat's id under which it reports later whether a notice arrived."""
    letter_ids: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[Instant]
