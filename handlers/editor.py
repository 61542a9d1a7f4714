"""The work of an editor in chat: find, change, review and publish items and numbers."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from handlers import editor_views as views
from handlers.editor_write import begin, change_fact, redraft, wrote
from handlers.messages import Reply, Turn
from kit import clock
from kit.text import choice
from knowledge import editing, fact_editing, gaps, history
from knowledge.editors import may_edit
from knowledge.errors import BadDraft, NoItem
from knowledge.golden import Examiner
from knowledge.models import FactValue, ItemRevision
from letters.inbox import Outcome
from phrases import say

_HOME = re.compile(r"^(知识|知识库|编辑|条目|0)$")
_FIND = re.compile(r"^(条目|找)[\s：:]+(.+)$", re.DOTALL)
_WRITE = re.compile(r"^(写|新写|起草)[\s：:]+(.+)$", re.DOTALL)
_FACT = re.compile(r"^数字[\s：:]+(.+)$", re.DOTALL)
_REVIEW = re.compile(r"^审\s*(\d{1,9})$")
_CHECK = re.compile(r"^核\s*(\d{1,9})$")
_THEN = re.compile(r"^当时[\s：:]+(\d{4}-\d{1,2}-\d{1,2})[\s，,：:]+(.+)$", re.DOTALL)
_BACK = re.compile(r"^(返回|取消|算了|退出)(了)?$")
RECALL_DAYS = 30
"""People who got an older answer within so many days may be told of the new one."""


def is_editing(turn: Turn) -> bool:
    """Whether these words are written for the knowledge base: 「着火打119」 is no cry for help."""
    if not may_edit(turn.speaker):
        return False
    commands = (_HOME, _FIND, _WRITE, _FACT, _REVIEW, _CHECK, _THEN)
    talks = str(turn.talk.get("about", "")).startswith("kb-")
    return talks or any(command.match(turn.text) for command in commands)


def editor(session: Session, turn: Turn) -> Reply | None:
    """Everything an editor says about the knowledge base; None: said as a resident."""
    if not turn.text or not may_edit(turn.speaker):
        return None
    if _HOME.match(turn.text):
        return views.home(session, turn)
    for pattern, act in _COMMANDS:
        if found := pattern.match(turn.text):
            return act(session, turn, found)
    about = str(turn.talk.get("about", ""))
    if about.startswith("kb-") and _BACK.match(turn.text):
        return views.home(session, turn)
    step = _STEPS.get(about)
    return step(session, turn) if step else None


def _at_home(session: Session, turn: Turn) -> Reply | None:
    match choice(turn.text):
        case 1:
            return views.reviews(session)
        case 2:
            return views.gap_list(session, turn)
        case 3:
            return views.due_list(session, turn)
        case 4:
            return Reply(say("editor.how_to_find"), talk={"about": "kb-find"})
    return None


def _picked(session: Session, turn: Turn) -> Reply | None:
    number, kinds = choice(turn.text), turn.talk["what"]
    if number is None:
        return None
    if not 1 <= number <= len(kinds):
        return Reply(say("cadre.pick_again", count=len(kinds)), keep_talk=True)
    kind, key = kinds[number - 1]
    match kind:
        case "item":
            return views.item(session, turn, int(key))
        case "review":
            return views.review(session, turn, int(key))
        case "fact-review":
            return views.fact_review(session, int(key))
        case "gap":
            return views.gap(turn, turn.talk["gaps"][number - 1])
    return views.fact(session, str(key))


def _on_item(session: Session, turn: Turn) -> Reply | None:
    number = choice(turn.text)
    actions = turn.talk["actions"]
    if number is None or not 1 <= number <= len(actions):
        return None
    revision = editing.revision_of(session, turn.talk["id"])
    match actions[number - 1]:
        case "history":
            return views.revisions(session, turn, revision)
        case "facts":
            return views.facts_of(session, turn, revision)
        case action:
            return redraft(turn, revision, action)


def _on_gap(session: Session, turn: Turn) -> Reply | None:
    match choice(turn.text):
        case 1:
            return begin(turn, turn.talk["text"], gap=turn.talk["ids"], code=turn.talk["code"])
        case 2:
            gaps.close(session, turn.talk["ids"], None)
            return views.gap_list(session, turn)
    return None


def _on_review(session: Session, turn: Turn) -> Reply | None:
    number = turn.talk["id"]
    match choice(turn.text):
        case 1:
            revision = editing.publish(session, turn.speaker, number, _examiner(turn))
            gaps.close_answered(session, revision, _examiner(turn))
            return _offer_recall(session, revision, revision.title)
        case 2:
            talk = {"about": "kb-refuse", "id": number}
            return Reply(say("editor.why_back"), talk=talk)
    return None


def _refused(session: Session, turn: Turn) -> Reply:
    revision = editing.refuse(session, turn.speaker, turn.talk["id"], turn.text)
    return Reply(say("editor.gave_back", title=revision.title))


def _on_fact_review(session: Session, turn: Turn) -> Reply | None:
    if choice(turn.text) != 1:
        return None
    row = fact_editing.publish(session, turn.speaker, turn.talk["id"], _examiner(turn))
    users = fact_editing.users_of(session, row.key)
    if len(users) == 1:
        return _offer_recall(session, users[0], row.name, row.published_at)
    names = "、".join(user.title for user in users[:6])
    return Reply(say("editor.fact_out", name=row.name, count=len(users), names=names))


def _on_fact(session: Session, turn: Turn) -> Reply | None:
    if choice(turn.text) != 1:
        return None
    return change_fact(turn)


def _offer_recall(
    session: Session, revision: ItemRevision, title: str, changed: datetime | None = None
) -> Reply:
    """What went out; and whether those who got the old answer are to be told."""
    people = history.affected(session, revision.item_id, revision.id, RECALL_DAYS, changed)
    text = say("editor.published", title=title)
    if not people:
        return Reply(text)
    talk = {"about": "kb-recall", "people": people, "title": revision.title, "id": revision.id}
    question = say("editor.recall", days=RECALL_DAYS, count=len(people))
    options = (say("editor.recall_yes"), say("editor.recall_no"))
    return Reply("\n".join((text, question)), Outcome.CONVERSATION, options, talk)


def _on_recall(session: Session, turn: Turn) -> Reply | None:
    match choice(turn.text):
        case 1:
            told = say("editor.recalled", title=turn.talk["title"])
            count = history.recall(session, turn.talk["people"], told)
            return Reply(say("editor.recall_done", count=count))
        case 2:
            return Reply(say("editor.recall_left"))
    return None


def _then(session: Session, turn: Turn, found: re.Match[str]) -> Reply:
    """「当时 2026-05-03 低保怎么申请」: the text that was given then, under which document."""
    try:
        day = date.fromisoformat("-".join(part.zfill(2) for part in found[1].split("-")))
    except ValueError as problem:
        raise BadDraft(why=say("editor.no_such_day", day=found[1])) from problem
    moment = datetime.combine(day, time.max, clock.TOWN) - timedelta(seconds=1)
    areas = turn.house.registry.around(turn.speaker.area_id)
    question = found[2].strip()
    told = history.answered_on(session, question, moment, areas)
    if not told:
        return Reply(say("editor.then_nothing", day=found[1], question=question), keep_talk=True)
    text = "\n\n".join(
        say("editor.then", day=found[1], title=one.title, text=one.text, source=one.source,
            effective=one.effective)
        for one in told
    )  # fmt: skip
    return Reply(text, keep_talk=True)


def _examiner(turn: Turn) -> Examiner:
    if turn.house.examiner is None:
        raise RuntimeError("This house has nobody to ask the golden questions.")
    return turn.house.examiner


def _number(found: re.Match[str]) -> int:
    return int(found[1])


def _fact_named(session: Session, turn: Turn, found: re.Match[str]) -> Reply:
    return views.facts_named(session, turn, found[1].strip())


def _checked(session: Session, turn: Turn, found: re.Match[str]) -> Reply:
    if session.get(FactValue, _number(found)) is None:
        raise NoItem(what=_number(found))
    return views.fact_review(session, _number(found))


_COMMANDS: tuple[tuple[re.Pattern[str], Callable[..., Reply]], ...] = (
    (_FIND, lambda session, turn, found: views.found(session, turn, found[2].strip())),
    (_WRITE, lambda _session, turn, found: begin(turn, found[2].strip())),
    (_FACT, _fact_named),
    (_REVIEW, lambda session, turn, found: views.review(session, turn, _number(found))),
    (_CHECK, _checked),
    (_THEN, _then),
)
_STEPS: dict[str, Callable[[Session, Turn], Reply | None]] = {
    "kb-home": _at_home,
    "kb-find": lambda session, turn: views.found(session, turn, turn.text),
    "kb-list": _picked,
    "kb-item": _on_item,
    "kb-gap": _on_gap,
    "kb-review": _on_review,
    "kb-refuse": _refused,
    "kb-fact-review": _on_fact_review,
    "kb-fact": _on_fact,
    "kb-write": wrote,
    "kb-recall": _on_recall,
}
