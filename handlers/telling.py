"""How an item is told: what was asked for first, facts filled in, source, unit and telephone."""

from collections.abc import Iterable, Sequence

from handlers.messages import Turn
from kit import clock
from kit.text import shortened, size, split_bytes
from knowledge import sections, wants
from knowledge.library import Entry, Hit
from knowledge.sections import Section
from phrases import say

ROOM = 1300
"""Bytes an item's own words may take in one reply (2,048 with source and choices)."""


def told(turn: Turn, hit: Hit) -> tuple[str, bool]:
    """The answer as shown, and whether there is more of the item to see."""
    entry, parts = hit.entry, hit.entry.sections
    asked = {want.detail for want in wants.wanted(turn.text)}
    first = [part for part in parts if part.detail in asked]
    if hit.section >= 0 and parts[hit.section] not in first:
        first.append(parts[hit.section])
    every = [words(turn, entry, part) for part in (*first, *(p for p in parts if p not in first))]
    if size("\n".join(every)) <= ROOM:
        in_order = first if asked and first else []
        rest = [part for part in parts if part not in in_order]
        return framed(turn, entry, _joined(turn, entry, (*in_order, *rest))), False
    shown: list[str] = []
    for text in every:
        if size("\n".join([*shown, text])) <= ROOM:
            shown.append(text)
    body = "\n".join(shown) if shown else split_bytes(every[0], ROOM)[0]
    return framed(turn, entry, body), True


def whole(turn: Turn, entry: Entry) -> str:
    """All of the item; what does not fit into one message follows as letters."""
    return framed(turn, entry, _joined(turn, entry, entry.sections))


def framed(turn: Turn, entry: Entry, body: str) -> str:
    """``body`` under the item's title, with source, date, unit and telephone below."""
    lines = [say("answer.title", title=filled(turn, entry.title)), body]
    if sections.overdue(entry.details, clock.today()):
        lines.append(say("answer.overdue"))
    if entry.to_check:
        lines.append(say("answer.to_check"))
    lines.append(
        say(
            "answer.basis",
            source=shortened(entry.source, 80),
            date=f"{entry.effective:%Y-%m-%d}",
            unit=entry.unit,
            phone=entry.phone,
        )
    )
    return "\n".join(line for line in lines if line)


def _joined(turn: Turn, entry: Entry, parts: Iterable[Section]) -> str:
    return "\n".join(words(turn, entry, part) for part in parts)


def words(turn: Turn, entry: Entry, section: Section) -> str:
    """A section with its label, as this person sees it."""
    return filled(turn, str(section))


def filled(turn: Turn, text: str) -> str:
    """``text`` with the facts that hold today where this person belongs."""
    return turn.house.library.filled(text, areas_of(turn), clock.today())


def areas_of(turn: Turn) -> Sequence[str]:
    """Codes of the areas the question is about, nearest first: the one named, else the person's."""
    registry = turn.house.registry
    named = registry.area_codes.get(turn.understood.places[0]) if turn.understood.places else None
    return registry.around(named.id if named else turn.speaker.area_id)
