"""Danger first: fixed guidance at once, and a ticket beside it."""

from datetime import timedelta

from sqlalchemy.orm import Session

import tickets.service as tickets
from classifier.types import Danger
from directory.models import Role
from handlers.cadre import is_at_work
from handlers.editor import is_editing
from handlers.filing import draft
from handlers.messages import Reply, Turn
from kit import clock
from letters import outbox
from letters.inbox import Outcome
from phrases import keys, say
from tickets.access import SEALED
from tickets.models import Ticket

VERY_SURE, A_SENTENCE = 0.6, 5
"""Confidence and characters from which the model's guess of despair is acted on."""
SAME_EVENT = timedelta(hours=2)
"""Who cries for help twice within this time speaks of the same danger."""


def emergency(session: Session, turn: Turn) -> Reply | None:
    """Guide, open an urgent ticket, wake a leader. Never asks for a form first."""
    danger = turn.understood.danger or _despair(turn)
    if danger is None or is_at_work(turn) or is_editing(turn):
        return None
    name = f"danger.{danger.name}"
    guidance = say(name if name in keys() else "danger.other")
    known = _reported_just_now(session, turn, danger)
    if known is not None:
        tickets.add(session, turn.house.registry, turn.speaker, known.id, turn.text,
                    accuses=bool(turn.understood.accuses))  # fmt: skip
        text = say("danger.again", guidance=guidance, number=known.id, unit=known.unit.name)
        return Reply(text, Outcome.EMERGENCY, basis=f"ticket:{known.id}")
    matter = draft(turn, danger.subtopic)
    receipt = tickets.open_ticket(
        session,
        turn.house.registry,
        turn.speaker,
        tickets.Matter(
            text=turn.text,
            subtopic=turn.house.catalogue.subtopics[danger.subtopic],
            area_id=matter["area"],
            accuses=matter["accuses"],
            source_key=turn.message.key,
            urgent=True,
            because="、".join(danger.words),
            model="rules",
        ),
    )
    sealed = turn.house.catalogue.subtopics[danger.subtopic].level in SEALED
    if not sealed and not matter["accuses"]:  # a leader may know the accused
        for leader in turn.house.registry.by_role.get(Role.LEADER, ())[:1]:
            about = say("notice.leader", number=receipt.number, unit=receipt.office.name)
            outbox.promise(session, leader, about)
    return Reply(
        say("danger.and_sealed" if sealed else "danger.and_ticket", guidance=guidance,
            number=receipt.number, unit=receipt.office.name, phone=receipt.office.phone),
        Outcome.EMERGENCY,
        basis=f"ticket:{receipt.number}",
    )  # fmt: skip


def _reported_just_now(session: Session, turn: Turn, danger: Danger) -> Ticket | None:
    """The person's own urgent ticket about the same kind of danger, if it is fresh."""
    if not turn.speaker.live_tickets:
        return None
    since = clock.now() - SAME_EVENT
    mine = tickets.own_tickets(session, turn.speaker, live_only=True)
    fresh = (t for t in mine if t.deadline == "E0" and t.created_at > since)
    return next((t for t in fresh if t.subtopic == danger.subtopic), None)


def _despair(turn: Turn) -> Danger | None:
    """Somebody who wants to die says it in words no rule knows: here the model is heard, too."""
    if turn.understood.code != "despair" or turn.understood.confidence < VERY_SURE:
        return None
    if len(turn.text) < A_SENTENCE:
        return None  # 「结束」 ends a talk, not a life
    return Danger("despair", "1607", turn.understood.because)
