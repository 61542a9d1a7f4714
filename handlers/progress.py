"""「我那个路灯的事咋样了」: how the person's own matters stand."""

import re

from sqlalchemy.orm import Session

import tickets.service as tickets
from handlers.messages import Reply, Turn
from kit import clock
from kit.text import shortened
from kit.words import features
from phrases import say
from tickets.models import State, Ticket

_NUMBERED = re.compile(r"^第?(\d{1,9})\s*号(?:诉求|工单|单)?[，,：:。 ]*(.*)$", re.DOTALL)
_STANDING = re.compile(
    r"怎么?样|怎样|咋样|咋个|进展|进度|结果|到哪|办(好|完|得|没)|(啥|什么)时候|情况|有消息|查(一?下|询)"
)
_ASKING = re.compile(
    r"我们|我|那个|那|这个|这|事情|事|诉求|怎么?样|咋样|咋|办得|办|处理|解决|进展|进度|情况|结果|"
    r"一下|到哪|没有|有|消息|查|问|撤回|撤销|撤|取消|不想|不要|要|[的了吗呢啊么件个?？!！,，。 ]"
)
"""Words of asking: what is left tells which matter is meant."""
_ENDING = re.compile(
    r"(怎么?样|咋样|咋个样|如何|办好|办完|修好|处理|解决|进展|结果|消息)(得)?(怎么?样|咋样)?(了|没有|没|吗|不)*[?!？！。]*$"
)
"""How a question about something reported ends: 「…办得怎么样了」「…有结果没」."""
_SHORT, _LONG = 12, 25
"""Characters of such questions at most: behind a number, and without one."""
MOST = 5


def numbered(text: str) -> tuple[int, str] | None:
    """The number and the rest of 「3号 …」; None where no number stands in front."""
    found = _NUMBERED.match(text)
    return (int(found[1]), found[2].strip()) if found else None


def asks_progress(session: Session, turn: Turn) -> Reply | None:
    """A question how it stands, 「3号」, 「3号怎么样了」, or a bare number of an own ticket."""
    if named := numbered(turn.text):
        number, rest = named
        asks = not rest or (len(rest) <= _SHORT and _STANDING.search(rest))
        return _one(session, turn, number) if asks else None
    if turn.text.isdecimal() and len(turn.text) <= 9 and not turn.talk:
        known = {ticket.id for ticket in tickets.own_tickets(session, turn.speaker)}
        return _one(session, turn, int(turn.text)) if int(turn.text) in known else None
    said = turn.understood.code == "progress" and turn.understood.certainty != "unclear"
    if said and (turn.speaker.live_tickets or turn.understood.certainty == "sure"):
        return progress(session, turn)
    if turn.speaker.live_tickets and len(turn.text) <= _LONG and _ENDING.search(turn.text):
        mine = meant(turn, tickets.own_tickets(session, turn.speaker, live_only=True))
        return progress(session, turn) if _nearness(turn, mine[0]) else None
    return None


def progress(session: Session, turn: Turn) -> Reply:
    """The one matter the words point to; where they point to none, the latest five."""
    mine = tickets.own_tickets(session, turn.speaker)
    if not mine:
        return Reply(say("progress.none"))
    ordered = meant(turn, mine)
    clear = _points_to(turn, ordered)
    shown = ordered[:1] if clear else ordered[:MOST]
    left = len(mine) - len(shown)
    lines = [_line(ticket) for ticket in shown]
    if left:
        lines.append(say("progress.others" if clear else "progress.more", count=left))
    return Reply("\n".join([say("progress.head"), *lines]))


def meant(turn: Turn, mine: list[Ticket]) -> list[Ticket]:
    """``mine`` with the ticket the words point to in front; the latest where they point nowhere."""
    named = numbered(turn.text)

    def order(ticket: Ticket) -> tuple[bool, int, int]:
        return (bool(named and named[0] == ticket.id), _nearness(turn, ticket), ticket.id)

    return sorted(mine, key=order, reverse=True)


def _one(session: Session, turn: Turn, number: int) -> Reply:
    mine = tickets.own_tickets(session, turn.speaker)
    ticket = next((t for t in mine if t.id == number), None)
    if ticket is None:
        return Reply(say("progress.not_yours", number=number))
    lines = [_line(ticket)]
    if ticket.state in {State.REPLIED, State.CLOSED}:
        events = tickets.history(session, turn.speaker, number)
        told = [event.note for event in events if event.what == "replied"]
        lines += [say("progress.answer", text=shortened(words, 300)) for words in told[-1:]]
    if ticket.state == State.WAIT_RESIDENT:
        events = tickets.history(session, turn.speaker, number)
        asked = [event.note for event in events if event.what == "asked"]
        lines += [say("progress.question", text=shortened(words, 300)) for words in asked[-1:]]
    return Reply("\n".join(lines), basis=f"ticket:{number}")


def _line(ticket: Ticket) -> str:
    return say(
        f"progress.{ticket.state}",
        number=ticket.id,
        about=shortened(ticket.text, 14),
        unit=ticket.unit.name,
        due=clock.shown_day(ticket.due_at),
    )


def _points_to(turn: Turn, ordered: list[Ticket]) -> bool:
    """Whether the words are clearly about the first of ``ordered``."""
    scores = [_nearness(turn, ticket) for ticket in ordered[:2]]
    return len(scores) > 1 and scores[0] > scores[1]


def _nearness(turn: Turn, ticket: Ticket) -> int:
    """How much of what was said stands in the ticket; its own words count more than its title."""
    said = set(features(_ASKING.sub("", turn.text)))
    title = turn.house.catalogue.title(ticket.subtopic)
    return 2 * len(said & set(features(ticket.text))) + len(said & set(features(title)))
