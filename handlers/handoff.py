"""A person instead of the machine, at any moment."""

import re

from sqlalchemy.orm import Session

import tickets.service as tickets
from handlers.cadre import is_at_work
from handlers.editor import is_editing
from handlers.filing import against_its_unit, draft, file, file_apart
from handlers.messages import Reply, Turn
from letters.inbox import Outcome
from phrases import say

_WANTED = re.compile(
    r"转人工|人工(客服|服务|座席)?$|^人工|找(个)?(活人|真人)|^(我)?(想|要)?找(个)?工作人员|真人|活人|"
    r"不(想|要)跟机器"
)
_ENOUGH = re.compile(r"^(结束|退出|返回|没事了|不用了|机器人)[。！!]?$")
_ONLY_ASKING = 12
"""Characters up to which a message that asks for a person is taken to say nothing else."""


def handoff(session: Session, turn: Turn, *, wanted: bool = False) -> Reply | None:
    """Give what is known so far to an operator; what is said next goes there too."""
    asked = wanted or bool(_WANTED.search(turn.text)) or _sure_of_it(turn)
    if not asked or is_at_work(turn) or is_editing(turn):
        return None
    if turn.talk.get("about") == "with-person":
        return Reply(say("handoff.already", number=turn.talk["number"]), keep_talk=True)
    filed = file(session, turn, {**_known(turn, wanted=wanted), "code": None})
    number = int(filed.basis.removeprefix("ticket:"))
    office = turn.house.registry.office_for("service-center", turn.speaker.area_id)
    text = say("handoff.done", number=number, phone=office.phone if office else "")
    talk = {"about": "with-person", "number": number}
    return Reply(text, Outcome.TICKET, talk=talk, basis=filed.basis)


def to_the_person(session: Session, turn: Turn) -> Reply | None:
    """While an operator is asked for, everything said is passed on to the operator."""
    if turn.talk.get("about") != "with-person":
        return None
    if _ENOUGH.match(turn.text):
        return Reply(say("handoff.ended"))
    number, registry = turn.talk["number"], turn.house.registry
    words = turn.text or say(f"wordless.{turn.message.kind}")
    mine = tickets.own_tickets(session, turn.speaker, live_only=True)
    ticket = next((t for t in mine if t.id == number), None)
    if ticket is None:
        return None  # it has been dealt with meanwhile: what is said now is something new
    if against_its_unit(turn, ticket):
        return file_apart(session, turn, ticket)
    say_it = tickets.resident_answers if turn.speaker.asked_by == number else tickets.add
    accuses = bool(turn.understood.accuses)
    say_it(session, registry, turn.speaker, number, words, accuses=accuses)
    return Reply(say("handoff.passed_on"), talk=turn.talk, basis=f"ticket:{number}")


def _known(turn: Turn, *, wanted: bool) -> dict[str, object]:
    """The matter as it stands: what was said before, and what is said besides 「转人工」."""
    now, before = draft(turn, None), turn.talk.get("draft")
    said = not wanted and len(turn.text) > _ONLY_ASKING
    parts = [before["text"] if before else "", turn.text if said else ""]
    text = "\n".join(part for part in parts if part) or say("handoff.no_words")
    if before is None:
        return {**now, "text": text}
    accuses = before["accuses"] or now["accuses"]
    return {**before, "text": text, "accuses": accuses, "key": turn.message.key}


def _sure_of_it(turn: Turn) -> bool:
    return turn.understood.code == "human" and turn.understood.certainty == "sure"
