"""The one door to tickets: nobody loads one without saying who is asking."""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from directory.models import Role
from directory.service import Actor
from kit.errors import NotFound
from tickets.models import State, Ticket

SEALED = ("L3", "L4")
"""Levels only the unit in charge sees: informants and victims."""


def may_see(actor: Actor) -> ColumnElement[bool]:
    """The tickets ``actor`` may know of, as a condition for any query, list or count.

    * a resident: the own ones;
    * a cadre: those of the own unit, besides the own ones;
    * an operator: those of the own unit and all that wait to be sorted, sealed ones excepted;
    * a leader: all but sealed ones;
    * an administrator: the own ones: who runs the server reads nobody's petition.
    """
    own = Ticket.resident_id == actor.id
    open_to_many = Ticket.level.not_in(SEALED)
    unit = Ticket.unit_id == actor.unit_id if actor.unit_id else false()
    match actor.role:
        case Role.CADRE:
            return or_(own, unit)
        case Role.OPERATOR:
            return or_(own, unit, and_(Ticket.state == State.TRIAGE, open_to_many))
        case Role.LEADER:
            return or_(own, open_to_many)
        case _:
            return own


def tickets_of(actor: Actor) -> Select[Ticket]:
    """A query over the tickets ``actor`` may see, to be narrowed by the caller."""
    return select(Ticket).where(may_see(actor))


def ticket_for(session: Session, actor: Actor, number: int, *, lock: bool = False) -> Ticket:
    """Ticket ``number`` if ``actor`` may see it.

    Raises
    ------
    NotFound
        There is none, or it is not the actor's to see: the two look the same.
    """
    wanted = tickets_of(actor).where(Ticket.id == number)
    ticket = session.scalar(wanted.with_for_update(of=Ticket) if lock else wanted)
    if ticket is None:
        raise NotFound(what=f"{number}号")
    return ticket


def may_handle(actor: Actor, ticket: Ticket) -> bool:
    """Whether ``actor`` may act on ``ticket`` as staff: its unit's, never on an own one."""
    if ticket.resident_id == actor.id:
        return False
    if actor.role == Role.OPERATOR:
        return ticket.unit_id == actor.unit_id or ticket.state == State.TRIAGE
    return actor.role == Role.CADRE and ticket.unit_id == actor.unit_id
