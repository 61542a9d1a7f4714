"""Answer from the policy articles, with source, date and unit."""

import re

from sqlalchemy.orm import Session

from handlers.filing import Draft, draft, file
from handlers.handoff import handoff
from handlers.messages import Reply, Turn
from kit.text import choice, shortened, size, split_bytes
from knowledge.library import Entry, Hit
from letters.inbox import Outcome
from phrases import say

ENOUGH = 0.35
"""Score from which an article of the guessed subtopic is taken for the answer."""
CERTAIN = 0.9
"""Score from which an article answers whatever the classifier thought."""
_HELPED = re.compile(r"^(解决了|有用|明白了|懂了|知道了)[。.!！]?$")
_NOT_HELPED = re.compile(r"^(没有|没解决|没用|没帮上)?[,，。 ]*(请?帮我登记)?[。.!！]?$")
_ROOM = 1500
"""Bytes an article's text may take in one reply (2,048 with source and choices)."""


def answer_question(session: Session, turn: Turn) -> Reply | None:
    """Answer a question whose subtopic is answered from the articles first."""
    if not turn.text:
        return None
    code = turn.understood.code if turn.understood.certainty == "sure" else None
    matter = draft(turn, code)
    if matter["accuses"]:
        return None  # somebody is complained of: no leaflet
    return answered_from(turn, matter)


def answered_from(turn: Turn, matter: Draft, *, picked: bool = False) -> Reply | None:
    """The best article for a draft, or None. ``picked``: the person said what it is about."""
    subtopic = turn.house.catalogue.subtopics.get(matter["code"] or "")
    if subtopic is not None and not subtopic.answers_first:
        return None
    likely = {guess.code: guess.probability for guess in turn.understood.guesses}
    if picked and subtopic is not None:
        likely = {subtopic.code: 1.0}
    hit = _best(turn, matter, likely, picked=picked)
    if hit is None:
        return None
    talk = {
        "about": "answered",
        "draft": {**matter, "code": matter["code"] or hit.entry.subtopics[0]},
    }
    options = (say("answer.solved"), say("answer.not_solved"), say("answer.person"))
    return Reply(
        _worded(hit.entry), Outcome.ANSWERED, options, talk, basis=f"article:{hit.entry.slug}"
    )


def answer_judged(session: Session, turn: Turn) -> Reply | None:
    """1 solved, 2 please register it, 3 a person, after an answer."""
    if turn.talk.get("about") != "answered":
        return None
    number = choice(turn.text)
    if number is None and turn.text:
        number = 1 if _HELPED.match(turn.text) else 2 if _NOT_HELPED.match(turn.text) else None
    if number == 1:
        return Reply(say("answer.glad"))
    if number == 2:
        return file(session, turn, turn.talk["draft"])
    if number == 3:
        return handoff(session, turn, wanted=True)
    return None


def _best(turn: Turn, matter: Draft, likely: dict[str, float], *, picked: bool) -> Hit | None:
    hits = turn.house.library.search(matter["text"], likely)
    fitting = [h for h in hits if matter["code"] in h.entry.subtopics]
    if fitting and (picked or fitting[0].score >= ENOUGH):
        return fitting[0]
    if hits and hits[0].score >= CERTAIN:
        return hits[0]
    if picked and matter["code"]:
        named = turn.house.library.search(turn.house.catalogue.title(matter["code"]), likely)
        return next((h for h in named if matter["code"] in h.entry.subtopics), None)
    return None


def _worded(entry: Entry) -> str:
    body = split_bytes(entry.body, _ROOM)[0] if size(entry.body) > _ROOM else entry.body
    return say(
        "answer.found",
        title=entry.title,
        body=body,
        source=shortened(entry.source, 80),
        date=f"{entry.published:%Y-%m-%d}",
        unit=entry.unit,
        phone=entry.phone,
    )
