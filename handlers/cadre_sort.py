"""「改类 12 欠薪」: what a ticket is really about; the classifier learns from it after a review."""

from sqlalchemy.orm import Session

import learning.service as learning
from handlers.messages import Reply, Turn
from phrases import say
from tickets.access import ticket_for
from tickets.sorting import resort
from topics import Subtopic

MOST = 6
"""Subtopics offered when the words fit several."""


def sort_anew(session: Session, turn: Turn, number: int, words: str) -> Reply:
    """Put ticket ``number`` under the subtopic that ``words`` name, or offer what they may mean."""
    found = _meant(turn, words)
    if len(found) != 1:
        talk = {"about": "write", "kind": "sort", "number": number}
        lines = "\n".join(f"{one.code} {one.title}" for one in found[:MOST])
        key = "cadre.which_subtopic" if found else "cadre.no_such_subtopic"
        return Reply(say(key, words=words, lines=lines), talk=talk)
    before = ticket_for(session, turn.speaker, number).subtopic
    ticket = resort(session, turn.house.registry, turn.speaker, number, found[0])
    noted = learning.note(session, turn.speaker, ticket, before)
    key = "cadre.learned" if noted else "cadre.sorted"
    text = say(key, number=number, title=found[0].title, unit=ticket.unit.name)
    return Reply(text, basis=f"ticket:{number}")


def _meant(turn: Turn, words: str) -> list[Subtopic]:
    """The subtopics that a code, a part of a title, a keyword or the classifier's guess name."""
    subtopics = turn.house.catalogue.subtopics
    words = words.strip()
    if words in subtopics:
        return [subtopics[words]]
    titled = [one for one in subtopics.values() if words and words in one.title]
    if titled:
        return titled
    known = [one for one in subtopics.values() if words in one.keywords]
    guessed = [subtopics[g.code] for g in turn.understood.guesses if g.code in subtopics]
    return known or guessed
