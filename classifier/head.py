"""A trained model as plain arrays: what answers while people wait. Needs numpy alone.

scikit-learn makes it (:mod:`classifier.estimator`) and is not loaded to use it: its import takes
longer than understanding a thousand messages.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.features import ANALYZERS
from kit.semantic import vectors

Floats = NDArray[np.float32]
SHORT, USUAL, LONG = 4, 30, 300
"""Characters of a text between which its length tells how far it can be trusted."""


@dataclass(frozen=True)
class Meaning:
    """A second opinion from sentence embeddings (:mod:`kit.semantic`): a linear one, too."""

    centre: Floats
    """Mean of the vectors learned from, shape (384,)."""
    coef: Floats
    """Shape (384, n_classes)."""
    intercept: Floats
    """Shape (n_classes,)."""
    weight: float
    """How much it counts beside the words, ≥ 0."""

    def scores(self, vectors: Floats) -> Floats:
        """Raw scores of the classes, (n_texts, n_classes)."""
        around = vectors - self.centre
        around = around / (np.linalg.norm(around, axis=1, keepdims=True) + 1e-9)
        told = self.weight * (around @ self.coef + self.intercept)
        scores: Floats = told.astype(np.float32)
        return scores


@dataclass(frozen=True)
class Head:
    """Linear scores over tf-idf features, made into probabilities; two levels where there are.

    Notes
    -----
    With parents, ``log p(class) = log softmax(fine / t) + w · log softmax(coarse / t)[parent]``,
    normalised: a class is likely when it fits and its parent fits. The probability of a parent is
    the sum of its classes, so the two levels never contradict each other.

    References
    ----------
    Salton & Buckley (1988), "Term-weighting approaches in automatic text retrieval" (tf-idf).
    Guo et al. (2017), "On calibration of modern neural networks" (temperature scaling).
    """

    analyzer: str
    """Name of the features it counts (``classifier.features.ANALYZERS``)."""
    vocabulary: Mapping[str, int]
    """Feature to row of ``coef``."""
    idf: Floats
    """Shape (n_features,)."""
    coef: NDArray[np.float16] | Floats
    """Shape (n_features, n_classes + n_parents); half precision when it comes from a file."""
    intercept: Floats
    """Shape (n_classes + n_parents,)."""
    classes: NDArray[np.str_]
    parents: NDArray[np.str_]
    """Names of the parents; empty without a second level."""
    parent_of: NDArray[np.intp]
    """For each class, the position of its parent; empty without a second level."""
    temperature: float = 1.0
    """Scores are divided by it before they become probabilities, > 0; below 1 sharpens."""
    slope: float = 0.0
    """How much more careful to be with short texts, ≥ 0: see :meth:`proba`."""
    weight: float = 0.0
    """How much the parents' scores count, ≥ 0."""
    meaning: Meaning | None = None
    """Embeddings that were learned as well; None for most."""

    def scores(self, text: str) -> Floats:
        """Raw scores of classes and parents for one plain text, (n_classes + n_parents,)."""
        return self.scores_of(ANALYZERS[self.analyzer](text), text)

    def scores_of(self, found: Sequence[str], text: str) -> Floats:
        """Like :meth:`scores`, for features of ``text`` that are already counted."""
        scores = self._scores(found)
        if self.meaning is not None and text:
            scores = scores.copy()
            scores[: len(self.classes)] += self.meaning.scores(vectors([text]))[0]
        return scores

    def _scores(self, found: Sequence[str]) -> Floats:
        """The same numbers as scikit-learn's decision function."""
        seen = [row for row in map(self.vocabulary.get, found) if row is not None]
        if not seen:
            return self.intercept
        times = Counter(seen)
        rows = np.fromiter(times.keys(), np.intp, len(times))
        counts = np.fromiter(times.values(), np.float32, len(times))
        values = (1 + np.log(counts)) * self.idf[rows]
        values /= np.sqrt(values @ values)
        scores: Floats = values @ self.coef[rows].astype(np.float32) + self.intercept
        return scores

    def proba(self, scores: Floats, length: int | NDArray[np.intp] = USUAL) -> Floats:
        """Probabilities of the classes from raw scores, (..., n_classes); sums to 1.

        A few characters that hit known features score as high as a whole letter; how far that can
        be trusted grows with the ``length`` of the text in characters: the temperature is
        multiplied by ``(USUAL / length) ** slope``.
        """
        size = len(self.classes)
        trust = np.clip(np.asarray(length), SHORT, LONG) / USUAL
        heat = (self.temperature / trust**self.slope)[..., np.newaxis].astype(np.float32)
        told = log_softmax(scores[..., :size] / heat)
        if len(self.parents):
            above = log_softmax(scores[..., size:] / heat)
            told = log_softmax(told + self.weight * above[..., self.parent_of])
        proba: Floats = np.exp(told)
        return proba

    def proba_of_many(self, texts: Sequence[str]) -> Floats:
        """Probabilities of the classes for many plain texts at once, (n_texts, n_classes).

        The words of all texts in one product of matrices; half the time of one after the other.
        """
        from scipy.sparse import csr_matrix  # noqa: PLC0415 -- only for batches

        counter, lookup = ANALYZERS[self.analyzer], self.vocabulary.get
        rows: list[int] = []
        values: list[float] = []
        ends = [0]
        for text in texts:
            times = Counter(map(lookup, counter(text)))
            times.pop(None, None)
            rows += [row for row in times if row is not None]
            values += times.values()
            ends.append(len(rows))
        weights = (1 + np.log(np.array(values, np.float32))) * self.idf[rows]
        table = csr_matrix((weights, rows, ends), (len(texts), len(self.idf)), np.float32)
        norms = np.sqrt(table.multiply(table).sum(axis=1)).A1
        norms[norms == 0] = 1
        scores = (table @ self.coef.astype(np.float32)) / norms[:, np.newaxis] + self.intercept
        if self.meaning is not None and texts:
            scores[:, : len(self.classes)] += self.meaning.scores(vectors(texts))
        lengths = np.array([len(text) for text in texts])
        return self.proba(scores.astype(np.float32), lengths)

    def parent_proba(self, proba: Floats) -> Floats:
        """Probabilities of the parents from those of one text's classes, (n_parents,)."""
        return np.bincount(self.parent_of, proba, len(self.parents)).astype(np.float32)

    def because(self, found: Sequence[str], name: str, most: int = 4) -> tuple[str, ...]:
        """The words among a text's features that spoke most for ``name``, most telling first."""
        column = self.columns[name]
        told: dict[str, float] = {}
        for feature in found:
            row = self.vocabulary.get(feature) if feature[0] == "w" else None
            if row is not None:
                told[feature[1:]] = float(self.idf[row] * self.coef[row, column])
        best = sorted(told, key=lambda word: told[word], reverse=True)[:most]
        return tuple(word for word in best if told[word] > 0)

    @cached_property
    def columns(self) -> dict[str, int]:
        """Class to its column."""
        return {str(name): column for column, name in enumerate(self.classes)}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything as arrays, to be written down."""
        features = sorted(self.vocabulary, key=lambda feature: self.vocabulary[feature])
        return {
            "analyzer": np.array(self.analyzer),
            "vocabulary": np.frombuffer("\0".join(features).encode(), np.uint8),
            "idf": self.idf,
            "coef": self.coef.astype(np.float16),
            "intercept": self.intercept,
            "classes": self.classes,
            "parents": self.parents,
            "parent_of": self.parent_of,
            "numbers": np.array([self.temperature, self.weight, self.slope]),
        } | self._meaning()

    def _meaning(self) -> dict[str, NDArray[Any]]:
        if self.meaning is None:
            return {}
        told = self.meaning
        rows = [told.coef, told.intercept[np.newaxis]]
        return {"meaning": np.vstack(rows), "centre": np.append(told.centre, told.weight)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Head":
        """The head that :meth:`arrays` described."""
        features = arrays["vocabulary"].tobytes().decode().split("\0")
        temperature, weight, slope = arrays["numbers"]
        meaning = None
        if "meaning" in arrays:
            rows, centre = arrays["meaning"], arrays["centre"]
            meaning = Meaning(centre[:-1], rows[:-1], rows[-1], float(centre[-1]))
        return cls(
            analyzer=str(arrays["analyzer"]),
            vocabulary={feature: row for row, feature in enumerate(features)},
            idf=arrays["idf"],
            coef=arrays["coef"],
            intercept=arrays["intercept"],
            classes=arrays["classes"],
            parents=arrays["parents"],
            parent_of=arrays["parent_of"],
            temperature=float(temperature),
            weight=float(weight),
            slope=float(slope),
            meaning=meaning,
        )


def log_softmax(scores: Floats) -> Floats:
    """Logarithm of the softmax over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    told: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return told
