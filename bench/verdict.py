"""What a run has shown: the bot's own books, compared with what stood on the phones."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Engine, func, select

from bench.crowd import Said, is_question
from directory.models import Person, Unit
from emulator import World
from letters.inbox import Outcome, Received
from letters.ladder import Lane
from letters.models import Delivery, Letter
from letters.outbox import SEAM
from phrases import keys, say
from tickets.models import Event, Ticket

COLUMNS = {
    Outcome.ANSWERED: "answered",
    Outcome.ASKED: "asked",
    Outcome.TICKET: "tickets",
    Outcome.EMERGENCY: "emergencies",
    Outcome.CONVERSATION: "conversation",
}
LIMIT_MS = 5000.0
_WITH_TICKET = "danger.and_ticket"
_RECEIPTS = (
    "ticket.opened", "ticket.kept", "ticket.sealed", "ticket.unclear", "handoff.done",
    "error.unexpected",
)  # fmt: skip


class Verdict:
    """Counts over one finished run; reads the database once, when made."""

    def __init__(self, engine: Engine, world: World, said: Sequence[Said]) -> None:
        self._world, self._said = world, said
        with engine.connect() as connection:
            received = connection.execute(
                select(Received.key, Received.outcome, Received.reply)
            ).all()
            self._tickets = connection.execute(
                select(Ticket.source_key, Unit.name).join(Unit, Unit.id == Ticket.unit_id)
            ).all()
            self._letters = connection.execute(
                select(Letter.text, Letter.delivery, Letter.lane, Person.openid).join(
                    Person, Person.id == Letter.person_id
                )
            ).all()
            replied = select(func.count()).select_from(Event).where(Event.what == "replied")
            self._replied = connection.scalar(replied) or 0
        self._received = {row.key: (Outcome(row.outcome), row.reply) for row in received}

    def figures(self, seconds: float) -> dict[str, Any]:
        """Everything the table shows; ``seconds`` is how long the sending took."""
        waits = sorted(one.first_ms for one in self._said)
        ends = Counter(self._end(one) for one in self._said)
        counts = {name: ends.get(outcome, 0) for outcome, name in COLUMNS.items()}
        return {
            "messages": len(self._said),
            **counts,
            "tickets_by_unit": dict(Counter(row.name for row in self._tickets).most_common()),
            "without_reply": sum(not one.answered for one in self._said),
            "duplicate_tickets": self.duplicate_tickets(),
            "over_5s": sum(one.slowest_ms > LIMIT_MS for one in self._said),
            "p50_ms": _quantile(waits, 0.50),
            "p95_ms": _quantile(waits, 0.95),
            "p99_ms": _quantile(waits, 0.99),
            "per_second": round(len(self._said) / seconds, 1) if seconds else 0.0,
            "slowest_ms": round(max((one.slowest_ms for one in self._said), default=0.0), 1),
            "sending_seconds": round(seconds, 1),
            "not_counted": len(self._said) - sum(counts.values()),
            "wrong_counts": len(self.disagreements()),
            "asked_first": sum(self._outcome(one, 0) is Outcome.ASKED for one in self._said),
            "redelivered": sum(one.redelivered for one in self._said),
            "unlike_replies": sum(one.unlike for one in self._said),
            "tickets_opened": len(self._tickets),
            "residents_answered_by_cadres": self._replied,
            "faults": sum(one.kind == "fault" for one in self._world.book.after(0)),
            **self.letters(),
        }

    def lost(self) -> int:
        """Acknowledged messages without a stored row or a stored reply."""
        return sum(
            not self._received.get(self._key(one, msg_id), (None, ""))[1]
            for one in self._said
            for msg_id in one.msg_ids
            if msg_id not in one.never_acknowledged
        )

    def duplicate_tickets(self) -> int:
        """Tickets too many: more than one from a line, or one that came from no line at all."""
        line_of = {
            self._key(one, msg_id): one.line.number for one in self._said for msg_id in one.msg_ids
        }
        per_line = Counter(line_of.get(row.source_key) for row in self._tickets)
        strangers = per_line.pop(None, 0)
        return strangers + sum(count - 1 for count in per_line.values())

    def letters(self) -> dict[str, int]:
        """Letters owed, delivered and not, and what phones show twice or never showed."""
        states = Counter(row.delivery for row in self._letters if row.openid)
        owed = Counter((row.openid, row.text.strip()) for row in self._letters)
        shown = self._shown()
        told = Counter(
            (row.openid, row.text.strip())
            for row in self._letters
            if row.delivery == Delivery.DONE
            and row.lane in {Lane.SERVICE, Lane.PASSIVE}
            # Staff with many notices are told their number only: the work list has them.
            and str(row.openid).startswith("o-replay-")
        )
        return {
            "letters": len(self._letters),
            "delivered_letters": states[Delivery.DONE],
            "announced_letters": states[Delivery.ANNOUNCED],
            "undelivered_letters": states[Delivery.WAITING],
            "letters_for_people_without_wechat": sum(not row.openid for row in self._letters),
            "letters_shown_twice": sum(max(0, shown[one] - owed[one]) for one in owed),
            "letters_never_shown": sum(max(0, told[one] - shown[one]) for one in told),
        }

    def disagreements(self) -> list[tuple[Outcome | None, str]]:
        """Stored outcome and the reply on the phone, where the reply looks like another one."""
        found: list[tuple[Outcome | None, str]] = []
        for one in self._said:
            end, text = self._end(one), one.last.text if one.last else ""
            if end is not None and looks_like(text.split(SEAM)[0]) is not end:
                found.append((end, text[:80]))
        return found

    def _end(self, one: Said) -> Outcome | None:
        return self._outcome(one, -1)

    def _outcome(self, one: Said, which: int) -> Outcome | None:
        """The stored outcome of an acknowledged message of the line: 0 the first, -1 the last."""
        heard = [msg_id for msg_id in one.msg_ids if msg_id not in one.never_acknowledged]
        return self._received.get(self._key(one, heard[which]), (None, ""))[0] if heard else None

    def _key(self, one: Said, msg_id: int) -> str:
        return f"msg:{self._world.account.gh_id}:{one.openid}:{msg_id}"

    def _shown(self) -> Counter[tuple[str, str]]:
        """How often each text that may be a letter stood on each phone."""
        seen: Counter[tuple[str, str]] = Counter()
        for entry in self._world.book.after(0):
            if entry.direction == "out" and not entry.fault and entry.via != "template":
                parts = (entry.raw or entry.text).split(SEAM)
                letters = parts[1:] if entry.via == "passive" else parts
                seen.update((entry.openid, part.strip()) for part in letters)
        return seen


def looks_like(text: str) -> Outcome:
    """What a resident would say this reply is, going by its words alone."""
    if is_question(text):
        return Outcome.ASKED
    for outcome, patterns in _kinds():
        if any(pattern.search(text) for pattern in patterns):
            return outcome
    return Outcome.CONVERSATION


@cache
def _kinds() -> tuple[tuple[Outcome, list[re.Pattern[str]]], ...]:
    """Sentences that only replies of one kind begin with, or hold."""
    dangers = [key for key in sorted(keys()) if key.startswith("danger.") and key != _WITH_TICKET]
    receipts = [key for key in _RECEIPTS if key in keys()]
    return (
        (Outcome.EMERGENCY, [_pattern(key, "^") for key in dangers]),
        (Outcome.ANSWERED, [_pattern("answer.basis")]),
        (Outcome.TICKET, [_pattern(key) for key in receipts]),
    )


def _pattern(key: str, start: str = "") -> re.Pattern[str]:
    """The sentence ``key`` with anything in place of its facts."""
    if key not in keys():
        raise KeyError(key)
    facts: dict[str, str] = {}
    while True:
        try:
            words = say(key, **facts)
        except KeyError as missing:
            facts[str(missing.args[0])] = "\0"
        else:
            parts = (re.escape(part) for part in words.split("\0"))
            return re.compile(start + ".*?".join(parts), re.DOTALL)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else 0.0
