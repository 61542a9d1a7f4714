"""Golden questions: what must still be answered, and still be refused, after every change (N18)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge import facts
from knowledge.documents import Meaning
from knowledge.files import GOLDEN
from knowledge.judgement import decide
from knowledge.library import Entry, Library
from phrases import say

Guess = Callable[[str], Mapping[str, float]]
"""The classifier's probability of subtopics for a question."""
Around = Callable[[str], Sequence[str]]
"""Codes of an area and of all it lies in, nearest first."""
Because = Literal["own", "other", "must_not", "refused_before", "fact", "clause"]
_CLAUSE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would no longer be as it must be."""

    because: Because
    question: str
    """The golden question; the key of a fact; a clause."""
    title: str
    """Of the item it belongs to."""
    before: str
    """Title of the item that answers now; empty: none."""
    after: str
    """Title of the item that would answer; empty: none."""

    def __str__(self) -> str:
        nothing = say("editor.no_answer")
        return say(
            f"editor.change_{self.because}",
            question=self.question,
            title=self.title,
            before=say("editor.named", title=self.before) if self.before else nothing,
            after=say("editor.named", title=self.after) if self.after else nothing,
        )


class Examiner:
    """Asks golden questions of libraries as a resident of the item's own area would."""

    def __init__(
        self,
        guess: Guess,
        around: Around,
        known: dict[str, Mapping[str, float]] | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        """``known`` holds guesses that were made before, by question; new ones are added.

        ``meaning``: the sentence embeddings with which this installation answers, if any.
        """
        self.meaning = meaning
        self._guess, self.around = guess, around
        self._likely = {} if known is None else known

    def likely(self, question: str) -> Mapping[str, float]:
        """What the classifier thinks of ``question``."""
        if question not in self._likely:
            self._likely[question] = dict(self._guess(question))
        return self._likely[question]

    def answers(self, library: Library, question: str, area: str, day: date) -> Entry | None:
        """The item with which ``library`` answers somebody of ``area``, or None."""
        areas = self.around(area)
        found = library.search(question, self.likely(question), areas=areas, today=day)
        decision = decide(found)
        return decision.hits[0].entry if decision.does == "answer" else None

    def _lost_facts(
        self, before: Library, after: Library, day: date, base: str
    ) -> Iterator[Change]:
        """Facts without a value that had one before, or that the changed item itself uses."""
        for entry in after.entries:
            asked, areas = max(day, entry.effective), self.around(entry.area)
            for key in entry.slots if entry.holds_on(asked) else ():
                had = before.book.find(key, areas, asked) is not None
                lost = after.book.find(key, areas, asked) is None
                if lost and (had or entry.base == base):
                    yield Change("fact", key, entry.title, "", "")

    def wrong(self, library: Library, day: date) -> Iterator[Change]:
        """Golden questions that ``library`` does not answer, or answers and must not."""
        for entry in library.entries:
            asked = max(day, entry.effective)
            if not entry.holds_on(asked):
                continue
            for question in entry.questions[:GOLDEN]:
                found = self.answers(library, question, entry.area, asked)
                if found is None or found.base != entry.base:
                    yield Change("own", question, entry.title, "", _title(found))
            for question in entry.not_for:
                found = self.answers(library, question, entry.area, asked)
                if found is not None and found.base == entry.base:
                    yield Change("must_not", question, entry.title, "", entry.title)

    def changes(self, before: Library, after: Library, day: date, slug: str) -> list[Change]:
        """What stands against going from ``before`` to ``after``, where item ``slug`` changes.

        Empty ``slug``: a fact changes. Questions that were wrong before are nobody's fault now.
        """
        base = slug.partition("@")[0]
        found = list(self._lost_facts(before, after, day, base))
        found += _lost_clauses(before, after, slug)
        for entry in after.entries:
            asked = max(day, entry.effective)
            if not entry.holds_on(asked):
                continue
            for number, question in enumerate((*entry.questions[:GOLDEN], *entry.not_for)):
                must = number < len(entry.questions[:GOLDEN])
                then = self.answers(after, question, entry.area, asked)
                if entry.base == base:
                    found += _own(entry, question, then, must=must)
                    continue
                now = self.answers(before, question, entry.area, asked)
                found += _others(entry, question, now, then, must=must)
        return found


def _own(entry: Entry, question: str, then: Entry | None, *, must: bool) -> list[Change]:
    mine = then is not None and then.base == entry.base
    if must and not mine:
        return [Change("own", question, entry.title, "", _title(then))]
    if not must and mine:
        return [Change("must_not", question, entry.title, "", entry.title)]
    return []


def _others(
    entry: Entry, question: str, now: Entry | None, then: Entry | None, *, must: bool
) -> list[Change]:
    was, would = _base(now), _base(then)
    if was == would:
        return []
    if must and was == entry.base:
        return [Change("other", question, entry.title, _title(now), _title(then))]
    if not must and (now is None or would == entry.base):
        return [Change("refused_before", question, entry.title, _title(now), _title(then))]
    return []


def _lost_clauses(before: Library, after: Library, slug: str) -> Iterator[Change]:
    """A text that cited clauses and cites fewer now."""
    now = {entry.slug: entry for entry in before.entries}.get(slug)
    then = {entry.slug: entry for entry in after.entries}.get(slug)
    if now is None or then is None:
        return
    kept = _CLAUSE.findall(then.source + then.body)
    lost = [clause for clause in _CLAUSE.findall(now.source) if clause not in kept]
    if lost and len(kept) < len(_CLAUSE.findall(now.source + now.body)):
        yield from (Change("clause", clause, then.title, "", "") for clause in lost)


def _title(entry: Entry | None) -> str:
    return facts.SLOT.sub("…", entry.title) if entry is not None else ""


def _base(entry: Entry | None) -> str:
    return entry.base if entry is not None else ""
