"""What people teach the classifier: every correction is looked at before it is learned."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.service import Actor
from kit import clock
from kit.errors import NotFound
from kit.text import masked
from learning.models import Correction, Review
from letters.inbox import Outcome, Received
from tickets.access import SEALED
from tickets.models import Ticket
from topics.examples import Example


def note(session: Session, actor: Actor, ticket: Ticket, guessed: str) -> Correction | None:
    """Remember that ``ticket`` had been taken for ``guessed`` and was about its present subtopic.

    Sealed tickets and those that speak against somebody teach nothing: their words leave the
    unit in no form.
    """
    if ticket.level in SEALED or ticket.accuses or guessed == ticket.subtopic:
        return None
    correction = Correction(
        ticket_id=ticket.id,
        text=masked(ticket.text),
        guessed=guessed,
        meant=ticket.subtopic,
        model=ticket.model,
        by_id=actor.id,
    )
    session.add(correction)
    return correction


def waiting(session: Session) -> list[Correction]:
    """Corrections nobody has looked at, the oldest first."""
    wanted = select(Correction).where(Correction.review == Review.WAITING)
    return list(session.scalars(wanted.order_by(Correction.id)))


def review(session: Session, number: int, *, accept: bool, by: str) -> Correction:
    """Accept or refuse correction ``number``.

    Raises
    ------
    NotFound
        There is none.
    """
    correction = session.get(Correction, number, with_for_update=True)
    if correction is None:
        raise NotFound(what=f"#{number}")
    correction.review = Review.ACCEPTED if accept else Review.REFUSED
    correction.reviewed_by, correction.reviewed_at = by, clock.now()
    return correction


def accepted(session: Session) -> tuple[Example, ...]:
    """The accepted corrections as examples to learn from, each text once, the latest word last."""
    wanted = select(Correction).where(Correction.review == Review.ACCEPTED).order_by(Correction.id)
    latest = {one.text: Example(one.text, one.meant, None) for one in session.scalars(wanted)}
    return tuple(latest.values())


def drift(session: Session, weeks: int = 12) -> list[dict[str, Any]]:
    """What the classifier made of messages, week by week, the latest first.

    ``week`` (its Monday), ``messages`` with words in them, ``unsorted`` and ``asked`` (shares whose
    topic was not known, or was asked for, in [0, 1]), ``confidence`` (mean of the first guess, in
    [0, 1]), ``corrected`` (corrections per ticket opened that week, in [0, 1]).
    """
    today = clock.now()
    monday = (today - timedelta(days=today.weekday())).replace(hour=0, minute=0, second=0)
    monday = monday.replace(microsecond=0)
    rows = []
    for back in range(weeks):
        start = monday - timedelta(weeks=back)
        row = _week(session, start, start + timedelta(weeks=1))
        if row["messages"]:
            rows.append({"week": start.date().isoformat()} | row)
    return rows


def _week(session: Session, start: Any, end: Any) -> dict[str, Any]:
    said = select(Received.certainty, func.count(), func.sum(Received.confidence)).where(
        Received.at >= start,
        Received.at < end,
        Received.certainty != "",
        Received.outcome != Outcome.EVENT,
    )
    told = {
        certainty: (count, float(total or 0))
        for certainty, count, total in session.execute(said.group_by(Received.certainty))
    }
    messages = sum(count for count, _ in told.values())
    tickets = session.scalar(
        select(func.count()).where(Ticket.created_at >= start, Ticket.created_at < end)
    )
    corrected = session.scalar(
        select(func.count()).where(Correction.created_at >= start, Correction.created_at < end)
    )
    each = max(1, messages)
    return {
        "messages": messages,
        "unsorted": round(told.get("unclear", (0, 0.0))[0] / each, 3),
        "asked": round(told.get("choose", (0, 0.0))[0] / each, 3),
        "confidence": round(sum(total for _, total in told.values()) / each, 3),
        "corrected": round((corrected or 0) / max(1, tickets or 0), 3),
    }
