"""All valid articles in memory, searched in well under a millisecond."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.words import features
from knowledge.models import Article, Standing

TITLE_WEIGHT, BODY_WEIGHT = 0.9, 0.8
"""How much a match in the title or the text counts beside one in a known phrasing (1)."""
TOPIC_WEIGHT = 0.4
"""How much it counts that the classifier thinks of the article's subtopic."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, as the index knows it."""

    slug: str
    title: str
    body: str
    source: str
    unit: str
    phone: str
    area: str
    subtopics: tuple[str, ...]
    published: date
    valid_until: date
    questions: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found for a question."""

    entry: Entry
    score: float
    """About [0, 1.4]: 1 is a known phrasing, word for word, in a subtopic that is certain."""


class Library:
    """An index over passages (each phrasing, the title, the text) by words and character pairs.

    Scores are cosines of tf-idf weights. An article is out where one of the look-alike questions
    that it must not answer is nearer than its own passages.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        passages = [
            (text, number, weight)
            for number, entry in enumerate(self.entries)
            for text, weight in _passages(entry)
        ]
        self._answering: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            for code in entry.subtopics:
                self._answering[code].append(number)
        self._owners = np.array([number for _, number, _ in passages], np.intp)
        self._wrong = np.array([weight == 0 for _, _, weight in passages], np.bool_)
        weights = np.array([weight or 1.0 for _, _, weight in passages], np.float32)
        self._postings = _postings([text for text, _, _ in passages], weights)

    def search(
        self,
        question: str,
        likely: Mapping[str, float] | None = None,
        *,
        areas: frozenset[str] | None = None,
        today: date | None = None,
        most: int = 3,
    ) -> list[Hit]:
        """The best articles for ``question``, best first; nothing expired, nothing from elsewhere.

        ``likely`` gives the classifier's probability of subtopics; ``areas`` the codes of the
        areas the person belongs to (None: all).
        """
        if not self.entries:
            return []
        day = today or clock.now().astimezone(clock.TOWN).date()
        cosines = self._postings.cosines(question)
        best = np.zeros((2, len(self.entries)), np.float32)  # own passages, look-alikes
        np.maximum.at(best, (self._wrong.astype(np.intp), self._owners), cosines)
        scores = best[0].copy()
        for code, probability in (likely or {}).items():
            scores[self._answering.get(code, [])] += TOPIC_WEIGHT * probability
        scores[best[0] <= best[1]] = 0.0
        hits: list[Hit] = []
        for number in np.argsort(-scores):
            entry, score = self.entries[number], float(scores[number])
            if score <= 0 or len(hits) == most:
                break
            here = areas is None or entry.area in areas
            if here and entry.published <= day <= entry.valid_until:
                hits.append(Hit(entry, score))
        return hits


class _Postings:
    """Inverted index: for each feature, the passages that hold it and their weights."""

    def __init__(
        self,
        index: dict[str, tuple[NDArray[np.intp], NDArray[np.float32]]],
        idf: dict[str, float],
        size: int,
    ) -> None:
        self._index, self._idf, self._size = index, idf, size
        self._unknown = float(np.log(1 + size))

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Likeness of ``text`` to every passage, shape (n_passages,), in [0, 1]."""
        places, values, norm = [], [], 0.0
        for feature in set(features(text)):
            idf = self._idf.get(feature, self._unknown)
            norm += idf * idf  # words no article knows speak against every article
            if feature in self._index:
                where, weights = self._index[feature]
                places.append(where)
                values.append(weights * np.float32(idf))
        if not places:
            return np.zeros(self._size, np.float32)
        whole = np.bincount(np.concatenate(places), np.concatenate(values), self._size)
        cosines: NDArray[np.float32] = (whole / np.sqrt(norm)).astype(np.float32)
        return cosines


def _postings(texts: Sequence[str], weights: NDArray[np.float32]) -> _Postings:
    holders: dict[str, list[int]] = defaultdict(list)
    found = [set(features(text)) for text in texts]
    for number, names in enumerate(found):
        for name in names:
            holders[name].append(number)
    idf = {name: float(np.log(1 + len(texts) / len(where))) for name, where in holders.items()}
    norms = np.array([np.sqrt(sum(idf[n] ** 2 for n in names)) or 1.0 for names in found])
    index = {
        name: (
            np.array(where, np.intp),
            (idf[name] / norms[where] * weights[where]).astype(np.float32),
        )
        for name, where in holders.items()
    }
    return _Postings(index, idf, len(texts))


def _passages(entry: Entry) -> list[tuple[str, float]]:
    told = [(question, 1.0) for question in entry.questions]
    told += [(entry.title, TITLE_WEIGHT), (entry.body, BODY_WEIGHT)]
    return told + [(question, 0.0) for question in entry.not_for]


def load(session: Session) -> Library:
    """Build the index from what is published in the database."""
    published = select(Article).where(Article.standing == Standing.PUBLISHED).order_by(Article.id)
    return _indexed(
        tuple(
            Entry(
                slug=article.slug,
                title=article.title,
                body=article.body,
                source=article.source,
                unit=article.unit,
                phone=article.phone,
                area=article.area,
                subtopics=tuple(article.subtopics.split("|")),
                published=article.published,
                valid_until=article.valid_until,
                questions=tuple(article.questions.splitlines()),
                not_for=tuple(article.not_for.splitlines()),
            )
            for article in session.scalars(published)
        )
    )


@lru_cache(maxsize=2)
def _indexed(entries: tuple[Entry, ...]) -> Library:
    """The index over ``entries``; made anew only where an article has changed."""
    return Library(entries)
