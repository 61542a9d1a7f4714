"""The work of a cadre in chat: list, look, sign, ask, reply, transfer, by numbers and words."""

import re
from collections.abc import Callable

from sqlalchemy.orm import Session

import tickets.service as tickets
from directory.models import Role
from handlers.cadre_sort import sort_anew
from handlers.cadre_views import one_ticket, work_list
from handlers.filing import draft, file
from handlers.judge import judgement
from handlers.messages import Reply, Turn
from kit.text import choice
from letters.inbox import Outcome
from phrases import say

_LIST = re.compile(r"^(待办|清单|列表|任务|工单|我的待办|0)$")
_COMMAND = re.compile(
    r"^(签收|答复|回复|追问|问|转办|转|改类|已告知|告知|看|详情)\s*(\d{1,9})\s*号?[\s，,：:]*(.*)$",
    re.DOTALL,
)
_VERBS = {
    "签收": "sign", "答复": "reply", "回复": "reply", "问": "ask", "追问": "ask",
    "转": "transfer", "转办": "transfer", "改类": "sort",
}  # fmt: skip
"""Said below a ticket without its number: the ticket that was just shown is meant."""
_OWN = re.compile(r"^(我要反映|我自己|反映)[：:，, ]*")
_NUMBER = re.compile(r"^(\d{1,9})\s*号$")
_BACK = re.compile(r"^(返回|取消|算了|不发|退出)(了)?$")


def is_at_work(turn: Turn) -> bool:
    """Whether these words are written about a ticket: 「火已扑灭」 in a reply is no emergency."""
    if not turn.speaker.is_staff:
        return False
    return bool(_COMMAND.match(turn.text)) or turn.talk.get("about") in {"write", "send"}


def cadre(session: Session, turn: Turn) -> Reply | None:
    """Everything a member of staff says that is about work; None: said as a resident."""
    if turn.speaker.role not in {Role.CADRE, Role.OPERATOR, Role.LEADER} or not turn.text:
        return None
    if _LIST.match(turn.text):
        return work_list(session, turn)
    if command := _COMMAND.match(turn.text):
        return _command(session, turn, command[1], int(command[2]), command[3].strip())
    if number := _NUMBER.match(turn.text):
        return one_ticket(session, turn, int(number[1]))
    match turn.talk.get("about"):
        case "list":
            return _picked(session, turn)
        case "work":
            return _acted(session, turn)
        case "write":
            return _wrote(session, turn)
        case "send":
            return _sent(session, turn)
        case "staff":
            return _what_then(session, turn)
    if turn.talk or _OWN.match(turn.text) or _about_own(turn):
        return None
    options = (say("cadre.see_list"), say("cadre.own_matter"))
    code = turn.understood.code if turn.understood.certainty == "sure" else None
    code = code if code in turn.house.catalogue.subtopics else None
    talk = {"about": "staff", "draft": draft(turn, code)}
    return Reply(say("cadre.what"), Outcome.ASKED, options, talk)


def _command(session: Session, turn: Turn, verb: str, number: int, words: str) -> Reply:
    if verb in {"看", "详情"}:
        return one_ticket(session, turn, number)
    if verb == "签收":
        return _sign(session, turn, number)
    if verb in {"已告知", "告知"}:
        tickets.tell_done(session, turn.speaker, number)
        return Reply(say("cadre.told", number=number), basis=f"ticket:{number}")
    if verb == "改类" and words:
        return sort_anew(session, turn, number, words)
    kind = {"改类": "sort", "答复": "reply", "回复": "reply", "追问": "ask", "问": "ask"}.get(
        verb, "transfer"
    )
    if not words:
        return _please_write(turn, kind, number)
    return _DO[kind](session, turn, number, words)


def _picked(session: Session, turn: Turn) -> Reply | None:
    numbers = turn.talk["numbers"]
    picked = choice(turn.text)
    if picked is None:
        return None
    if not 1 <= picked <= len(numbers):
        return Reply(say("cadre.pick_again", count=len(numbers)), keep_talk=True)
    return one_ticket(session, turn, numbers[picked - 1])


def _acted(session: Session, turn: Turn) -> Reply | None:
    actions, number = turn.talk["actions"], turn.talk["number"]
    picked = choice(turn.text)
    if _BACK.match(turn.text):
        return work_list(session, turn)
    if _VERBS.get(turn.text) in actions:
        picked = actions.index(_VERBS[turn.text]) + 1
    if picked is None:
        # Words instead of a number: most likely the reply itself. Asked once before it goes out.
        return _check(turn, number, turn.text)
    if not 1 <= picked <= len(actions):
        return Reply(say("cadre.pick_again", count=len(actions)), keep_talk=True)
    match actions[picked - 1]:
        case "sign":
            return _sign(session, turn, number)
        case "back":
            return work_list(session, turn)
        case action:
            return _please_write(turn, action, number)


def _please_write(turn: Turn, kind: str, number: int) -> Reply:
    talk = {"about": "write", "kind": kind, "number": number}
    return Reply(say(f"cadre.write_{kind}", number=number), talk=talk)


def _wrote(session: Session, turn: Turn) -> Reply:
    kind, number = turn.talk["kind"], turn.talk["number"]
    if _BACK.match(turn.text):
        return one_ticket(session, turn, number)
    if kind == "reply":
        return _check(turn, number, turn.text)
    return _DO[kind](session, turn, number, turn.text)


def _check(turn: Turn, number: int, words: str) -> Reply:
    """Show the reply once more before it goes to the resident."""
    options = (say("cadre.send"), say("cadre.rewrite"))
    talk = {"about": "send", "number": number, "words": words}
    return Reply(say("cadre.check", number=number, words=words), options=options, talk=talk)


def _sent(session: Session, turn: Turn) -> Reply:
    number = turn.talk["number"]
    if _BACK.match(turn.text):
        return one_ticket(session, turn, number)
    match choice(turn.text):
        case 1:
            return _reply(session, turn, number, turn.talk["words"])
        case 2:
            return _please_write(turn, "reply", number)
        case _:
            return _check(turn, number, turn.text)


def _what_then(session: Session, turn: Turn) -> Reply | None:
    match choice(turn.text):
        case 1:
            return work_list(session, turn)
        case 2:
            return file(session, turn, turn.talk["draft"])
        case _:
            return None


def _about_own(turn: Turn) -> bool:
    """Whether this may be about a matter the member of staff reported as a resident."""
    if turn.speaker.asked_by is not None:
        return True
    if not turn.speaker.live_tickets:
        return False
    meta = turn.understood.code in {"progress", "withdraw", "add"}
    return meta or judgement(turn.text) is not None


def _sign(session: Session, turn: Turn, number: int) -> Reply:
    tickets.sign(session, turn.speaker, number)
    return one_ticket(session, turn, number, head=say("cadre.signed", number=number))


def _reply(session: Session, turn: Turn, number: int, words: str) -> Reply:
    tickets.reply(session, turn.speaker, number, words)
    return Reply(say("cadre.replied", number=number), basis=f"ticket:{number}")


def _ask(session: Session, turn: Turn, number: int, words: str) -> Reply:
    tickets.ask_resident(session, turn.speaker, number, words)
    return Reply(say("cadre.asked", number=number), basis=f"ticket:{number}")


def _transfer(session: Session, turn: Turn, number: int, words: str) -> Reply:
    name, _, reason = words.replace("，", " ").replace(",", " ").partition(" ")
    found = turn.house.registry.offices_named(name)
    if not found:
        talk = {"about": "write", "kind": "transfer", "number": number}
        return Reply(say("cadre.no_such_unit", name=name), talk=talk)
    if len(found) > 1 and found[0].name != name:
        names = "、".join(office.name for office in found[:6])
        talk = {"about": "write", "kind": "transfer", "number": number}
        return Reply(say("cadre.which_unit", names=names), talk=talk)
    why = reason.strip() or say("cadre.no_reason")
    tickets.transfer(session, turn.house.registry, turn.speaker, number, found[0], why)
    text = say("cadre.transferred", number=number, unit=found[0].name)
    return Reply(text, basis=f"ticket:{number}")


_DO: dict[str, Callable[[Session, Turn, int, str], Reply]] = {
    "reply": _reply, "ask": _ask, "transfer": _transfer, "sort": sort_anew
}  # fmt: skip
