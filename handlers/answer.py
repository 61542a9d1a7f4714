"""Answer from the knowledge base, ask which item is meant, or admit that nothing speaks of it."""

import re

from sqlalchemy.orm import Session

from handlers.filing import Draft, draft, file
from handlers.handoff import handoff
from handlers.messages import Reply, Turn
from handlers.telling import areas_of, filled, told, whole
from kit.text import choice
from knowledge import gaps
from knowledge.judgement import PERHAPS, SURE, decide
from knowledge.kinds import Kind
from knowledge.library import Decision, Hit
from letters.inbox import Outcome
from phrases import say
from topics.examples import Kind as Wish

_HELPED = re.compile(r"^(解决了|有用|明白了|懂了|知道了)[。.!！]?$")
_NOT_HELPED = re.compile(r"^(没有|没解决|没用|没帮上)?[,，。 ]*(请?帮我登记)?[。.!！]?$")
_ALL = re.compile(r"^(看|要)?(全文|全部|全都看|更多)[。.!！]?$")
_ANNOUNCED = {Kind.NOTICE, Kind.PUBLICATION}
FIRST_EXTRA = 4
"""Number of the first choice below the three that every answer has."""


def answer_question(session: Session, turn: Turn) -> Reply | None:
    """Answer a question from the items, or ask which of two or three is meant."""
    if not turn.text:
        return None
    code = turn.understood.code if turn.understood.certainty == "sure" else None
    matter = draft(turn, code)
    if matter["accuses"]:
        return None  # somebody is complained of: no leaflet
    subtopic = turn.house.catalogue.subtopics.get(code or "")
    asks = turn.understood.kind == Wish.ENQUIRY
    likely = {guess.code: guess.probability for guess in turn.understood.guesses}
    decision = _decided(turn, matter, likely)
    if subtopic is not None and not subtopic.answers_first and not asks:
        # Something is to be done about it, unless it is known and announced: a planned power cut.
        told = decision.does == "answer" and decision.hits[0].entry.kind in _ANNOUNCED
        return answered(turn, matter, decision.hits[0]) if told else None
    answers_first = subtopic is not None and subtopic.answers_first
    if decision.does == "answer":
        hit = decision.hits[0]
        if answers_first or asks or hit.score >= SURE:
            return answered(turn, matter, hit)
        return None
    if decision.does == "which" and (asks or answers_first):
        return _ask_which_item(turn, matter, decision)
    if asks or answers_first:
        area = turn.house.registry.village_of(matter["area"])
        gaps.note(session, turn.text, turn.understood.code or "", area.code if area else "")
    return None


def answered_from(turn: Turn, matter: Draft) -> Reply | None:
    """The best item of the subtopic that the person picked for the draft, or None."""
    subtopic = turn.house.catalogue.subtopics.get(matter["code"] or "")
    if subtopic is None or not subtopic.answers_first:
        return None
    for words in (matter["text"], subtopic.title):
        hits = _found(turn, words, {subtopic.code: 1.0}, most=8)
        mine = [hit for hit in hits if subtopic.code in hit.entry.subtopics]
        if mine and mine[0].score >= PERHAPS:
            return answered(turn, matter, mine[0])
    return None


def answered(turn: Turn, matter: Draft, hit: Hit) -> Reply:
    """The item of ``hit``, with what the person may say next."""
    text, more = told(turn, hit)
    extras = [*(["more"] if more else []), *(["dialog"] if _dialog_of(turn, hit) else [])]
    talk = {
        "about": "answered",
        "draft": {**matter, "code": matter["code"] or _main(hit)},
        "item": hit.entry.revision,
        "extras": extras,
    }
    options = [say("answer.solved"), say("answer.not_solved"), say("answer.person")]
    options += [say(f"answer.{extra}") for extra in extras]
    return Reply(text, Outcome.ANSWERED, tuple(options), talk, basis=f"item:{hit.entry.revision}")


def answer_judged(session: Session, turn: Turn) -> Reply | None:
    """1 solved, 2 please register it, 3 a person, 4 all of it or the questions of a dialog."""
    if turn.talk.get("about") != "answered":
        return None
    number = choice(turn.text)
    extras = turn.talk.get("extras", [])
    if number is None and turn.text:
        number = 1 if _HELPED.match(turn.text) else 2 if _NOT_HELPED.match(turn.text) else None
        if _ALL.match(turn.text):
            return _all_of_it(turn)
    match number:
        case 1:
            return Reply(say("answer.glad"))
        case 2:
            return file(session, turn, turn.talk["draft"])
        case 3:
            return handoff(session, turn, wanted=True)
        case int() if FIRST_EXTRA <= number < FIRST_EXTRA + len(extras):
            if extras[number - FIRST_EXTRA] == "more":
                return _all_of_it(turn)
    return None


def item_chosen(session: Session, turn: Turn) -> Reply | None:
    """The person picked one of the items that were offered; none of them: it is registered."""
    if turn.talk.get("about") != "items":
        return None
    revisions, matter = turn.talk["items"], turn.talk["draft"]
    library = turn.house.library
    entries = [library.by_revision[one] for one in revisions if one in library.by_revision]
    number = choice(turn.text)
    if number is None:
        titles = [filled(turn, entry.title) for entry in entries]
        number = next((i for i, t in enumerate(titles, 1) if turn.text == t), None)
    if number is None or len(entries) != len(revisions):
        return None
    if 1 <= number <= len(entries):
        entry = entries[number - 1]
        section, _ = library.within(entry, matter["text"])
        return answered(turn, matter, Hit(entry, SURE, section))
    if number == len(entries) + 1:
        area = turn.house.registry.village_of(matter["area"])
        gaps.note(session, matter["text"], matter["code"] or "", area.code if area else "")
        return file(session, turn, matter)
    options = (*(filled(turn, entry.title) for entry in entries), say("choice.none"))
    return Reply(say("choice.again"), Outcome.ASKED, options, talk=turn.talk)


def _ask_which_item(turn: Turn, matter: Draft, decision: Decision) -> Reply:
    titles = tuple(filled(turn, hit.entry.title) for hit in decision.hits)
    revisions = [hit.entry.revision for hit in decision.hits]
    code = matter["code"] or _main(decision.hits[0])
    talk = {"about": "items", "items": revisions, "draft": {**matter, "code": code}}
    return Reply(say("answer.which"), Outcome.ASKED, (*titles, say("choice.none")), talk)


def _all_of_it(turn: Turn) -> Reply | None:
    entry = turn.house.library.by_revision.get(turn.talk["item"])
    if entry is None:
        return None
    return Reply(
        whole(turn, entry), Outcome.ANSWERED, talk=turn.talk, basis=f"item:{entry.revision}"
    )


def _decided(turn: Turn, matter: Draft, likely: dict[str, float]) -> Decision:
    return decide(_found(turn, matter["text"], likely, most=4))


def _found(turn: Turn, words: str, likely: dict[str, float], *, most: int) -> list[Hit]:
    return turn.house.library.search(words, likely, areas=areas_of(turn), most=most)


def _dialog_of(turn: Turn, hit: Hit) -> bool:
    return hit.entry.dialog in turn.house.dialogs


def _main(hit: Hit) -> str | None:
    """The subtopic a matter gets from the item that answered it; none from those about us."""
    code = hit.entry.subtopics[0] if hit.entry.subtopics else None
    return code if code != "meta" else None
