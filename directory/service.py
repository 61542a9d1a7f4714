"""Look people up, bind cadres, remember where residents live."""

import hashlib
import secrets
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.base import Base
from db.revision import bump
from directory.errors import BadInvitation
from directory.models import Person, Role
from kit import clock
from kit.errors import NotFound

INVITATION_LASTS = timedelta(days=7)


class Actor(Protocol):
    """Whoever does something: what the rules need to know of a person."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> Role: ...
    @property
    def unit_id(self) -> int | None: ...


def person_named(session: Session, name: str) -> Person:
    """The one member of staff called ``name``.

    Raises
    ------
    NotFound
        Nobody, or several, are called so.
    """
    found = session.scalars(select(Person).where(Person.name == name, Person.role != Role.RESIDENT))
    people = found.all()
    if len(people) != 1:
        raise NotFound(what=name)
    return people[0]


def invite(session: Session, person: Person) -> str:
    """A fresh one-time code (8 digits, 7 days) with which ``person`` binds a WeChat account."""
    code = f"{secrets.randbelow(10**8):08d}"
    person.invitation = _digest(code)
    person.invited_until = clock.now() + INVITATION_LASTS
    return code


def bind(session: Session, stranger: Person, code: str) -> Person:
    """Make the account of ``stranger`` the account of the invited cadre; the code is used up.

    What ``stranger`` reported as a resident goes along: from now on it is the cadre's own, so
    that answers still arrive and nobody handles an own matter.

    Raises
    ------
    BadInvitation
        No such code, or it has run out.
    """
    wanted = select(Person).where(Person.invitation == _digest(code)).with_for_update()
    invited = session.scalar(wanted)
    if invited is None or invited.invited_until is None or invited.invited_until < clock.now():
        raise BadInvitation()
    invited.invitation = invited.invited_until = None
    if invited.id == stranger.id:
        return invited
    openid, stranger.openid = stranger.openid, None
    talk, area_id = stranger.talk, stranger.area_id
    session.flush()  # the openid is unique: it must be free before it is taken
    invited.openid, invited.talk = openid, talk
    invited.area_id = invited.area_id or area_id
    invited.following = True
    session.flush()
    _inherit(session, stranger, invited)
    bump(session, "directory")
    return invited


def _inherit(session: Session, before: Person, after: Person) -> None:
    """Let every row that points at the person ``before`` point at ``after``."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            owns = any(key.target_fullname == "person.id" for key in column.foreign_keys)
            if owns or column.name == "person_id":
                mine = update(table).where(column == before.id)
                session.execute(mine.values({column.name: after.id}))


def forget_follow(session: Session, person: Person, following: bool) -> None:
    """Remember whether ``person`` follows the account."""
    session.execute(update(Person).where(Person.id == person.id).values(following=following))


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()
