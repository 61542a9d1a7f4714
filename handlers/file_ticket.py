"""A matter that is clear enough becomes a ticket."""

from dataclasses import replace

from sqlalchemy.orm import Session

from handlers.filing import draft, file
from handlers.messages import Reply, Turn
from letters.inbox import Outcome
from phrases import say
from tickets.known import already_reported


def file_ticket(session: Session, turn: Turn) -> Reply | None:
    """Open a ticket for a message whose subtopic is sure."""
    code = turn.understood.code
    subtopics = turn.house.catalogue.subtopics
    if code is None or turn.understood.certainty != "sure" or code not in subtopics:
        return None
    if turn.speaker.live_tickets:
        known = already_reported(session, turn.speaker, code, turn.text)
        if known is not None:
            unit = turn.house.registry.offices[known.unit_id].name
            text = say("ticket.known", number=known.number, unit=unit)
            return Reply(text, Outcome.CONVERSATION, basis=f"ticket:{known.number}")
    matter = draft(turn, code)
    filed = file(session, turn, matter)
    if subtopics[code].answers_first and not matter["accuses"] and filed.outcome == Outcome.TICKET:
        # It was asked, and nothing we may rely on answers it: said plainly, never invented.
        return replace(filed, text="\n".join((say("answer.no_basis"), filed.text)))
    return filed
