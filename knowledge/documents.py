"""Documents of several pieces: the document is found by the whole and by its best piece."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kit.text import size
from knowledge.engine import Engine, Passage, Scores

PIECE_WEIGHT = 0.25
"""How much the best piece counts beside the whole document."""
LONGEST = 120
"""Characters of a piece, if its sentences allow."""
HEAD = 30
"""Characters at the beginning that stand for a title where a document has none."""
MEANING_PIECE = 250
"""Characters of a text whose meaning is looked at as one."""
MEANING_WEIGHT = 28.0
"""How much the likeness of meanings counts beside a confidence: cosines of e5 lie close together
(0.8 to 0.9), so their small differences must weigh much."""
_SENTENCE = re.compile(r"(?<=[。；！？\n])|(?<=[!?;] )")


class Meaning(Protocol):
    """Sentence embeddings: unit vectors whose product is their likeness."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def query(self, text: str) -> NDArray[np.float32]: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Document:
    head: str
    """Its title; empty: its beginning stands for one."""
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found, one number per document, shape (n_documents,)."""

    scores: Scores
    """To rank by."""
    confidences: Scores
    """In [0, 1], comparable between questions (``knowledge.engine.Ranking``)."""
    evidence: float
    """What the question weighs (``knowledge.engine.Ranking``)."""
    pieces: NDArray[np.intp]
    """Which of its pieces is nearest to the question."""
    likeness: Scores | None = None
    """Cosine of the meanings of question and document; None without sentence embeddings."""


class Documents:
    """An index over documents; immutable."""

    def __init__(self, documents: Sequence[Document], meaning: Meaning | None = None) -> None:
        self.size = len(documents)
        counts = [len(document.pieces) for document in documents]
        self._starts = np.array([0, *accumulate(counts)][:-1], np.intp)
        self._counts = np.array(counts, np.intp)
        if any(count == 0 for count in counts):
            raise ValueError("A document without any piece.")
        wholes, pieces = [], []
        for document in documents:
            text = "\n".join(document.pieces)
            head = document.head or text[:HEAD]
            wholes.append(Passage(head, text))
            pieces += [Passage(document.head, piece) for piece in document.pieces]
        self._wholes = Engine(wholes)
        self._pieces = Engine(pieces) if len(pieces) > len(wholes) else self._wholes
        self._meaning = meaning
        if meaning is not None:
            self._learn_meanings(documents, meaning)

    def rank(
        self, question: str, also: Iterable[tuple[str, float]] = (), *, asked: str = ""
    ) -> Found:
        """Score every document for ``question``, with other words ``also`` for the same thing.

        ``asked`` is the question as it was said, for its meaning (default: ``question``).
        """
        if not self.size:
            nothing = np.zeros(0, np.float32)
            return Found(nothing, nothing, 0.0, np.zeros(0, np.intp))
        also = list(also)
        whole = self._wholes.rank(question, also)
        if self._pieces is self._wholes:
            scores, confidences = whole.scores, whole.confidences
            best = np.zeros(self.size, np.intp)
        else:
            piece = self._pieces.rank(question, also)
            nearest = np.maximum.reduceat(piece.scores, self._starts)
            sure = np.maximum.reduceat(piece.confidences, self._starts)
            share = np.float32(PIECE_WEIGHT)
            scores = (whole.scores + share * nearest).astype(np.float32)
            confidences = ((whole.confidences + share * sure) / (1 + share)).astype(np.float32)
            best = self._best(piece.scores, nearest)
        likeness = None
        if self._meaning is not None:
            likeness = self._likeness(self._meaning.query(asked or question))
            scores = confidences + np.float32(MEANING_WEIGHT) * likeness
        return Found(scores, confidences, whole.evidence, best, likeness)

    def nearest_piece(self, number: int, question: str) -> tuple[int, float]:
        """The piece of document ``number`` nearest to ``question``, and how sure that is."""
        confidences = self._pieces.rank(question).confidences
        first = int(self._starts[number])
        mine = confidences[first : first + int(self._counts[number])]
        return int(mine.argmax()), float(mine.max())

    def _best(self, scores: Scores, nearest: Scores) -> NDArray[np.intp]:
        owners = np.repeat(np.arange(self.size), self._counts)
        hit = np.flatnonzero(scores == nearest[owners])
        best = np.zeros(self.size, np.intp)
        best[owners[hit][::-1]] = hit[::-1] - self._starts[owners[hit][::-1]]  # the first one wins
        return best

    def _learn_meanings(self, documents: Sequence[Document], meaning: Meaning) -> None:
        """Vectors of every document's parts; the first of them stands for the whole as well."""
        parts = [
            pieces_of("\n".join(filter(None, (one.head, *one.pieces))), MEANING_PIECE)
            for one in documents
        ]
        self._firsts = np.array([0, *accumulate(map(len, parts))][:-1], np.intp)
        self._vectors = meaning.passages([part for told in parts for part in told])

    def _likeness(self, query: NDArray[np.float32]) -> Scores:
        """Of the nearest part and of the beginning, in equal shares."""
        cosines = self._vectors @ query
        nearest = np.maximum.reduceat(cosines, self._firsts)
        likeness: Scores = ((nearest + cosines[self._firsts]) / 2).astype(np.float32)
        return likeness


def pieces_of(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """``text`` cut at the ends of sentences into pieces of about ``longest`` characters."""
    found: list[str] = []
    for sentence in (part for part in _SENTENCE.split(text) if part.strip()):
        for at in range(0, len(sentence), 2 * longest):  # a list without a full stop
            part = sentence[at : at + 2 * longest]
            if found and len(found[-1]) + len(part) <= longest:
                found[-1] += part
            else:
                found.append(part)
    return tuple(found) or (text,)


def around(pieces: Sequence[str], best: int, room: int) -> str:
    """Piece ``best`` with as many of its neighbours as ``room`` bytes hold, in their order."""
    first = last = best
    total = size(pieces[best])
    while True:
        after = size(pieces[last + 1]) if last + 1 < len(pieces) else room + 1
        before = size(pieces[first - 1]) if first else room + 1
        if total + after <= room:
            last, total = last + 1, total + after
        elif total + before <= room:
            first, total = first - 1, total + before
        else:
            return "".join(pieces[first : last + 1])
