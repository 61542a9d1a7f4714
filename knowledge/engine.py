"""Search over passages by words and characters: BM25 with a heavier head, in memory.

BM25 after Robertson & Zaragoza, The Probabilistic Relevance Framework (2009), with the head
counted as a second field (BM25F). Three kinds of features are summed: words of the dictionary,
characters and pairs of characters, so that a word cut otherwise, mistyped or unknown still counts.
Why not a library: docs/decisions/0018.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.words import cutter

K1, B = 1.2, 0.8
"""Saturation of repeated features, and how much long passages are discounted."""
HEAD = 1.0
"""How often a feature in the head counts beside one in the body."""
WEIGHTS: Mapping[str, float] = {"w": 1.0, "c": 0.5, "p": 0.7}
"""Of words, characters and pairs of characters."""
COVERING = 1.0
"""How much a passage gains that holds all of the question beside one that holds half."""
OFTEN = 0.2
"""A feature in more than this share of a large collection is left out: it tells little."""
LARGE = 5000
UNKNOWN = 0.5
"""What a feature that no passage holds weighs, beside the rarest one that some do."""
KEPT = 8192
"""Passages whose features are kept for the next index."""
_RUNS = re.compile(r"\w+")
_GAPS = re.compile(r"\s+")
_cut = cutter()
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text that may decide a question."""

    head: str
    """Title, or the beginning where there is none: counts more."""
    text: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a question found: one number per passage, shape (n_passages,)."""

    scores: Scores
    """BM25, to rank by."""
    confidences: Scores
    """In about [0, 1]: the share of what the question asks that the passage holds, and how well.

    Scores of different questions cannot be compared; these can, so refusals rest on them.
    """
    evidence: float
    """What the question weighs: a word or two are soon found anywhere."""


def features(text: str) -> Iterator[str]:
    """Words (``w…``), characters (``c…``) and pairs (``p…``) of ``text``, each time they occur."""
    bare = _GAPS.sub("", text.lower())
    for word in _cut(bare):
        if len(word) > 1 and word.isalnum():
            yield "w" + word
    for run in _RUNS.findall(bare):
        yield from ("c" + character for character in run)
        yield from ("p" + a + b for a, b in pairwise(run))


class Engine:
    """An inverted index. Immutable once built, so any number of threads may search it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.size = len(passages)
        self._ids: dict[str, int] = {}
        which, counts = array("i"), array("f")
        lengths = np.zeros(self.size, np.float32)
        kinds = np.zeros(self.size, np.intp)
        for number, passage in enumerate(passages):
            found = _counted(passage)
            which.extend([self._ids.setdefault(name, len(self._ids)) for name in found])
            counts.extend(found.values())
            lengths[number], kinds[number] = len(passage.head) + len(passage.text), len(found)
        ids, often = np.array(which, np.int32), np.array(counts, np.float32)
        where = np.repeat(np.arange(self.size, dtype=np.int32), kinds)
        holders = np.bincount(ids, minlength=len(self._ids))
        weights = np.array([WEIGHTS[name[0]] for name in self._ids], np.float32)
        self._worth = (_rarity(self.size, holders) * weights).astype(np.float32)
        norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()) if self.size else 1.0, 1.0))
        order = np.argsort(ids, kind="stable")
        self._where = where[order]
        gains = often * (K1 + 1) / (often + norms[where]) * self._worth[ids]
        self._gains: Scores = gains[order].astype(np.float32)
        self._ends = np.cumsum(holders)
        most = OFTEN * self.size if self.size >= LARGE else self.size
        self._told = holders <= most

    def rank(self, question: str, also: Iterable[tuple[str, float]] = ()) -> Ranking:
        """Score every passage for ``question``.

        ``also`` are other words for the same thing with their weights in (0, 1]; they count only
        where they stand, their absence speaks against nobody.
        """
        scores = np.zeros(self.size, np.float32)
        held = np.zeros(self.size, np.float32)
        wanted = dict.fromkeys(features(question), 1.0)
        whole = sum(self._weighed(name) for name in wanted)
        for words, weight in also:
            for name in features(words):
                wanted.setdefault(name, weight)
        for name, weight in wanted.items():
            number = self._ids.get(name)
            if number is not None and self._told[number]:
                begin, end = self._ends[number - 1] if number else 0, self._ends[number]
                places = self._where[begin:end]
                scores[places] += self._gains[begin:end] * np.float32(weight)
                held[places] += self._worth[number] * np.float32(weight)
        if whole <= 0:
            nothing = np.zeros(self.size, np.float32)
            return Ranking(nothing, nothing, 0.0)
        scores *= 1 + COVERING * np.minimum(held / whole, 1)
        confidences = np.minimum(scores / np.float32(whole * (K1 + 1)), 1)
        return Ranking(scores, confidences, whole)

    def _weighed(self, name: str) -> float:
        """What a feature of a question weighs; an unknown one speaks against every passage."""
        number = self._ids.get(name)
        if number is not None:
            return float(self._worth[number])
        return float(_rarity(self.size, np.zeros(1)).item() * WEIGHTS[name[0]] * UNKNOWN)


@lru_cache(maxsize=KEPT)
def _counted(passage: Passage) -> Counter[str]:
    """Counted once: when an item changes, the others are indexed anew from what is known."""
    found: Counter[str] = Counter(features(passage.text))
    for name in features(passage.head):
        found[name] += HEAD  # type: ignore[assignment]
    return found


def _rarity(size: int, holders: NDArray[Any]) -> NDArray[np.float64]:
    """Inverse document frequency, Robertson and Spärck Jones, kept above zero."""
    rarity: NDArray[np.float64] = np.log(1 + (size - holders + 0.5) / (holders + 0.5))
    return rarity
