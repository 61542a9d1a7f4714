"""What a corpus must not be: copied, repeated, or poured from one mould.

A model learns the mould instead of the matter when sentences share their opening or frame; a
sentence copied from real residents is not ours to publish.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from topics.examples import Example

GRAM = 5
TOO_ALIKE = 0.6
"""Jaccard likeness of character 5-grams from which two sentences are one."""
OPENING = 4
"""Characters that make an opening, and an ending."""
OPENING_SHARE, OPENING_FREE = 0.06, 4
"""A file may open so often alike: this share of its sentences, but so many at any rate."""
FRAME = 4
"""Sentences of one file with one frame (everything but the content words) that are too many."""
RUN = 16
"""Characters in a row that no sentence may share with a foreign text."""
WHOLE = 8
"""A sentence from so many characters on may not stand whole in a foreign text."""
_NOISE = re.compile(r"[\W_]+")
_CONTENT = re.compile(r"[a-z]+|\d+|[\u4e00-\u9fff]")
_FUNCTION = frozenset(
    "的了吗呢吧啊呀嘛着过是不没有在要能可以会我你他她它们这那哪什么怎样咋如何为何谁几多少"
    "和跟与及或但就都也还又再才只被把给让叫到从向对于请问想求该"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in the corpus."""

    name: str
    """The class the sentence stands under."""
    problem: str
    """``alike``, ``opening``, ``ending``, ``frame``, ``copied``, ``twice`` or ``few``."""
    text: str
    detail: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}: {self.text[:40]} | {self.detail}"


def bare(text: str) -> str:
    """``text`` in lower case without spaces and punctuation."""
    return _NOISE.sub("", text.lower())


def grams(text: str, size: int = GRAM) -> frozenset[str]:
    """The character ``size``-grams of a bare text; a shorter text is one gram."""
    if len(text) <= size:
        return frozenset({text}) - {""}
    return frozenset(text[i : i + size] for i in range(len(text) - size + 1))


def jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    """Share of common members, in [0, 1]; 0 for two empty sets."""
    common = len(one & two)
    return common / (len(one) + len(two) - common) if common else 0.0


def alike(texts: Sequence[str], threshold: float = TOO_ALIKE) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts (by position, the earlier first) more alike than ``threshold`` in (0, 1).

    Two sets that alike must share one of their rarest members, so only those are looked up.

    References
    ----------
    Bayardo, Ma & Srikant (2007), "Scaling up all pairs similarity search" (prefix filtering).
    """
    sets = [grams(bare(text)) for text in texts]
    common = Counter(gram for held in sets for gram in held)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, held in enumerate(sets):
        rarest = sorted(held, key=lambda gram: (common[gram], gram))
        others: set[int] = set()
        for gram in rarest[: len(held) - ceil(threshold * len(held)) + 1]:
            others.update(holders[gram])
            holders[gram].append(number)
        for other in sorted(others):
            share = jaccard(held, sets[other])
            if share > threshold:
                yield other, number, share


def frame(text: str) -> str:
    """``text`` with content words blurred: what is left when the matter is taken out."""
    marks = (c if c in _FUNCTION else "_" for c in _CONTENT.findall(text.lower()))
    return re.sub("_+", "_", "".join(marks))


def review(examples: Sequence[Example]) -> list[Finding]:
    """Everything wrong with the examples taken by themselves."""
    found = [
        Finding(
            examples[b].name,
            "twice" if share == 1 else "alike",
            examples[b].text,
            f"{share:.2f} {examples[a].name} {examples[a].text[:60]}",
        )
        for a, b, share in alike([e.text for e in examples])
    ]
    by_name: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        by_name[example.boundary or example.name].append(example.text)
    for name, texts in by_name.items():
        found += _moulds(name, texts)
    return found


def _moulds(name: str, texts: Sequence[str]) -> Iterator[Finding]:
    most = max(OPENING_FREE, int(len(texts) * OPENING_SHARE))
    long_enough = [text for text in texts if len(bare(text)) >= 2 * OPENING]
    for problem, part in (("opening", slice(0, OPENING)), ("ending", slice(-OPENING, None))):
        shared = Counter(bare(text)[part] for text in long_enough)
        for words, times in shared.items():
            if times > most:
                text = next(t for t in long_enough if bare(t)[part] == words)
                yield Finding(name, problem, text, f"{times} × {words}")
    frames = Counter(frame(text) for text in long_enough)
    for shape, times in frames.items():
        if times > FRAME and len(shape.replace("_", "")) >= 3:
            text = next(t for t in long_enough if frame(t) == shape)
            yield Finding(name, "frame", text, f"{times} × {shape}")


def copied(examples: Sequence[Example], foreign: Iterable[str]) -> list[Finding]:
    """Examples that stand, whole or for ``RUN`` characters, in one of the ``foreign`` texts."""
    ours = [bare(example.text) for example in examples]
    by_size: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, text in enumerate(ours):
        if WHOLE <= len(text) < RUN:
            by_size[len(text)][text].append(number)
        for i in range(len(text) - RUN + 1):
            by_size[RUN][text[i : i + RUN]].append(number)
    hits: dict[int, str] = {}
    for text in foreign:
        whole = bare(text)
        for size, known in by_size.items():
            for i in range(len(whole) - size + 1):
                run = whole[i : i + size]
                for at in known.get(run, ()):
                    hits.setdefault(at, run)
    return [
        Finding(examples[number].name, "copied", examples[number].text, run)
        for number, run in sorted(hits.items())
    ]


def few(examples: Sequence[Example], wanted: Mapping[str, int]) -> list[Finding]:
    """Classes with fewer different sentences than ``wanted``."""
    counts = Counter(name for name, _ in {(e.name, bare(e.text)) for e in examples})
    return [
        Finding(name, "few", "", f"{counts[name]} of {least}")
        for name, least in wanted.items()
        if counts[name] < least
    ]
