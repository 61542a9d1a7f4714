"""A few questions that end in 「可能符合」 or 「可能不符合」, with the reason and the next step."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from handlers.answer import FIRST_EXTRA
from handlers.filing import Draft, draft, file
from handlers.messages import Reply, Turn
from handlers.telling import areas_of, filled, framed, words
from kit import clock
from kit.text import choice
from knowledge import dialogs
from knowledge.dialogs import Ask, Dialog
from knowledge.library import Entry
from letters.inbox import Outcome
from phrases import say

BOOKING = "1804"
"""The subtopic of help on the spot: somebody comes, or does it for you."""
_STOP = re.compile(r"^(不问了|算了|停|取消|退出|不看了|返回)[。.!！]?$")
_ANSWER = 15
"""Characters an answer has at most; more may be something else."""


def eligibility(session: Session, turn: Turn) -> Reply | None:
    """Open a dialog, go on with the one that is open, or do what was chosen at its end."""
    if not turn.text:
        return None
    match turn.talk.get("about"):
        case "dialog" if _STOP.match(turn.text):
            return Reply(say("dialog.stopped"))
        case "dialog":
            return _went_on(turn)
        case "verdict":
            return _ended(session, turn)
        case "answered" if _picked_dialog(turn):
            entry = turn.house.library.by_revision.get(turn.talk["item"])
            dialog = turn.house.dialogs.get(entry.dialog) if entry else None
            return _begun(turn, dialog, turn.talk["draft"]) if dialog else None
    opened = dialogs.opens(turn.house.dialogs, turn.text)
    if opened is None or turn.understood.accuses:
        return None
    subtopics = _entry_subtopics(turn, opened)
    return _begun(turn, opened, draft(turn, subtopics[0] if subtopics else None))


def _begun(turn: Turn, dialog: Dialog, matter: Draft) -> Reply | None:
    entry = _entry(turn, dialog)
    if entry is None:
        return None  # the item it rests on is no longer true: nobody is told anything
    number_of = partial(_number, turn)
    ask = dialogs.next_ask(dialog, {}, number_of)
    talk = {"about": "dialog", "name": dialog.name, "answers": {}, "draft": matter}
    head = say("dialog.begun", title=dialog.title, count=len(dialog.asks))
    return _asking(turn, ask, talk, head) if ask else None


def _went_on(turn: Turn) -> Reply | None:
    dialog = turn.house.dialogs.get(turn.talk["name"])
    entry = _entry(turn, dialog) if dialog else None
    if dialog is None or entry is None:
        return None
    answers: Mapping[str, Any] = turn.talk["answers"]
    number_of = partial(_number, turn)
    ask = dialogs.next_ask(dialog, answers, number_of)
    said = dialogs.answer_of(ask, turn.text) if ask else None
    if ask is None or said is None:
        if ask is None or len(turn.text) > _ANSWER or turn.talk.get("again"):
            return None
        return _asking(turn, ask, {**turn.talk, "again": True}, say("dialog.again"))
    answers = {**answers, ask.key: said}
    talk = {**turn.talk, "answers": answers, "again": False}
    following = dialogs.next_ask(dialog, answers, number_of)
    if following is not None:
        return _asking(turn, following, talk, "")
    return _verdict(turn, dialog, entry, talk)


def _verdict(turn: Turn, dialog: Dialog, entry: Entry, talk: Mapping[str, Any]) -> Reply:
    found = dialogs.verdict(dialog, talk["answers"], partial(_number, turn))
    doors = [part for part in entry.sections if part.detail in {"where", "door", "bring"}]
    parts = [
        say(f"dialog.{found.says.replace('-', '_')}", title=dialog.title),
        filled(turn, found.why),
        *(words(turn, entry, part) for part in doors),
        say("dialog.not_final"),
    ]
    options = (say("dialog.register"), say("dialog.booking"), say("answer.person"))
    told = "；".join(
        f"{filled(turn, ask.text)}{_shown(talk['answers'][ask.key])}"
        for ask in dialog.asks
        if ask.key in talk["answers"]
    )
    text = say("dialog.ticket", title=dialog.title, told=told, verdict=parts[0])
    matter = {**talk["draft"], "text": text, "key": turn.message.key}
    next_talk = {"about": "verdict", "draft": matter, "item": entry.revision}
    return Reply(
        framed(turn, entry, "\n".join(parts)), Outcome.ANSWERED, options, next_talk,
        basis=f"item:{entry.revision}",
    )  # fmt: skip


def _ended(session: Session, turn: Turn) -> Reply | None:
    matter = turn.talk["draft"]
    match choice(turn.text):
        case 1:
            return file(session, turn, matter)
        case 2:
            return file(session, turn, {**matter, "code": BOOKING})
        case 3:
            return file(session, turn, {**matter, "code": None})
    return None


def _asking(turn: Turn, ask: Ask, talk: Mapping[str, Any], head: str) -> Reply:
    text = "\n".join(part for part in (head, filled(turn, ask.text)) if part)
    return Reply(text, Outcome.ASKED, tuple(ask.options), talk)


def _entry(turn: Turn, dialog: Dialog) -> Entry | None:
    """The item the dialog rests on, if it may be told to this person today."""
    library, areas = turn.house.library, areas_of(turn)
    mine = [entry for entry in library.entries if entry.base == dialog.item]
    return next((e for e in mine if library.answers(e, areas, clock.today())), None)


def _entry_subtopics(turn: Turn, dialog: Dialog) -> tuple[str, ...]:
    entry = _entry(turn, dialog)
    return entry.subtopics if entry else ()


def _number(turn: Turn, key: str) -> float:
    found = turn.house.library.book.find(key, areas_of(turn), clock.today())
    if found is None or not isinstance(found.value, (int, float)):
        raise KeyError(key)
    return float(found.value)


def _shown(answer: object) -> str:
    return f"{answer:g}" if isinstance(answer, float) else str(answer)


def _picked_dialog(turn: Turn) -> bool:
    extras = turn.talk.get("extras", [])
    number = choice(turn.text)
    if number is None or "dialog" not in extras:
        return turn.text == say("answer.dialog") and "dialog" in extras
    return bool(number == FIRST_EXTRA + extras.index("dialog"))
