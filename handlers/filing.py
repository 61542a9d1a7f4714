"""From a matter to a ticket: the steps every handler that files one shares."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

import tickets.service as tickets
from handlers.messages import Reply, Turn
from kit import clock
from kit.text import shortened
from letters.inbox import Outcome
from phrases import say
from tickets.models import Ticket
from tickets.routing import about_cadres, needs_village
from tickets.service import Matter

Draft = Mapping[str, Any]
"""A matter on its way to a ticket: text, code, accuses, area, because; JSON, kept in a talk.

``key`` is the message it came in, ``attached`` says that pictures came before it.
"""


def draft(turn: Turn, code: str | None) -> Draft:
    """The message of ``turn`` as a draft under subtopic ``code`` (None: unsorted)."""
    named = turn.house.registry.area_codes.get(
        turn.understood.places[0] if turn.understood.places else ""
    )
    sent = turn.talk.get("sent") or {}
    return {
        "text": "\n".join(part for part in (turn.text, sent.get("words")) if part),
        "code": code,
        "accuses": bool(turn.understood.accuses),
        "area": named.id if named else sent.get("area") or turn.speaker.area_id,
        "because": "、".join(turn.understood.because),
        "key": turn.message.key,
        "attached": pictures_wait(turn),
    }


def pictures_wait(turn: Turn) -> bool:
    """Whether this person sent pictures that belong to what is being said now."""
    known = turn.talk.get("draft") or {}
    return turn.talk.get("about") == "attached" or bool(known.get("attached"))


def file(session: Session, turn: Turn, matter: Draft) -> Reply:
    """Open the ticket, or ask for the village first where that decides who answers."""
    subtopic = turn.house.catalogue.subtopics.get(matter["code"] or "")
    registry = turn.house.registry
    accuses = matter["accuses"] or about_cadres(subtopic)
    village = registry.village_of(matter["area"])
    if village is None and needs_village(subtopic, accuses) and not matter.get("asked"):
        return ask_village(turn, {"about": "village", "draft": {**matter, "asked": True}})
    receipt = tickets.open_ticket(
        session,
        registry,
        turn.speaker,
        Matter(
            text=matter["text"],
            subtopic=subtopic,
            area_id=matter["area"],
            accuses=accuses,
            source_key=matter["key"],
            because=matter["because"],
            model=turn.understood.model,
        ),
    )
    sealed = subtopic is not None and subtopic.level in {"L3", "L4"}
    kind = "sealed" if sealed else "kept" if accuses else "opened" if subtopic else "unclear"
    text = say(
        f"ticket.{kind}",
        number=receipt.number,
        title=turn.house.catalogue.title(matter["code"] or ""),
        unit=receipt.office.name,
        due=clock.shown(receipt.due_at),
        phone=receipt.office.phone,
    )
    if subtopic is not None and subtopic.route == "emergency":
        text = "\n".join((say("ticket.if_danger"), text))  # the screen saw none, but who knows
    return Reply(text, Outcome.TICKET, basis=f"ticket:{receipt.number}")


def ask_village(turn: Turn, talk: Draft) -> Reply:
    """Ask which village; the answer goes to ``handlers.where``."""
    names = tuple(village.name for village in turn.house.registry.villages)
    return Reply(say("where.ask"), Outcome.ASKED, options=names, talk=talk)


def against_its_unit(turn: Turn, ticket: Ticket) -> bool:
    """Whether these words speak against a cadre while ``ticket`` lies with a village."""
    registry = turn.house.registry
    return bool(turn.understood.accuses) and registry.is_village(registry.offices[ticket.unit_id])


def file_apart(session: Session, turn: Turn, ticket: Ticket) -> Reply:
    """Words about ``ticket`` that its village must not read become a ticket of their own."""
    code = turn.understood.code if turn.understood.certainty == "sure" else None
    matter = draft(turn, code)
    about = say("follow.about", number=ticket.id, about=shortened(ticket.text, 40))
    return file(session, turn, {**matter, "text": f"{matter['text']}\n{about}"})
