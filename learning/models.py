"""Corrections of the classifier by the people who handle the tickets."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, CreatedAt, Id, Instant


class Review(StrEnum):
    """What became of a correction; only an accepted one is learned."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Correction(Base):
    """A cadre or operator said that a message was about something else."""

    __tablename__ = "correction"
    __table_args__ = (Index(None, "review", "id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    """The resident's words, with numbers of papers and telephones blotted out."""
    guessed: Mapped[str] = mapped_column(String(20))
    """The subtopic it stood under (``0000``: unsorted)."""
    meant: Mapped[str] = mapped_column(String(20))
    model: Mapped[str] = mapped_column(String(40), default="")
    """The model that had guessed."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    review: Mapped[Review] = mapped_column(String(10), default=Review.WAITING)
    reviewed_by: Mapped[str] = mapped_column(String(40), default="")
    reviewed_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
