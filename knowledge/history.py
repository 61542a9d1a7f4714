"""What was answered when, by which document (N19), and whom to tell that it has changed (N20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from knowledge import shelf
from knowledge.judgement import decide
from knowledge.library import Entry
from knowledge.models import ItemRevision
from letters import outbox
from letters.inbox import Received

BASIS = "item:{}"
"""What a received message says it was answered from (``letters.inbox.Received.basis``)."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it was at some moment."""

    revision: int
    title: str
    text: str
    """The whole item with the facts of that day."""
    source: str
    effective: str
    """From when the document holds, ISO date."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer somebody really got."""

    at: datetime
    question: str
    shown: str
    revision: int


def answered_on(
    session: Session,
    question: str,
    moment: datetime,
    areas: Sequence[str],
    likely: Mapping[str, float] | None = None,
) -> tuple[Told, ...]:
    """Which text the house gave for ``question`` at ``moment`` to somebody of ``areas``.

    One where it answered, two or three where it asked which was meant, none where it refused.
    """
    library = shelf.at(session, moment)
    day = moment.astimezone(clock.TOWN).date()
    decision = decide(library.search(question, likely, areas=areas, today=day))

    def told(entry: Entry) -> Told:
        whole = "\n".join(str(section) for section in entry.sections)
        return Told(
            entry.revision,
            library.filled(entry.title, areas, day),
            library.filled(whole, areas, day),
            entry.source,
            entry.effective.isoformat(),
        )

    return tuple(told(hit.entry) for hit in decision.hits)


def given(session: Session, item_id: int, since: datetime) -> list[Given]:
    """Answers from any revision of an item that people got since ``since``, oldest first."""
    bases = _bases(session, item_id)
    rows = select(Received).where(Received.basis.in_(bases), Received.at >= since)
    return [
        Given(row.at, row.text, row.reply, int(row.basis.partition(":")[2]))
        for row in session.scalars(rows.order_by(Received.at))
    ]


def affected(
    session: Session, item_id: int, revision_id: int, days: int, changed: datetime | None = None
) -> list[int]:
    """People who got an older answer from the item in the last ``days``, and not the present one.

    ``revision_id`` is the present revision; where only a fact in it has changed, ``changed`` is
    when, and answers from this revision before that are older ones, too.
    """
    since = clock.now() - timedelta(days=days)
    got = select(Received.person_id).where(
        Received.basis.in_(_bases(session, item_id)),
        Received.at >= since,
        Received.person_id.is_not(None),
    )
    newest = BASIS.format(revision_id)
    present = select(Received.person_id).where(
        Received.basis == newest,
        Received.at >= max(since, changed or since),
        Received.person_id.is_not(None),
    )
    fresh = set(session.scalars(present))
    return sorted({one for one in session.scalars(got) if one is not None} - fresh)


def recall(session: Session, people: Sequence[int], text: str) -> int:
    """Owe each of ``people`` the words ``text``; the letters ladder minds windows and quotas."""
    for person in people:
        outbox.promise(session, person, text)
    return len(people)


def _bases(session: Session, item_id: int) -> list[str]:
    ids = session.scalars(select(ItemRevision.id).where(ItemRevision.item_id == item_id))
    return [BASIS.format(one) for one in ids]
