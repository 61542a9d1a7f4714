"""One question to the database at the door: who is this, and has the message been answered?"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, exists, func, insert, select
from sqlalchemy.orm import Session

from db.prepared import Prepared
from directory.models import Person, Role
from handlers.messages import Speaker, read
from letters.inbox import Received
from letters.models import OWED, Letter
from tickets.models import LIVE_STATES, State, Ticket

_PERSON: Table = Person.__table__  # type: ignore[assignment]
_GIVEN = select(Received.reply).where(Received.key == bindparam("key")).scalar_subquery()
_WAITING = exists().where(Letter.person_id == _PERSON.c.id, Letter.delivery.in_(OWED))
_LIVE = exists().where(Ticket.resident_id == _PERSON.c.id, Ticket.state.in_(LIVE_STATES))
_ASKED = (
    select(func.max(Ticket.id))
    .where(Ticket.resident_id == _PERSON.c.id, Ticket.state == State.WAIT_RESIDENT)
    .scalar_subquery()
)
_COLUMNS = (
    _PERSON.c.openid,
    _PERSON.c.id,
    _PERSON.c.role,
    _PERSON.c.unit_id,
    _PERSON.c.area_id,
    _PERSON.c.talk,
    _PERSON.c.following,
    _WAITING.label("letters"),
    _LIVE.label("live"),
    _ASKED.label("asked_by"),
)
_WHO = Prepared(
    select(*_COLUMNS, _GIVEN.label("given"))
    .where(_PERSON.c.openid == bindparam("openid"))
    # Two messages of one person wait for each other; who writes a letter to that person does not.
    .with_for_update(of=_PERSON, key_share=True)
)
_ALL = (
    select(*_COLUMNS)
    .where(_PERSON.c.openid.in_(bindparam("openids", expanding=True)))
    .order_by(_PERSON.c.openid)  # locked in this order everywhere
    .with_for_update(of=_PERSON, key_share=True)
)
_ALL_GIVEN = select(Received.key, Received.reply).where(
    Received.key.in_(bindparam("keys", expanding=True))
)
_NEW = insert(_PERSON).returning(_PERSON.c.id)
_STRANGER: dict[str, Any] = {
    "role": Role.RESIDENT,
    "following": True,
    "name": "",
    "phone": "",
    "post": "",
}


def who_is_it(session: Session, openid: str, key: str) -> tuple[Speaker, str | None]:
    """The speaker, and the reply that message ``key`` was given before (None: it is new).

    A stranger becomes a resident.

    Raises
    ------
    sqlalchemy.exc.IntegrityError
        Two first messages of one person race each other: undo everything and ask again.
    """
    connection = session.connection()
    row = _WHO.run(connection, openid=openid, key=key).first()
    if row is None:
        id_ = connection.execute(_NEW, {"openid": openid, **_STRANGER}).scalar_one()
        return Speaker(id_, openid), None
    return _speaker(row), row.given


def who_are_they(
    session: Session, keys: Mapping[str, str]
) -> dict[str, tuple[Speaker, str | None]]:
    """The same for many at once, by openid: ``keys`` maps openids to their messages' keys.

    Strangers are left out; ``who_is_it`` takes them in.
    """
    connection = session.connection()
    rows = connection.execute(_ALL, {"openids": list(keys)}).all()
    given = connection.execute(_ALL_GIVEN, {"keys": list(keys.values())})
    replies = {row.key: row.reply for row in given}
    return {row.openid: (_speaker(row), replies.get(keys[row.openid])) for row in rows}


def _speaker(row: Any) -> Speaker:
    return Speaker(
        id=row.id,
        openid=row.openid,
        role=Role(row.role),
        unit_id=row.unit_id,
        area_id=row.area_id,
        talk=read(row.talk),
        following=bool(row.following),
        letters_waiting=bool(row.letters),
        live_tickets=bool(row.live),
        asked_by=row.asked_by,
    )
