"""A further question about the item that was just told: 「那要带什么材料」, 「外地的行不行」."""

import re

from sqlalchemy.orm import Session

from handlers.messages import Reply, Turn
from handlers.telling import areas_of, framed, words
from knowledge import wants
from knowledge.judgement import PERHAPS, SURE
from knowledge.library import Entry
from letters.inbox import Outcome
from phrases import say

_GOES_ON = re.compile(
    r"^(那|那么|哦?那|还有|还要|另外|要是|如果|假如|这个|它|他们?|我(妈|爸|娘|爹|婆|公))"
)
_SUBJECT = re.compile(r"那么?|还有|还要|另外|要是|如果|这个|我|要|去|到|的|了|能|不|行|办|好|钱|人")
LONGEST = 24
"""Characters of a further question; a longer one stands by itself."""
OWN_SUBJECT = 4
"""Characters left over that make a question one of its own."""
NEAR = 0.3
"""How sure a section must be to answer a question that names no detail."""


def asked_on(session: Session, turn: Turn) -> Reply | None:
    """Answer from the item that is kept in mind, unless the words are about something else."""
    if turn.talk.get("about") != "answered" or not 0 < len(turn.text) <= LONGEST:
        return None
    entry = turn.house.library.by_revision.get(turn.talk.get("item", 0))
    wanted = wants.wanted(turn.text)
    goes_on = bool(_GOES_ON.match(turn.text))
    if entry is None or turn.understood.accuses or not (wanted or goes_on):
        return None
    if _something_else(turn, entry, goes_on=goes_on):
        return None
    details = {want.detail for want in wanted}
    found = [section for section in entry.sections if section.detail in details]
    if not found:
        place, sure = turn.house.library.within(entry, turn.text)
        found = [entry.sections[place]] if sure >= NEAR else []
    basis = f"item:{entry.revision}"
    if not found:
        options = (say("answer.solved"), say("answer.not_solved"), say("answer.person"))
        text = say("answer.not_in_it", unit=entry.unit, phone=entry.phone)
        return Reply(text, Outcome.ASKED, options, {**turn.talk, "extras": []}, basis=basis)
    body = "\n".join(words(turn, entry, section) for section in found)
    return Reply(framed(turn, entry, body), Outcome.ANSWERED, talk=turn.talk, basis=basis)


def _something_else(turn: Turn, entry: Entry, *, goes_on: bool) -> bool:
    """Whether another item answers these words, and they say enough to stand alone."""
    left = re.sub(r"\W", "", _SUBJECT.sub("", wants.matter(turn.text)))
    if len(left) < OWN_SUBJECT and goes_on:
        return False
    likely = {guess.code: guess.probability for guess in turn.understood.guesses}
    hits = turn.house.library.search(turn.text, likely, areas=areas_of(turn))
    if not hits or hits[0].entry.base == entry.base:
        return False
    return hits[0].score >= (PERHAPS if len(left) >= OWN_SUBJECT else SURE)
