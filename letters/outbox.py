"""What we promised to tell people: written in the caller's transaction, delivered afterwards."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.later import write_later
from directory.models import Person, Role
from kit import clock
from kit.text import size, split_bytes
from letters.inbox import Opening, Received
from letters.ladder import Lane, Reach
from letters.models import OWED, Delivery, Letter, Sending
from phrases import say

LEASE = timedelta(seconds=30)
"""A worker that took letters and died leaves them to others after this."""
LONGEST = 1800
"""Bytes of one letter; WeChat takes 2,048 in a message, and several letters may share one."""
SEAM = "\n————\n"

_TABLE: Table = Letter.__table__  # type: ignore[assignment]
_PROMISE = insert(_TABLE)
_WAITING = (
    select(_TABLE.c.id, _TABLE.c.text, _TABLE.c.ticket_id, _TABLE.c.locked_by)
    .where(
        _TABLE.c.person_id == bindparam("person_id"),
        _TABLE.c.delivery.in_(OWED),
        _TABLE.c.locked_until.is_(None) | (_TABLE.c.locked_until < bindparam("now")),
    )
    .order_by(_TABLE.c.id)
    .limit(20)
    .with_for_update(skip_locked=True)  # a worker may be taking them this very moment
)


def hasten(session: Session, person_id: int) -> None:
    """The person is there again, though without room for letters: try them at once."""
    session.execute(
        update(Letter)
        .where(Letter.person_id == person_id, Letter.delivery == Delivery.WAITING)
        .values(due_at=clock.now())
    )


def promise(session: Session, person_id: int, text: str, *, ticket_id: int | None = None) -> None:
    """Owe ``person_id`` the words ``text``; long ones become several letters."""
    now = clock.now()
    for part in split_bytes(text, LONGEST):
        row = {
            "person_id": person_id,
            "text": part,
            "ticket_id": ticket_id,
            "delivery": Delivery.WAITING,
            "due_at": now,
            "created_at": now,
            "attempts": 0,
            "last_error": "",
        }
        write_later(session, _PROMISE, row)


def attach(session: Session, person_id: int, room: int, *, most: int | None = None) -> list[str]:
    """Letters for the person who is speaking right now, as many as fit ``room`` bytes of a reply.

    They count as delivered: they are part of the reply that is stored in the same transaction.
    What does not fit is due at once, by the window that this very message has opened.
    Where more than ``most`` notices of work are waiting, one line says so and they count as
    delivered: staff have a work list. What is about one ticket and its resident is always shown.
    """
    now = clock.now()
    found = session.connection().execute(_WAITING, {"person_id": person_id, "now": now})
    waiting = [Owed(row.id, _perhaps(row, staff=most is not None), row.ticket_id) for row in found]
    texts: list[str] = []
    ids: list[int] = []
    notices = [row.id for row in waiting if row.ticket_id is None]
    if most is not None and len(notices) > most:
        texts.append(say("notice.more", count=len(notices)))
        ids.extend(notices)
        room -= size(SEAM) + size(texts[0])
    for row in waiting:
        if row.id in ids:
            continue
        if row.text in texts:
            ids.append(row.id)
            continue
        room -= size(SEAM) + size(row.text)
        if room < 0:
            break
        texts.append(row.text)
        ids.append(row.id)
    if ids:
        _done(session, ids, Lane.PASSIVE)
    if left := [row.id for row in waiting if row.id not in ids]:
        session.execute(
            update(Letter).where(Letter.id.in_(left)).values(delivery=Delivery.WAITING, due_at=now)
        )
    return texts


def _perhaps(letter: Any, *, staff: bool) -> str:
    """The letter's text, or what is said instead when its bearer died with it in hand.

    Nobody can know whether WeChat had taken it (customer-service messages have no key against
    repetition), so it is neither dropped nor said twice: the person is told where to look. Only
    the rest of a long reply, which stands nowhere else, is said again.
    """
    if letter.locked_by is None:
        return str(letter.text)
    if letter.ticket_id is not None:
        return say("resident.perhaps", number=letter.ticket_id)
    return say("notice.perhaps") if staff else str(letter.text)


@dataclass(frozen=True, slots=True)
class Owed:
    """One letter in a parcel."""

    id: int
    text: str
    ticket_id: int | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """Letters for one person, taken by one worker for the length of a lease."""

    person_id: int
    openid: str | None
    letters: tuple[Owed, ...]
    """Oldest first."""
    reach: Reach
    attempts: int
    """How often the first of them was tried, this time included."""
    holder: str


def claim(session: Session) -> Parcel | None:
    """The letters that are due for the person who has waited longest, or None."""
    now = clock.now()
    free = (Letter.locked_until.is_(None)) | (Letter.locked_until < now)
    due = (Letter.delivery == Delivery.WAITING) & (Letter.due_at <= now) & free
    first = session.scalar(
        select(Letter.person_id).where(due).order_by(Letter.due_at, Letter.id).limit(1)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    if first is None:
        return None
    rows = session.scalars(
        select(Letter)
        .where(due, Letter.person_id == first).order_by(Letter.id).limit(20)
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    if not rows:
        return None
    holder = uuid.uuid4().hex
    person = session.get_one(Person, first)
    for row in rows:
        row.text = _perhaps(row, staff=person.role != Role.RESIDENT)
        row.locked_by, row.locked_until, row.attempts = holder, now + LEASE, row.attempts + 1
    return Parcel(
        person_id=first,
        openid=person.openid,
        letters=tuple(Owed(row.id, row.text, row.ticket_id) for row in rows),
        reach=_reach(session, person, rows[0]),
        attempts=rows[0].attempts,
        holder=holder,
    )


def _reach(session: Session, person: Person, first: Letter) -> Reach:
    """How ``person`` can be reached at this moment, from what came and what was sent."""

    def window(opens: Opening) -> tuple[datetime | None, int]:
        """When it was opened last, and how many service messages went out since."""
        came = Received.person_id == person.id, Received.opens == opens
        opened = session.scalar(select(func.max(Received.at)).where(*came))
        if opened is None:
            return None, 0
        went = Sending.person_id == person.id, Sending.lane == Lane.SERVICE, Sending.at >= opened
        sent = session.scalar(select(func.count()).select_from(Sending).where(*went))
        return opened, sent or 0

    message_at, message_used = window(Opening.MESSAGE)
    action_at, action_used = window(Opening.ACTION)
    return Reach(
        following=person.following and person.openid is not None,
        message_at=message_at,
        action_at=action_at,
        message_used=message_used,
        action_used=action_used,
        owed_since=first.created_at,
        resident=person.role == Role.RESIDENT,
        notice_failed=first.lane == Lane.TEMPLATE,
    )


def settle(
    session: Session,
    parcel: Parcel,
    letters: Sequence[Owed],
    lane: Lane,
    *,
    report: str | None = None,
) -> bool:
    """Write down that ``letters`` went out by ``lane``; False when the lease was lost."""
    now = clock.now()
    ids = [letter.id for letter in letters]
    mine = Letter.id.in_(ids) & (Letter.locked_by == parcel.holder)
    state = {
        Lane.TEMPLATE: Delivery.ANNOUNCED, Lane.IN_PERSON: Delivery.IN_PERSON
    }.get(lane, Delivery.DONE)  # fmt: skip
    done = update(Letter).where(mine).values(
        delivery=state, lane=lane, done_at=now, locked_by=None, locked_until=None
    )  # fmt: skip
    changed = cast(CursorResult[Any], session.execute(done)).rowcount
    if lane in {Lane.SERVICE, Lane.TEMPLATE}:  # it went out, whoever holds the lease by now
        joined = ",".join(map(str, ids))
        session.add(
            Sending(person_id=parcel.person_id, lane=lane, report=report, letter_ids=joined, at=now)
        )
    return bool(changed)


def put_back(
    session: Session,
    parcel: Parcel,
    error: str,
    after: timedelta,
    *,
    failed: Lane | None = None,
    only: Sequence[Owed] | None = None,
) -> None:
    """What is left of the parcel, or ``only`` these, could not go now: try again ``after`` this.

    ``failed`` names a lane that will never work for them.
    """
    mine = Letter.locked_by == parcel.holder
    if only is not None:
        mine &= Letter.id.in_([letter.id for letter in only])
    free = update(Letter).where(mine).values(
        locked_by=None, locked_until=None, last_error=error, due_at=clock.now() + after
    )  # fmt: skip
    session.execute(free if failed is None else free.values(lane=failed))


def report_arrived(session: Session, report: str, arrived: bool) -> None:
    """WeChat says whether the notice ``report`` arrived; one that did not is tried otherwise."""
    sending = session.scalar(select(Sending).where(Sending.report == report))
    if sending is None or arrived:
        return
    ids = [int(part) for part in sending.letter_ids.split(",") if part]
    session.execute(
        update(Letter).where(Letter.id.in_(ids), Letter.delivery == Delivery.ANNOUNCED)
        .values(delivery=Delivery.WAITING, last_error="template notice did not arrive")
    )  # fmt: skip


def told_in_person(session: Session, ticket_id: int) -> int:
    """A cadre has told the resident about ``ticket_id``; how many letters that settled."""
    owed = (Letter.ticket_id == ticket_id) & (Letter.delivery == Delivery.IN_PERSON)
    done = update(Letter).where(owed).values(delivery=Delivery.DONE, done_at=clock.now())
    return cast(CursorResult[Any], session.execute(done)).rowcount


def last_told(session: Session, person_id: int, ticket_id: int) -> datetime | None:
    """When the person was last shown something about ``ticket_id``; None: never."""
    shown = (Letter.person_id == person_id) & (Letter.ticket_id == ticket_id)
    told = select(func.max(Letter.done_at)).where(shown, Letter.delivery == Delivery.DONE)
    return session.scalar(told)


def _done(session: Session, ids: Sequence[int], lane: Lane) -> None:
    session.execute(
        update(Letter).where(Letter.id.in_(ids)).values(
            delivery=Delivery.DONE, lane=lane, done_at=clock.now(), locked_by=None
        )
    )  # fmt: skip
