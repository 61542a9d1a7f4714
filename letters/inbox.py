"""Messages received, and the reply each was given: the memory against repetition."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Table, Text, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.base import Base, Instant, Openid
from db.later import write_later


class Outcome(StrEnum):
    """What became of a message; every message has exactly one."""

    ANSWERED = "answered"
    ASKED = "asked"
    TICKET = "ticket"
    EMERGENCY = "emergency"
    CONVERSATION = "conversation"
    EVENT = "event"
    """Not something a person said: a scan, a delivery report."""


class Opening(StrEnum):
    """Which window for free messages a push opens (WeChat docs: customer messages)."""

    MESSAGE = "message"
    """5 messages within 48 hours."""
    ACTION = "action"
    """A menu click, a follow or a scan: 3 messages within a minute."""
    NOTHING = "nothing"


class Received(Base):
    """One push from WeChat, with the finished reply: repeated, it gets the same one again."""

    __tablename__ = "received"
    __table_args__ = (Index(None, "person_id", "at"), Index(None, "at"))

    key: Mapped[str] = mapped_column(String(240), primary_key=True)
    """Unlike for any two pushes, alike for repetitions of one (``bot.wechat.key_of``)."""
    openid: Mapped[Openid]
    person_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    """What the person was shown; empty when nothing was to be said."""
    outcome: Mapped[Outcome] = mapped_column(String(12))
    basis: Mapped[str] = mapped_column(String(80), default="")
    """The revision of the item that answered, or the ticket it became: ``item:7``, ``ticket:2``."""
    certainty: Mapped[str] = mapped_column(String(10), default="")
    """How sure the classifier was; empty where there were no words."""
    code: Mapped[str] = mapped_column(String(20), default="")
    """Its first guess: a subtopic or an intent."""
    confidence: Mapped[float] = mapped_column(default=0.0)
    """Probability of the first guess, in [0, 1]."""
    model: Mapped[str] = mapped_column(String(40), default="")
    """Version of the classifier's model; empty when keywords decided."""
    opens: Mapped[Opening] = mapped_column(String(8))
    at: Mapped[Instant]


_TABLE: Table = Received.__table__  # type: ignore[assignment]
_WRITE = insert(_TABLE)


def take_in(session: Session, **columns: Any) -> None:
    """Write a message down together with its reply, in the transaction of all its effects.

    Raises
    ------
    sqlalchemy.exc.IntegrityError
        (at the commit) Another delivery of the same message got here first: nothing is left of
        this one, and the door finds the reply that was given.
    """
    write_later(session, _WRITE, columns)
