"""Writing in chat, one question at a time: a new item, a change to one, a new value of a number."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from handlers.messages import Reply, Turn
from kit import clock
from knowledge import editing, fact_editing
from knowledge.errors import NoItem
from knowledge.kinds import Kind
from knowledge.models import ItemRevision
from phrases import say

STEPS = ("title", "body", "source", "questions", "not_for", "subtopic", "reason")
"""What is asked for a new item, in this order."""
YEAR = timedelta(days=365)


def begin(turn: Turn, title: str, gap: Sequence[int] = (), code: str = "") -> Reply:
    """Begin a new item called ``title``, from the questions ``gap`` that found no answer."""
    told: dict[str, Any] = {"title": title}
    if code in turn.house.catalogue.subtopics:
        told["subtopic"] = code
    talk = {"about": "kb-write", "what": "new", "told": told, "gap": list(gap)}
    return _next(talk)


def redraft(turn: Turn, revision: ItemRevision, action: str) -> Reply:
    """Begin a change of one field of ``revision``, or its withdrawal."""
    talk = {"about": "kb-write", "what": action, "id": revision.id, "told": {}}
    return Reply(say(f"editor.ask_{action}"), talk=talk)


def change_fact(turn: Turn) -> Reply:
    """Begin a new value of the number that is shown."""
    talk = {"about": "kb-write", "what": "fact", "key": turn.talk["key"], "told": {}}
    return Reply(say("editor.ask_value"), talk=talk)


def wrote(session: Session, turn: Turn) -> Reply:
    """Take what was written as the answer to the last question, and go on."""
    match turn.talk["what"]:
        case "new":
            return _new(session, turn)
        case "fact":
            return _fact(session, turn)
        case "withdraw":
            return _withdraw(session, turn)
    return _change(session, turn)


def _new(session: Session, turn: Turn) -> Reply:
    talk = turn.talk
    told = dict(talk["told"])
    step = _open(told)
    if step == "subtopic":
        code = _subtopic(turn)
        if code is None:
            return Reply(say("editor.ask_subtopic_again"), keep_talk=True)
        told[step] = code
    else:
        told[step] = turn.text.strip()
    if _open(told):
        return _next({**talk, "told": told})
    lines = [line.strip() for line in told["questions"].splitlines() if line.strip()]
    today = clock.today()
    form = editing.checked_form(
        {
            "kind": Kind.POLICY,
            "title": told["title"],
            "subtopics": [told["subtopic"]],
            "source": told["source"],
            "unit": _unit(turn, told["subtopic"]),
            "area": _area(turn),
            "effective": today,
            "expires": today + 2 * YEAR,
            "review": today + YEAR,
            "questions": lines,
            "not_for": [line.strip() for line in told["not_for"].splitlines() if line.strip()],
        }
    )
    stamp = f"{clock.now():%y%m%d%H%M%S}"
    slug = f"{told['subtopic']}-{stamp}-{turn.speaker.id}"
    revision = editing.draft(
        session, turn.speaker, slug, form, body=told["body"], reason=told["reason"]
    )
    return _submitted(session, turn, revision)


def _change(session: Session, turn: Turn) -> Reply:
    revision = editing.revision_of(session, turn.talk["id"])
    told = dict(turn.talk["told"])
    if "text" not in told:
        told["text"] = turn.text.strip()
        return Reply(say("editor.ask_reason"), talk={**turn.talk, "told": told})
    body, changed = revision.body, {}
    match turn.talk["what"]:
        case "body":
            body = told["text"]
        case "source":
            changed = {"source": told["text"], "effective": clock.today()}
        case "question":
            changed = {"questions": [*revision.questions.splitlines(), told["text"]]}
        case "not_for":
            changed = {"not_for": [*revision.not_for.splitlines(), told["text"]]}
    form = editing.form_of(revision, **changed)
    slug = revision.item.slug
    fresh = editing.draft(session, turn.speaker, slug, form, body=body, reason=turn.text)
    return _submitted(session, turn, fresh)


def _withdraw(session: Session, turn: Turn) -> Reply:
    revision = editing.revision_of(session, turn.talk["id"])
    if turn.house.examiner is None:
        raise NoItem(what=revision.title)
    slug = revision.item.slug
    editing.withdraw(session, turn.speaker, slug, turn.text, turn.house.examiner)
    return Reply(say("editor.withdrawn", title=revision.title))


def _fact(session: Session, turn: Turn) -> Reply:
    told = dict(turn.talk["told"])
    for step in ("value", "source"):
        if step not in told:
            told[step] = turn.text.strip()
            following = "source" if step == "value" else "reason"
            return Reply(say(f"editor.ask_{following}"), talk={**turn.talk, "told": told})
    row = fact_editing.change(
        session, turn.speaker, turn.talk["key"], told["value"], turn.text, source=told["source"]
    )
    return Reply(say("editor.fact_submitted", name=row.name, id=row.id))


def _submitted(session: Session, turn: Turn, revision: ItemRevision) -> Reply:
    editing.submit(session, turn.speaker, revision.id)
    return Reply(say("editor.submitted", title=revision.title, id=revision.id))


def _next(talk: dict[str, Any]) -> Reply:
    return Reply(say(f"editor.ask_{_open(talk['told'])}"), talk=talk)


def _open(told: dict[str, Any]) -> str:
    return next((step for step in STEPS if step not in told), "")


def _subtopic(turn: Turn) -> str | None:
    """The subtopic that a code or words name, or that the classifier hears in them."""
    subtopics = turn.house.catalogue.subtopics
    if turn.text in subtopics:
        return turn.text
    named = [one.code for one in subtopics.values() if turn.text in one.title]
    guessed = [guess.code for guess in turn.understood.guesses if guess.code in subtopics]
    found = named if len(named) == 1 else guessed
    return found[0] if found else None


def _unit(turn: Turn, code: str) -> str:
    """The unit that answers for the subtopic where the editor works."""
    registry, subtopic = turn.house.registry, turn.house.catalogue.subtopics[code]
    office = registry.office_for(subtopic.lead, turn.speaker.area_id)
    own = registry.offices.get(turn.speaker.unit_id or 0)
    found = office or own
    return found.slug if found else ""


def _area(turn: Turn) -> str:
    return turn.house.registry.around(None)[0] if turn.house.registry.areas else ""
