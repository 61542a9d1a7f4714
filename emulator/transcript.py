"""What people said and what they were shown, in one numbered book."""

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Direction = Literal["in", "out", "system"]
Via = Literal["passive", "service", "template", "subscribe"]

FAULT_TEXT = "该公众号暂时无法提供服务，请稍后再试"
"""WeChat docs (passive reply): what a person sees when the account did not answer properly."""


@dataclass(frozen=True)
class Option:
    """Something tappable under a message: tapping sends ``content`` with ``id``."""

    label: str
    content: str
    id: str


@dataclass(frozen=True)
class Article:
    """One article of a news message, or the card of a link a person sent."""

    title: str
    description: str = ""
    url: str = ""
    pic_url: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a transcript; its JSON is the phone page's contract.

    ``direction`` in: the person said it, out: the account showed it, system: neither (follow,
    scan). ``raw`` is the text as the account sent it, before tappable options were cut out;
    ``url`` is where a tap on a template card leads; ``ai`` is the grey label of is_ai_msg.
    """

    seq: int
    openid: str
    at: str
    direction: Direction
    kind: str
    text: str = ""
    options: tuple[Option, ...] = ()
    media_url: str | None = None
    lat: float | None = None
    lng: float | None = None
    via: Via | None = None
    articles: tuple[Article, ...] = ()
    failed: bool = False
    reason: str | None = None
    exchange: str | None = None
    raw: str = ""
    url: str = ""
    ai: bool = False

    @property
    def fault(self) -> bool:
        """Whether the person saw the out-of-service notice."""
        return self.kind == "fault"

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON, keys as in the phone page's contract."""
        return asdict(self)


class Book:
    """Every entry of every person, in order of ``seq`` from 1. Thread-safe."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._of: dict[str, list[Entry]] = {}
        self._seq = 0
        self._read: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def seq(self) -> int:
        """Number of the newest entry."""
        return self._seq

    def write(self, openid: str, at: str, direction: Direction, kind: str, **rest: Any) -> Entry:
        """Append one entry and return it."""
        with self._lock:
            self._seq += 1
            entry = Entry(self._seq, openid, at, direction, kind, **rest)
            self._entries.append(entry)
            self._of.setdefault(openid, []).append(entry)
            return entry

    def after(self, seq: int) -> list[Entry]:
        """Entries newer than ``seq``."""
        with self._lock:
            gap = self._seq - seq
            return self._entries[-gap:] if gap > 0 else []

    def of(self, openid: str, limit: int | None = None) -> list[Entry]:
        """The last ``limit`` entries of one person, oldest first."""
        with self._lock:
            entries = self._of.get(openid, [])
            return list(entries if limit is None else entries[-limit:])

    def mark_read(self, openid: str) -> None:
        """The person looked at the phone."""
        self._read[openid] = self._seq

    def unread(self, openid: str) -> int:
        """How many shown entries nobody looked at; speaking counts as looking."""
        mark, count = self._read.get(openid, 0), 0
        for entry in reversed(self.of(openid)):
            if entry.seq <= mark or entry.direction == "in":
                break
            count += entry.direction == "out"
        return count

    def clear(self) -> None:
        """Forget all entries; ``seq`` goes on, so a page that polls never sees a number twice."""
        with self._lock:
            self._entries.clear()
            self._of.clear()
            self._read.clear()


def shown(entries: Iterable[Entry]) -> list[Entry]:
    """Those entries the account showed."""
    return [entry for entry in entries if entry.direction == "out"]
