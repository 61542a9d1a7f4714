"""Pictures and voice notes: written down at once, fetched by the worker, tied to their ticket."""

from datetime import timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

import tickets.service as tickets
from handlers.filing import pictures_wait
from handlers.messages import Reply, Turn
from kit import clock
from phrases import say
from tickets.models import OPEN_STATES, Attachment

RECENT = timedelta(hours=1)
"""Pictures sent this long before the words belong to the same matter."""


def keep(session: Session, turn: Turn, reply: Reply) -> None:
    """Write the message's media down, and tie recent loose ones to the ticket of ``reply``."""
    now = clock.now()
    number = reply.basis.removeprefix("ticket:")
    ticket_id = int(number) if reply.basis.startswith("ticket:") else None
    if turn.message.media_id:
        session.execute(
            insert(Attachment).values(
                person_id=turn.speaker.id, ticket_id=ticket_id, kind=turn.message.kind,
                media_id=turn.message.media_id, attempts=0, due_at=now, created_at=now,
            )
        )  # fmt: skip
    if ticket_id is not None and pictures_wait(turn):
        loose = update(Attachment).where(
            Attachment.person_id == turn.speaker.id,
            Attachment.ticket_id.is_(None),
            Attachment.created_at > now - RECENT,
        )
        session.execute(loose.values(ticket_id=ticket_id))


def more_to_see(session: Session, turn: Turn) -> Reply | None:
    """A picture, voice or place without words belongs to the open matter, if there is one."""
    if (
        turn.message.kind not in {"picture", "voice", "video", "place"}
        or not turn.speaker.live_tickets
    ):
        return None
    if turn.text and turn.message.kind != "place":
        return None
    mine = tickets.own_tickets(session, turn.speaker, live_only=True)
    ticket = next((t for t in mine if t.state in OPEN_STATES), None)
    if ticket is None:
        return None
    tickets.add(session, turn.house.registry, turn.speaker, ticket.id, in_words(turn))
    return Reply(say("received.added", number=ticket.id), basis=f"ticket:{ticket.id}")


def in_words(turn: Turn) -> str:
    """What was sent, for those who read the ticket: ``（位置） 小卖部 (30.10000, 110.20000)``."""
    words = f"{say(f'wordless.{turn.message.kind}')} {turn.text}".strip()
    if turn.message.latitude is None:
        return words
    return f"{words} ({turn.message.latitude:.5f}, {turn.message.longitude:.5f})"
