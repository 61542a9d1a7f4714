"""What residents say about matters they have reported: an answer, more of it, or take it back."""

import re
from datetime import UTC, datetime

from sqlalchemy.orm import Session

import tickets.service as tickets
from handlers.filing import against_its_unit, file_apart
from handlers.messages import Reply, Turn
from handlers.progress import meant, numbered
from kit.text import choice, shortened
from letters import outbox
from phrases import say
from tickets.models import Ticket

_ADDING = re.compile(r"^(我要|我想|再)?(补充|还有|另外|再加|刚才忘|忘了说|加一句|更正)")
_ONLY_ADDING = re.compile(r"^(我要|我想|再)?(补充)(一下|内容|情况)?[。:： ]*$")
_ANOTHER = re.compile(r"另(外)?一件|别的事|不是(说)?这(个|件)")
_POLITE = re.compile(r"^(你好|您好|在吗|在不在|谢谢.{0,6}|辛苦了?)[。!！?？]*$")
_CHOICES_SHOWN = frozenset({
    "topic", "answered", "withdraw", "village", "list", "work", "send", "staff",
})  # fmt: skip
"""Kinds of talk in which we showed numbers to pick from."""


def asked_after(session: Session, turn: Turn, number: int) -> bool:
    """Whether ticket ``number`` was the last thing we asked about, not the choices in ``talk``."""
    if turn.talk.get("about") not in _CHOICES_SHOWN:
        return True
    return _told_since(session, turn, number)


def question_answered(session: Session, turn: Turn) -> Reply | None:
    """A cadre has asked this person something; what is said now is the answer."""
    number = turn.speaker.asked_by
    if number is None or is_meta(turn) or _POLITE.match(turn.text) or _ANOTHER.search(turn.text):
        return None
    named = numbered(turn.text)
    if named and (named[0] != number or not named[1]):
        return None
    if turn.talk and not _told_since(session, turn, number):
        return None  # something else was asked later
    mine = tickets.own_tickets(session, turn.speaker, live_only=True)
    asking = next((t for t in mine if t.id == number), None)
    if asking is None:
        return None
    if against_its_unit(turn, asking):
        return file_apart(session, turn, asking)
    words = turn.text or say(f"wordless.{turn.message.kind}")
    ticket = tickets.resident_answers(
        session, turn.house.registry, turn.speaker, number, words,
        accuses=bool(turn.understood.accuses),
    )  # fmt: skip
    text = say("follow.passed_on", number=number, unit=ticket.unit.name)
    return Reply(text, basis=f"ticket:{number}")


def addition(session: Session, turn: Turn) -> Reply | None:
    """More about the last matter: 「补充一下…」, or 「12号 …」."""
    if not turn.speaker.live_tickets or not turn.text:
        return None
    named = numbered(turn.text)
    intent = turn.understood.code == "add" and turn.understood.certainty == "sure"
    if not (named and named[1]) and not intent and not _ADDING.match(turn.text):
        return None
    mine = tickets.own_tickets(session, turn.speaker, live_only=True)
    ticket = next((t for t in mine if not named or t.id == named[0]), None)
    if ticket is None:
        return Reply(say("progress.not_yours", number=named[0])) if named else None
    words = named[1] if named else turn.text
    if _ONLY_ADDING.match(words):
        talk = {"about": "adding", "number": ticket.id}
        about = shortened(ticket.text, 16)
        return Reply(say("follow.add_what", number=ticket.id, about=about), talk=talk)
    return _add(session, turn, ticket, words)


def added_now(session: Session, turn: Turn) -> Reply | None:
    """What 「补充」 announced."""
    if turn.talk.get("about") != "adding" or not turn.text or is_meta(turn):
        return None
    mine = tickets.own_tickets(session, turn.speaker, live_only=True)
    ticket = next((t for t in mine if t.id == turn.talk["number"]), None)
    return _add(session, turn, ticket, turn.text) if ticket else None


def withdrawal(session: Session, turn: Turn) -> Reply | None:
    """The resident takes a matter back, after being asked whether that is the own wish."""
    if turn.talk.get("about") == "withdraw":
        if choice(turn.text) == 1:
            number = turn.talk["number"]
            tickets.withdraw(session, turn.house.registry, turn.speaker, number)
            return Reply(say("follow.withdrawn", number=number), basis=f"ticket:{number}")
        return Reply(say("follow.not_withdrawn")) if choice(turn.text) == 2 else None
    named = numbered(turn.text)
    wants = turn.understood.code == "withdraw" and turn.understood.certainty == "sure"
    wants = wants or bool(named and re.match(r"(我要|想)?(撤回|撤销|撤了|不办了)", named[1]))
    if not wants or not turn.speaker.live_tickets:
        return None
    ticket = meant(turn, tickets.own_tickets(session, turn.speaker, live_only=True))[0]
    if named and named[0] != ticket.id:
        return Reply(say("progress.not_yours", number=named[0]))
    if tickets.stays_on_record(ticket):
        return Reply(say("ticket.not_withdrawable", number=ticket.id))
    options = (say("follow.withdraw_yes"), say("follow.withdraw_no"))
    talk = {"about": "withdraw", "number": ticket.id}
    about = shortened(ticket.text, 16)
    return Reply(
        say("follow.withdraw_sure", number=ticket.id, about=about), options=options, talk=talk
    )


def is_meta(turn: Turn) -> bool:
    """Whether this is surely a word to the bot, not about the matter."""
    meta = turn.understood.code in {"progress", "human", "withdraw"}
    return meta and turn.understood.certainty == "sure"


def _add(session: Session, turn: Turn, ticket: Ticket, words: str) -> Reply:
    if against_its_unit(turn, ticket):
        return file_apart(session, turn, ticket)
    accuses = bool(turn.understood.accuses)
    tickets.add(session, turn.house.registry, turn.speaker, ticket.id, words, accuses=accuses)
    text = say("follow.added", number=ticket.id, unit=ticket.unit.name)
    return Reply(text, basis=f"ticket:{ticket.id}")


def _told_since(session: Session, turn: Turn, number: int) -> bool:
    """Whether a letter about ticket ``number`` was shown after we asked what ``talk`` waits for."""
    told = outbox.last_told(session, turn.speaker.id, number)
    return told is not None and told > datetime.fromtimestamp(turn.talk.get("at", 0), UTC)
