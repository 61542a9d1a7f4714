"""What a resident makes of the reply: solved or not, how satisfied, what is missing."""

import re
from dataclasses import replace

from sqlalchemy.orm import Session

import tickets.service as tickets
from handlers.filing import against_its_unit, file_apart
from handlers.follow_up import asked_after, is_meta
from handlers.messages import Reply, Turn
from handlers.progress import numbered
from kit.text import choice
from phrases import say
from tickets.models import State, Ticket

SOLVED, NOT_SOLVED = 1, 2
_SOLVED = re.compile(r"^(都|已经|已)?(解决|办好|修好|弄好|处理好|搞定)了?[,，。!！ ]*(谢谢.*)?$")
_NOT_SOLVED = re.compile(r"^(没|没有|还没|还是没|根本没|并没|未)(有)?(解决|办好|修好|弄好|处理)")


def reply_judged(session: Session, turn: Turn) -> Reply | None:
    """1 solved or 2 not solved, said to the last reply; then how satisfied, or what is missing."""
    match turn.talk.get("about"):
        case "rate":
            reply = _rated(session, turn)
        case "why":
            reply = _explained(session, turn)
        case _:
            reply = None
    if reply is not None or not turn.speaker.live_tickets:
        return reply
    named = numbered(turn.text)
    words = named[1] if named else turn.text
    said = judgement(words)
    if said is None:
        return None
    replied = [
        t for t in tickets.own_tickets(session, turn.speaker, live_only=True)
        if t.state == State.REPLIED and (not named or t.id == named[0])
    ]  # fmt: skip
    if not replied:
        return None
    ticket = max(replied, key=lambda t: t.replied_at or t.created_at)
    if choice(words) is not None and not named and not asked_after(session, turn, ticket.id):
        return None  # the number belongs to choices that were shown later
    return _solved(session, turn, ticket) if said == SOLVED else _not_solved(session, turn, ticket)


def judgement(text: str) -> int | None:
    """``SOLVED``, ``NOT_SOLVED``, or None where ``text`` says neither."""
    number = choice(text)
    if number is not None:
        return number if number in {SOLVED, NOT_SOLVED} else None
    if _NOT_SOLVED.match(text):
        return NOT_SOLVED
    return SOLVED if _SOLVED.match(text) else None


def _solved(session: Session, turn: Turn, ticket: Ticket) -> Reply:
    tickets.confirm_solved(session, turn.speaker, ticket.id)
    options = (say("rate.good"), say("rate.fair"), say("rate.bad"))
    return Reply(
        say("rate.ask", number=ticket.id),
        options=options,
        talk={"about": "rate", "number": ticket.id},
        basis=f"ticket:{ticket.id}",
    )


def _not_solved(session: Session, turn: Turn, ticket: Ticket) -> Reply:
    against = against_its_unit(turn, ticket)
    bare = choice(turn.text) is not None or against
    words = say("rate.no_reason") if bare else turn.text
    tickets.reopen(session, turn.house.registry, turn.speaker, ticket.id, words)
    if against:
        apart = file_apart(session, turn, ticket)
        head = say("rate.sent_back", number=ticket.id, unit=ticket.unit.name)
        return replace(apart, text=f"{head}\n{apart.text}")
    return Reply(
        say("rate.reopened", number=ticket.id, unit=ticket.unit.name),
        talk={"about": "why", "number": ticket.id},
        basis=f"ticket:{ticket.id}",
    )


def _rated(session: Session, turn: Turn) -> Reply | None:
    words = {say("rate.good"): 1, say("rate.fair"): 2, say("rate.bad"): 3}
    number = choice(turn.text) or words.get(turn.text)
    if number not in {1, 2, 3}:
        return None
    tickets.rate(session, turn.speaker, turn.talk["number"], number)
    return Reply(say("rate.thanks"), basis=f"ticket:{turn.talk['number']}")


def _explained(session: Session, turn: Turn) -> Reply | None:
    if not turn.text or is_meta(turn):
        return None
    mine = tickets.own_tickets(session, turn.speaker, live_only=True)
    ticket = next((t for t in mine if t.id == turn.talk["number"]), None)
    if ticket is None:
        return None
    if against_its_unit(turn, ticket):
        return file_apart(session, turn, ticket)
    tickets.add(session, turn.house.registry, turn.speaker, ticket.id, turn.text)
    text = say("rate.explained", number=ticket.id, unit=ticket.unit.name)
    return Reply(text, basis=f"ticket:{ticket.id}")
