"""Texts that say the same: how much alike they are, and where they contradict each other."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from kit.text import likeness
from knowledge.papers.claims import Claim, claims_of

SIZE = 3
"""Characters of a shingle."""
_NOISE = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"[0-9]+")
SAME_SUBJECT = 0.35
"""Likeness, whatever the numbers, from which two texts are taken to be about one thing."""
SAME_CONTEXT = 0.5
"""Likeness of the words around two values that are taken to say the same."""


class Conflict(NamedTuple):
    i: int
    j: int
    what: str
    """``amount``, ``age``, ``date``, ``telephone``, ``share`` (per cent) or ``days``."""
    value_i: str
    """As the text writes it."""
    value_j: str


def near_duplicates(texts: Sequence[str], *, at_least: float = 0.8) -> list[tuple[int, int, float]]:
    """Pairs ``(i, j, likeness)`` with ``i < j`` of texts that are almost the same, likest first.

    The likeness is the exact Jaccard index of character triples, punctuation aside. Only pairs
    that share one of their rarest triples are compared (prefix filter: Chaudhuri, Ganti and
    Kaushik 2006), which misses none. A text without letters is like nothing.

    Raises
    ------
    ValueError
        ``at_least`` is not in (0, 1].
    """
    if not 0 < at_least <= 1:
        raise ValueError("at_least must lie above 0 and not above 1")
    return _near([_shingles(_bare(text)) for text in texts], at_least)


def conflicts(texts: Sequence[str]) -> list[Conflict]:
    """Where two texts about one thing name different values for the same.

    Two texts are about one thing if they are alike but for their numbers, or have one first line.
    Values are compared only where the words around them are alike; what one text merely adds is
    no conflict.
    """
    sets = [_shingles(_DIGITS.sub("0", _bare(text))) for text in texts]
    pairs = {(i, j) for i, j, _ in _near(sets, SAME_SUBJECT)} | _same_first_line(texts)
    claims = {at: claims_of(texts[at]) for pair in pairs for at in pair}
    return [
        Conflict(i, j, what, one, other)
        for i, j in sorted(pairs)
        for what, one, other in _contradictions(claims[i], claims[j])
    ]


def _bare(text: str) -> str:
    return _NOISE.sub("", text).lower()


def _shingles(bare: str) -> frozenset[str]:
    if len(bare) <= SIZE:
        return frozenset({bare} - {""})
    return frozenset(bare[at : at + SIZE] for at in range(len(bare) - SIZE + 1))


def _near(sets: Sequence[frozenset[str]], at_least: float) -> list[tuple[int, int, float]]:
    spread = Counter(shingle for held in sets for shingle in held)
    index: defaultdict[str, list[int]] = defaultdict(list)
    found: list[tuple[int, int, float]] = []
    for i in sorted(range(len(sets)), key=lambda at: len(sets[at])):
        mine = sets[i]
        if not mine:
            continue
        least = ceil(at_least * len(mine) - 1e-9)  # smaller ones cannot be near enough
        rarest = sorted(mine, key=lambda shingle: (spread[shingle], shingle))
        candidates: set[int] = set()
        for shingle in rarest[: len(mine) - least + 1]:
            if spread[shingle] > 1:
                candidates.update(index[shingle])
                index[shingle].append(i)
        for j in candidates:
            if len(sets[j]) >= least:
                both = len(mine & sets[j])
                likeness_ = both / (len(mine) + len(sets[j]) - both)
                if likeness_ >= at_least:
                    found.append((min(i, j), max(i, j), likeness_))
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))


MOST_ALIKE_TITLED = 50
"""A first line that more texts share is no title but a formula."""


def _same_first_line(texts: Sequence[str]) -> set[tuple[int, int]]:
    titled: defaultdict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        first, _, rest = text.strip().partition("\n")
        if rest and (title := _bare(first)):
            titled[title].append(at)
    return {
        (i, j)
        for held in titled.values()
        if len(held) <= MOST_ALIKE_TITLED
        for i in held
        for j in held
        if i < j
    }


def _contradictions(
    ours: Sequence[Claim], theirs: Sequence[Claim]
) -> Iterator[tuple[str, str, str]]:
    """Values that each side alone names for the same thing, likest contexts first."""
    pairs = []
    for a, one in enumerate(ours):
        for b, other in enumerate(theirs):
            if one.what == other.what and one.of == other.of:
                near = 1.0 if one.context == other.context else likeness(one.context, other.context)
                if near >= SAME_CONTEXT:
                    exact = likeness(one.exact, other.exact)
                    pairs.append((one.value == other.value, near + exact, -a, -b, one, other))
    # Equal values first: what is confirmed on the other side contradicts nothing.
    taken: set[tuple[int, int]] = set()
    told: set[tuple[str, str, str]] = set()
    for is_equal, _, a, b, one, other in sorted(pairs, key=lambda pair: pair[:4], reverse=True):
        if (0, a) in taken or (1, b) in taken:
            continue
        taken |= {(0, a), (1, b)}
        contradiction = (one.what, one.written, other.written)
        if not is_equal and contradiction not in told:
            told.add(contradiction)
            yield contradiction
