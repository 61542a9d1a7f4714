"""Putting right what a ticket is about; an operator thereby says whose it is."""

from sqlalchemy.orm import Session

from directory.registry import Registry
from directory.service import Actor
from kit import clock
from kit.text import shortened
from tickets import deadlines
from tickets.errors import AlreadyClosed
from tickets.models import OPEN_STATES, Event, State, Ticket
from tickets.routing import about_cadres, destination
from tickets.service import mine
from tickets.telling import notify, tell
from topics import Subtopic


def resort(
    session: Session, registry: Registry, cadre: Actor, number: int, subtopic: Subtopic
) -> Ticket:
    """Ticket ``number`` is about ``subtopic``.

    One that waited to be sorted goes to the unit that answers for it and gets the clock of its
    subtopic, counted from the day it was said; one in work stays where it is, and its due date only
    ever comes nearer. Protection only ever grows.

    Raises
    ------
    AlreadyClosed
        It is finished.
    NotAllowed, NotFound, OwnMatter
        It is not this person's to sort.
    """
    ticket = mine(session, cadre, number)
    if ticket.state not in OPEN_STATES:
        raise AlreadyClosed(number=number)
    ticket.subtopic = subtopic.code
    ticket.level = max(ticket.level, subtopic.level)
    ticket.accuses = ticket.accuses or about_cadres(subtopic)
    if ticket.deadline != "E0":
        _, due_at = deadlines.due(subtopic.deadline, ticket.created_at)
        if ticket.state == State.TRIAGE or due_at < ticket.due_at:
            ticket.deadline, ticket.due_at = subtopic.deadline, max(due_at, clock.now())
            ticket.remind_at = deadlines.first_reminder(ticket.created_at, ticket.due_at)
            ticket.nudged = 0
    before = ticket.state
    if ticket.state == State.TRIAGE:
        goal = destination(registry, subtopic, ticket.area_id, accuses=ticket.accuses)
        ticket.unit_id, ticket.state = goal.office.id, State.DISPATCHED
        ticket.sign_due_at, _ = deadlines.due(ticket.deadline, clock.now())
    session.add(
        Event(
            ticket_id=ticket.id,
            what="sorted",
            before=before,
            after=ticket.state,
            note=subtopic.code,
            by_id=cadre.id,
        )
    )
    session.flush()
    if before == State.TRIAGE:
        session.refresh(ticket, ["unit"])
        due = clock.shown(ticket.due_at)
        tell(session, ticket, "resident.sorted", unit=ticket.unit.name, due=due)
        facts = {"title": subtopic.title, "text": shortened(ticket.text, 40)}
        notify(session, registry, ticket, "notice.new", due=due, **facts)
    return ticket
