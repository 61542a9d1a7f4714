"""All items in memory, searched in about a millisecond: which one answers, or none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kit import clock
from knowledge import facts, sections, wants
from knowledge.documents import Document, Documents, Found, Meaning
from knowledge.facts import FactBook
from knowledge.kinds import Details, Kind, Notice
from knowledge.phrasings import Phrasings
from knowledge.sections import Section
from knowledge.synonyms import Synonyms

ENOUGH = 20.0
"""Evidence (``knowledge.engine``) of a question at which a match in a text counts half."""
TEXT, TOPIC, PHRASING, NOTHING = 11.3, 2.2, 1.1, -4.6
"""Log odds that an item answers: for its text, for the classifier's probability of its subtopic,
for its nearest phrasing, and for none of them. Logistic regression on the starter content, each
phrasing asked while it was hidden; ``python -m bench.weights`` fits them anew.
"""
CLOSE = 0.75
"""Likeness from which a known phrasing counts as much as it is alike, whatever else is said."""
LOOK_ALIKE = 0.4
"""Likeness from which a question that an item must not answer shuts it out, where none that it
answers is nearer."""
MEANING = 30.0
"""Log odds that an item loses per cosine that its meaning is farther from the question's than the
nearest one's."""
TIE = np.float32(1e-3)
SAME = 0.995
"""Cosine from which two questions are one."""
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A published revision of an item, as the library knows it; slots are not filled yet."""

    slug: str
    title: str
    body: str
    source: str
    unit: str
    phone: str
    area: str
    subtopics: tuple[str, ...]
    effective: date
    expires: date
    questions: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    kind: Kind = Kind.POLICY
    details: Details = field(default_factory=Details)
    dialog: str = ""
    to_check: bool = False
    revision: int = 0
    """Id of the revision; with the time of the answer it tells what was said."""
    owner: int | None = None

    @property
    def base(self) -> str:
        """The slug without the area of a variant."""
        return self.slug.partition("@")[0]

    @property
    def sections(self) -> tuple[Section, ...]:
        return sections.of_body(self.body) + sections.of_details(self.details)

    @property
    def slots(self) -> list[str]:
        """Keys of the facts its words use."""
        told = (self.title, *(section.text for section in self.sections))
        return facts.slots("\n".join(told))

    def holds_on(self, day: date) -> bool:
        """Whether it may answer on ``day``; a notice is over when its span is."""
        if (
            isinstance(self.details, Notice)
            and self.details.ends.astimezone(clock.TOWN).date() < day
        ):
            return False
        return self.effective <= day <= self.expires


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found for a question."""

    entry: Entry
    score: float
    """About the probability that it answers; near 1 for a known phrasing."""
    section: int
    """Which of its sections decided; -1: the whole."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a question."""

    does: Literal["answer", "which", "refuse"]
    hits: tuple[Hit, ...]
    """``answer``: the first one answers; ``which``: two or three that may be meant."""


class Library:
    """An index over items; immutable, replaced as a whole."""

    def __init__(
        self,
        entries: Sequence[Entry],
        book: FactBook | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        self.entries = tuple(entries)
        self.book = book or FactBook(())
        self.synonyms = Synonyms()
        told: list[tuple[str, int, bool]] = []
        for number, entry in enumerate(self.entries):
            told += [(question, number, True) for question in (*entry.questions, entry.title)]
            told += [(question, number, False) for question in entry.not_for]
        self._phrasings = Phrasings([text for text, _, _ in told])
        self._asked = np.array([number for _, number, _ in told], np.intp)
        self._right = np.array([right for _, _, right in told], np.bool_)
        self._documents = Documents(
            [
                Document(entry.title, tuple(self._searchable(str(s)) for s in entry.sections))
                for entry in self.entries
            ],
            meaning,
        )
        self._by_code: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            for code in entry.subtopics:
                self._by_code[code].append(number)
        self.by_revision = {entry.revision: entry for entry in self.entries}

    def __contains__(self, slug: str) -> bool:
        return any(entry.slug == slug for entry in self.entries)

    def search(
        self,
        question: str,
        likely: Mapping[str, float] | None = None,
        *,
        areas: Sequence[str] | None = None,
        today: date | None = None,
        most: int = 3,
        unseen: bool = False,
    ) -> list[Hit]:
        """The best items for ``question``, best first; none expired, none from elsewhere.

        ``likely`` gives the classifier's probability of subtopics; ``areas`` the codes of the
        areas the person belongs to, nearest first (None: everywhere). With ``unseen`` a phrasing
        that is the question itself is overlooked, so that known ones can be used for measuring.
        """
        if not self.entries or not question:
            return []
        day = today or clock.today()
        asked, found = self._signs(question, unseen=unseen)
        topic = np.zeros(len(self.entries), np.float32)
        for code, probability in (likely or {}).items():
            mine = self._by_code.get(code, [])
            topic[mine] = np.maximum(topic[mine], np.float32(probability))
        worth = found.evidence / (found.evidence + ENOUGH)
        odds = TEXT * worth * found.confidences + TOPIC * topic + PHRASING * asked[1] + NOTHING
        if found.likeness is not None:
            odds -= MEANING * (found.likeness.max() - found.likeness)
        scores = (1 / (1 + np.exp(-odds))).astype(np.float32)
        close = np.maximum(scores, asked[1]) + TIE * scores  # of twins the likelier one is first
        scores = np.where(asked[1] >= CLOSE, close, scores)
        scores[(asked[0] >= LOOK_ALIKE) & (asked[0] >= asked[1])] = 0.0
        scores[(found.confidences <= 0) & (asked[1] <= 0)] = 0.0
        return self._best(scores, found.pieces, day, areas, most)

    def signs(self, question: str, entry: Entry) -> tuple[float, float, float]:
        """What speaks for ``entry``: confidence of its text, likeness of its nearest phrasing that
        is not the question itself, and the evidence in the question. For fitting the weights.
        """
        number = self.entries.index(entry)
        asked, found = self._signs(question, unseen=True)
        return float(found.confidences[number]), float(asked[1][number]), found.evidence

    def _signs(self, question: str, *, unseen: bool) -> tuple[Scores, Found]:
        """Likeness of phrasings that each item must not answer, and must; and what texts say."""
        cosines = self._phrasings.cosines(question)
        if unseen:
            cosines = np.where(cosines > SAME, np.float32(0), cosines)
        asked = np.zeros((2, len(self.entries)), np.float32)
        np.maximum.at(asked, (self._right.astype(np.intp), self._asked), cosines)
        also = self.synonyms.of(question)
        return asked, self._documents.rank(wants.matter(question), also, asked=question)

    def _best(
        self,
        scores: Scores,
        pieces: NDArray[np.intp],
        day: date,
        areas: Sequence[str] | None,
        most: int,
    ) -> list[Hit]:
        """One hit per item: of an item and its variants the one nearest to the person."""
        hits: dict[str, Hit] = {}
        for number in np.argsort(-scores, kind="stable"):
            entry, score = self.entries[number], float(scores[number])
            if score <= 0:
                break
            if not self.answers(entry, areas, day):
                continue
            known = hits.get(entry.base)
            if known is not None:
                if _nearer(entry, known.entry, areas):
                    hits[entry.base] = Hit(entry, known.score, int(pieces[number]))
                continue
            if len(hits) == most:
                break
            hits[entry.base] = Hit(entry, score, int(pieces[number]))
        return list(hits.values())

    def within(self, entry: Entry, question: str) -> tuple[int, float]:
        """The section of ``entry`` nearest to ``question``, and how sure that is, in [0, 1]."""
        return self._documents.nearest_piece(self.entries.index(entry), wants.matter(question))

    def answers(self, entry: Entry, areas: Sequence[str] | None, day: date) -> bool:
        """Whether ``entry`` may be told on ``day`` to somebody of ``areas``."""
        here = areas is None or entry.area in areas
        if not here or not entry.holds_on(day):
            return False
        return all(self.book.find(key, areas or (), day) for key in entry.slots)

    def filled(self, text: str, areas: Sequence[str], day: date) -> str:
        """``text`` with the facts that hold for ``areas`` (nearest first) on ``day``.

        Raises
        ------
        KeyError
            A fact has no value there and then; ``answers`` says so beforehand.
        """

        def value(key: str) -> str:
            found = self.book.find(key, areas, day)
            if found is None:
                raise KeyError(key)
            return found.shown

        return facts.filled(text, value)

    def _searchable(self, text: str) -> str:
        """``text`` with the latest values, so that a question may name an amount."""
        return facts.SLOT.sub(lambda slot: self.book.latest(slot[1]), text)


def _nearer(one: Entry, other: Entry, areas: Sequence[str] | None) -> bool:
    """Whether ``one`` holds for something nearer to the person than ``other``."""
    if areas is None:
        return False
    order = {code: place for place, code in enumerate(areas)}
    return order[one.area] < order[other.area]
