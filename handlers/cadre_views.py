"""What a cadre sees in chat: the list of open tickets, and one ticket with what can be done now."""

from sqlalchemy.orm import Session

import tickets.service as tickets
from directory.models import Role
from handlers.messages import Reply, Turn
from kit import clock
from kit.text import shortened
from phrases import say
from tickets.access import may_handle, ticket_for
from tickets.models import OPEN_STATES, State, Ticket

MOST = 8
"""Tickets on one list; more do not fit a phone."""


def work_list(session: Session, turn: Turn) -> Reply:
    """The unit's open tickets, first due first, each to be picked by its place in the list."""
    open_ones = tickets.work_list(session, turn.speaker)
    town = turn.speaker.role == Role.LEADER
    if not open_ones:
        return Reply(say("cadre.nothing_in_town" if town else "cadre.nothing_to_do"))
    now = clock.now()
    shown = open_ones[:MOST]
    options = tuple(_line(ticket, town=town, late=ticket.due_at < now) for ticket in shown)
    late = sum(ticket.due_at < now for ticket in open_ones)
    head = say("cadre.list_town" if town else "cadre.list", count=len(open_ones), late=late)
    if len(open_ones) > MOST:
        head += say("cadre.list_more", shown=MOST)
    return Reply(head, options=options, talk={"about": "list", "numbers": [t.id for t in shown]})


def one_ticket(session: Session, turn: Turn, number: int, head: str = "") -> Reply:
    """One ticket, and the numbered actions that are possible now.

    Raises
    ------
    NotFound
        There is none, or it is not this cadre's to see.
    """
    ticket = ticket_for(session, turn.speaker, number)
    if turn.speaker.id == ticket.resident_id and not head:
        head = say("cadre.own_ticket")
    place = ticket.area.name if ticket.area else say("cadre.no_place")
    text = say(
        "cadre.ticket",
        number=ticket.id,
        title=turn.house.catalogue.title(ticket.subtopic),
        state=say(f"state.{ticket.state}"),
        place=place,
        text=shortened(ticket.text, 300),
        due=clock.shown(ticket.due_at),
        because=ticket.because or say("cadre.no_reason"),
        unit=ticket.unit.name,
    )
    said = [
        say("cadre.said", text=shortened(e.note, 80),
            who=say("cadre.resident" if e.by_id == ticket.resident_id else "cadre.us"))
        for e in tickets.history(session, turn.speaker, ticket.id)
        if e.note and e.what in {"asked", "answered", "added", "replied", "reopened"}
    ]  # fmt: skip
    text = "\n".join(part for part in (head, text, *said[-4:]) if part)
    if not may_handle(turn.speaker, ticket) or ticket.state not in OPEN_STATES:
        # Nothing can be done here: another number may still be picked from the list.
        listed = turn.talk.get("about") == "list"
        return Reply(text, basis=f"ticket:{ticket.id}", keep_talk=listed)
    actions = ["reply", "ask", "transfer", "back"]
    if ticket.state in {State.DISPATCHED, State.TRIAGE}:
        actions.insert(0, "sign")
    options = tuple(say(f"cadre.do_{action}") for action in actions)
    talk = {"about": "work", "number": ticket.id, "actions": actions}
    return Reply(text, options=options, talk=talk, basis=f"ticket:{ticket.id}")


def _line(ticket: Ticket, *, town: bool, late: bool) -> str:
    return say(
        "cadre.line_town" if town else "cadre.line",
        mark=say("cadre.late") if late else "",
        number=ticket.id,
        about=shortened(ticket.text, 14),
        state=say(f"state.{ticket.state}"),
        unit=ticket.unit.name,
        due=clock.shown_day(ticket.due_at),
    )
