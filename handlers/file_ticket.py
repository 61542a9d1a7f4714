"""A matter that is clear enough becomes a ticket."""

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
    return file(session, turn, draft(turn, code))
