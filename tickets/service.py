"""What can be done with a ticket. Every function runs in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from db.later import write_later
from directory.models import Role
from directory.registry import Office, Registry
from directory.service import Actor
from kit import clock
from kit.errors import NotAllowed
from kit.text import shortened, without_card_numbers
from letters import outbox
from phrases import say
from tickets import deadlines
from tickets.access import SEALED, may_handle, ticket_for, tickets_of
from tickets.calendar import add_working_days
from tickets.errors import (
    AlreadyClosed,
    NotSignable,
    NotToTheVillage,
    NotWaiting,
    NotWithdrawable,
    OwnMatter,
    SameUnit,
    SaySomething,
)  # fmt: skip
from tickets.models import LIVE_STATES, OPEN_STATES, Event, State, Ticket
from tickets.routing import destination
from tickets.telling import notify, notify_unit, tell
from topics import UNSORTED, Subtopic

_TICKETS: Table = Ticket.__table__  # type: ignore[assignment]
_EVENTS: Table = Event.__table__  # type: ignore[assignment]
_INSERT_TICKET = insert(_TICKETS).returning(_TICKETS.c.id)
_INSERT_EVENT = insert(_EVENTS)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a resident wants dealt with, ready to become a ticket."""

    text: str
    subtopic: Subtopic | None
    """None when nobody could sort it: it goes to an operator."""
    area_id: int | None
    accuses: bool
    source_key: str
    urgent: bool = False
    """Danger: the shortest clock, whatever the subtopic's own."""
    because: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the resident is told about a new ticket."""

    number: int
    office: Office
    due_at: datetime
    kept_from_village: bool


def open_ticket(session: Session, registry: Registry, resident: Actor, matter: Matter) -> Receipt:
    """File ``matter`` with the unit that answers for it, and promise that unit a notice.

    The text is stored without identity- and bank-card numbers.

    Raises
    ------
    NobodyAnswers
        The directory has no unit that could take it.
    """
    subtopic = matter.subtopic
    goal = destination(registry, subtopic, matter.area_id, accuses=matter.accuses)
    now = clock.now()
    deadline = "E0" if matter.urgent else subtopic.deadline if subtopic else "E4"
    sign_due_at, due_at = deadlines.due(deadline, now)
    level = subtopic.level if subtopic else "L1"
    if matter.accuses and level < "L2":
        level = "L2"
    state = State.DISPATCHED if subtopic else State.TRIAGE
    text = without_card_numbers(matter.text)
    # Plain inserts: the unit of work costs four times as much.
    number = (
        session.connection()
        .execute(
            _INSERT_TICKET,
            {
                "source_key": matter.source_key,
                "subtopic": subtopic.code if subtopic else UNSORTED,
                "text": text,
                "state": state,
                "level": level,
                "deadline": deadline,
                "accuses": matter.accuses,
                "because": matter.because,
                "model": matter.model,
                "sign_due_at": sign_due_at,
                "due_at": due_at,
                "remind_at": deadlines.first_reminder(now, due_at),
                "nudged": 0,
                "redone": 0,
                "resident_id": resident.id,
                "area_id": matter.area_id,
                "unit_id": goal.office.id,
                "created_at": now,
            },
        )
        .scalar_one()
    )
    write_later(
        session,
        _INSERT_EVENT,
        {"ticket_id": number, "what": "opened", "before": "", "after": state,
         "note": goal.office.name, "by_id": resident.id, "at": now},
    )  # fmt: skip
    title = subtopic.title if subtopic else say("ticket.unsorted")
    key = "notice.urgent" if deadline == "E0" else "notice.new"
    facts = {"title": title, "text": shortened(text, 40), "due": clock.shown(due_at)}
    notify_unit(session, goal.office, key, number, **facts)
    return Receipt(number, goal.office, due_at, goal.kept_from_village)


def sign(session: Session, cadre: Actor, number: int) -> Ticket:
    """Take ticket ``number`` into work; the resident is told which unit has it.

    Raises
    ------
    NotFound, NotAllowed
        Not there for this cadre, or not the cadre's to handle.
    NotSignable
        Somebody has signed it already.
    """
    ticket = mine(session, cadre, number)
    if ticket.state not in {State.DISPATCHED, State.TRIAGE}:
        raise NotSignable(number=number)
    ticket.signed_at = ticket.signed_at or clock.now()
    _move(session, ticket, "signed", State.IN_PROGRESS, cadre)
    tell(session, ticket, "resident.signed", unit=ticket.unit.name)
    return ticket


def ask_resident(session: Session, cadre: Actor, number: int, question: str) -> Ticket:
    """Ask the resident something about ticket ``number``; the answer comes back to the unit."""
    ticket = mine(session, cadre, number)
    question = _said(question)
    if ticket.state not in OPEN_STATES:
        raise AlreadyClosed(number=number)
    ticket.signed_at = ticket.signed_at or clock.now()
    _move(session, ticket, "asked", State.WAIT_RESIDENT, cadre, question)
    tell(session, ticket, "resident.asked", unit=ticket.unit.name, question=question)
    return ticket


def resident_answers(
    session: Session, registry: Registry, resident: Actor, number: int, text: str, *,
    accuses: bool = False,
) -> Ticket:  # fmt: skip
    """Pass the resident's answer on to the unit and let the work go on.

    ``accuses``: the words speak against a cadre, so from now on no village may get the ticket.

    Raises
    ------
    NotWaiting
        Nobody is waiting for an answer on this ticket.
    """
    ticket = ticket_for(session, resident, number, lock=True)
    if ticket.state != State.WAIT_RESIDENT or ticket.resident_id != resident.id:
        raise NotWaiting(number=number)
    text = without_card_numbers(_said(text))
    _guard(ticket, accuses)
    _move(session, ticket, "answered", State.IN_PROGRESS, resident, text)
    notify(session, registry, ticket, "notice.answered", text=text)
    return ticket


def add(
    session: Session, registry: Registry, resident: Actor, number: int, text: str, *,
    accuses: bool = False,
) -> Ticket:  # fmt: skip
    """Write something the resident adds into ticket ``number`` and tell the unit.

    ``accuses``: the words speak against a cadre, so from now on no village may get the ticket.
    """
    ticket = ticket_for(session, resident, number, lock=True)
    if ticket.state not in LIVE_STATES or ticket.resident_id != resident.id:
        raise AlreadyClosed(number=number)
    text = without_card_numbers(_said(text))
    _guard(ticket, accuses)
    _note(session, ticket, "added", resident, text)
    notify(session, registry, ticket, "notice.added", text=text)
    return ticket


def reply(session: Session, cadre: Actor, number: int, text: str) -> Ticket:
    """Answer ticket ``number`` and promise the resident the words, in one transaction.

    Raises
    ------
    NotFound, NotAllowed
        Not there for this cadre, or not the cadre's to handle.
    AlreadyClosed
        It has been answered or closed before.
    SaySomething
        ``text`` is empty.
    """
    ticket = mine(session, cadre, number)
    text = _said(text)
    if ticket.state not in OPEN_STATES:
        raise AlreadyClosed(number=number)
    ticket.signed_at = ticket.signed_at or clock.now()
    ticket.replied_at = clock.now()
    _move(session, ticket, "replied", State.REPLIED, cadre, text)
    tell(session, ticket, "resident.replied", unit=ticket.unit.name, text=text)
    return ticket


def transfer(  # noqa: PLR0917 -- who, what, where to and why are all needed
    session: Session, registry: Registry, cadre: Actor, number: int, office: Office, reason: str
) -> Ticket:
    """Hand ticket ``number`` to ``office``; its clock goes on.

    Raises
    ------
    SameUnit
        It is there already.
    NotToTheVillage
        It speaks against a cadre or is confidential: no village may get it.
    """
    ticket = mine(session, cadre, number)
    if ticket.state not in OPEN_STATES:
        raise AlreadyClosed(number=number)
    if office.id == ticket.unit_id and ticket.state != State.TRIAGE:
        raise SameUnit(unit=office.name)
    if registry.is_village(office) and (ticket.accuses or ticket.level in {"L3", "L4"}):
        raise NotToTheVillage(unit=office.name)
    ticket.unit_id = office.id
    ticket.sign_due_at, _ = deadlines.due(ticket.deadline, clock.now())
    _move(
        session, ticket, "transferred", State.DISPATCHED, cadre, f"{office.name}：{_said(reason)}"
    )
    tell(session, ticket, "resident.transferred", unit=office.name)
    notify(session, registry, ticket, "notice.new", title=say("notice.transferred"),
            text=shortened(ticket.text, 40), due=clock.shown(ticket.due_at))  # fmt: skip
    return ticket


def confirm_solved(session: Session, resident: Actor, number: int) -> Ticket:
    """The resident says it is solved: the ticket closes."""
    ticket = ticket_for(session, resident, number, lock=True)
    if ticket.state not in {State.REPLIED, State.CLOSED} or ticket.resident_id != resident.id:
        raise NotWaiting(number=number)
    ticket.solved, ticket.closed_at = True, clock.now()
    _move(session, ticket, "solved", State.CLOSED, resident)
    return ticket


def reopen(session: Session, registry: Registry, resident: Actor, number: int, text: str) -> Ticket:
    """The resident says it is not solved: the unit has to go at it again, within five working days.

    Raises
    ------
    NotWaiting
        It has not been answered yet, so there is nothing to reopen.
    """
    ticket = ticket_for(session, resident, number, lock=True)
    if ticket.state not in {State.REPLIED, State.CLOSED} or ticket.resident_id != resident.id:
        raise NotWaiting(number=number)
    now = clock.now()
    ticket.solved, ticket.satisfied, ticket.closed_at = False, None, None
    ticket.redone += 1
    ticket.due_at = max(ticket.due_at, add_working_days(now, deadlines.REDO_DAYS))
    ticket.nudged = 0
    ticket.remind_at = deadlines.first_reminder(now, ticket.due_at)
    _move(session, ticket, "reopened", State.IN_PROGRESS, resident, without_card_numbers(text))
    notify(session, registry, ticket, "notice.reopened", text=shortened(text, 200),
            due=clock.shown(ticket.due_at))  # fmt: skip
    return ticket


def rate(session: Session, resident: Actor, number: int, satisfied: int) -> Ticket:
    """Remember how satisfied (1 best … 3) the resident is with the handling."""
    ticket = ticket_for(session, resident, number, lock=True)
    if ticket.state != State.CLOSED or ticket.resident_id != resident.id:
        raise NotWaiting(number=number)
    ticket.satisfied = satisfied
    _note(session, ticket, "rated", resident, str(satisfied))
    return ticket


def withdraw(session: Session, registry: Registry, resident: Actor, number: int) -> Ticket:
    """The resident takes the matter back; dangers and accusations stay on record with the town.

    Raises
    ------
    NotWithdrawable
        An emergency or an accusation is not withdrawn silently.
    """
    ticket = ticket_for(session, resident, number, lock=True)
    if ticket.state not in LIVE_STATES or ticket.resident_id != resident.id:
        raise AlreadyClosed(number=number)
    if stays_on_record(ticket):
        raise NotWithdrawable(number=number)
    _move(session, ticket, "withdrawn", State.WITHDRAWN, resident)
    notify(session, registry, ticket, "notice.withdrawn")
    return ticket


def stays_on_record(ticket: Ticket) -> bool:
    """Whether the resident cannot take ``ticket`` back: a danger, or a matter of discipline."""
    return ticket.deadline in {"E0", "D"} or ticket.level in SEALED


def tell_done(session: Session, cadre: Actor, number: int) -> Ticket:
    """The cadre has told the resident in person what could not be delivered."""
    ticket = mine(session, cadre, number)
    outbox.told_in_person(session, ticket.id)
    _note(session, ticket, "told", cadre, "")
    return ticket


def work_list(session: Session, cadre: Actor) -> list[Ticket]:
    """What the cadre's unit owes an answer on, first due first; the cadre's own matters aside.

    A leader's list is the town's: what is urgent or late, wherever it lies, sealed ones excepted.
    """
    mine = tickets_of(cadre).where(Ticket.state.in_(OPEN_STATES), Ticket.resident_id != cadre.id)
    if cadre.role == Role.LEADER:
        mine = mine.where((Ticket.due_at < clock.now()) | (Ticket.deadline == "E0"))
    else:
        mine = mine.where((Ticket.unit_id == cadre.unit_id) | (Ticket.state == State.TRIAGE))
    return list(session.scalars(mine.order_by(Ticket.due_at, Ticket.id)))


def own_tickets(session: Session, resident: Actor, *, live_only: bool = False) -> list[Ticket]:
    """What the resident has reported, the latest first."""
    mine = tickets_of(resident).where(Ticket.resident_id == resident.id)
    if live_only:
        mine = mine.where(Ticket.state.in_(LIVE_STATES))
    return list(session.scalars(mine.order_by(Ticket.id.desc()).limit(20)))


def history(session: Session, actor: Actor, number: int) -> list[Event]:
    """Everything that happened to ticket ``number``, oldest first."""
    ticket = ticket_for(session, actor, number)
    return list(
        session.scalars(select(Event).where(Event.ticket_id == ticket.id).order_by(Event.id))
    )


def mine(session: Session, cadre: Actor, number: int) -> Ticket:
    """Ticket ``number``, locked, which ``cadre`` may work on.

    Raises
    ------
    NotFound, NotAllowed, OwnMatter
        It is not to be seen, not of this unit, or the cadre's own.
    """
    ticket = ticket_for(session, cadre, number, lock=True)
    if ticket.resident_id == cadre.id:
        raise OwnMatter(number=number)
    if not may_handle(cadre, ticket):
        raise NotAllowed(number=number)
    return ticket


def _guard(ticket: Ticket, accuses: bool) -> None:
    """Keep a ticket from the villages as soon as something in it speaks against a cadre."""
    if accuses:
        ticket.accuses = True
        ticket.level = max(ticket.level, "L2")


def _said(text: str) -> str:
    if not text.strip():
        raise SaySomething()
    return text.strip()


def _move(  # noqa: PLR0917 -- one event row has this many facts
    session: Session, ticket: Ticket, what: str, after: State, by: Actor, note: str = ""
) -> None:
    before, ticket.state = ticket.state, after
    session.add(
        Event(ticket_id=ticket.id, what=what, before=before, after=after, note=note, by_id=by.id)
    )


def _note(session: Session, ticket: Ticket, what: str, by: Actor, note: str) -> None:
    _move(session, ticket, what, ticket.state, by, note)
