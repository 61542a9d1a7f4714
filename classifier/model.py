"""The statistical model: words and characters -> tf-idf -> linear support vectors -> softmax."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from kit.words import features


class TopicModel(ClassifierMixin, BaseEstimator):
    """Guess what a short Chinese message is about.

    Parameters
    ----------
    C : float, default=0.5
        Inverse regularisation strength, > 0. Chosen by ``make bench-topics``.
    temperature : float, default=1.0
        Scores are divided by it before they become probabilities, > 0; below 1 sharpens.
        Fitted by :func:`classifier.train.calibrated`.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,), dtype=str
        Subtopic codes and meta intents in the column order of :meth:`predict_proba`.
    coef_ : ndarray of shape (n_features, n_classes), dtype=float32
    intercept_ : ndarray of shape (n_classes,), dtype=float32

    References
    ----------
    Salton & Buckley (1988), "Term-weighting approaches in automatic text retrieval".
    Guo et al. (2017), "On calibration of modern neural networks" (temperature scaling).
    """

    def __init__(self, C: float = 0.5, temperature: float = 1.0) -> None:
        self.C = C
        self.temperature = temperature

    def fit(self, X: Sequence[str], y: Sequence[str]) -> Self:
        """Learn from messages ``X`` (n_messages,) and their codes ``y`` (n_messages,).

        Raises
        ------
        ValueError
            Fewer than two classes, or ``len(X) != len(y)``.
        """
        if len(set(y)) < 2:
            raise ValueError("TopicModel needs sentences of at least two classes.")
        vectorizer = TfidfVectorizer(analyzer=features, sublinear_tf=True, dtype=np.float32)
        weights = vectorizer.fit_transform(X)
        machine = LinearSVC(C=self.C, random_state=7).fit(weights, y)
        self.classes_ = machine.classes_
        self.idf_ = vectorizer.idf_.astype(np.float32)
        self.vocabulary_: Mapping[str, int] = {k: int(v) for k, v in vectorizer.vocabulary_.items()}
        self.coef_ = np.ascontiguousarray(machine.coef_.T.astype(np.float32))
        self.intercept_ = machine.intercept_.astype(np.float32)
        return self

    def scores(self, found: Sequence[str]) -> NDArray[np.float32]:
        """Raw scores of each class for one message given as ``features``, shape (n_classes,).

        The same numbers as scikit-learn's transform and decision function, without the sparse
        matrices in between: those cost ten times the arithmetic for a single message.
        """
        counts: dict[int, int] = {}
        lookup = self.vocabulary_.get
        for feature in found:
            index = lookup(feature)
            if index is not None:
                counts[index] = counts.get(index, 0) + 1
        if not counts:
            nothing: NDArray[np.float32] = self.intercept_
            return nothing
        rows = np.fromiter(counts.keys(), np.intp, len(counts))
        values = np.fromiter(counts.values(), np.float32, len(counts))
        values = (1 + np.log(values)) * self.idf_[rows]
        values /= np.sqrt(values @ values)
        scores: NDArray[np.float32] = values @ self.coef_[rows] + self.intercept_
        return scores

    def proba(self, found: Sequence[str]) -> NDArray[np.float32]:
        """Probability of each class for one message's features, shape (n_classes,); sums to 1."""
        scores = self.scores(found) / self.temperature
        exponents = np.exp(scores - scores.max())
        proba: NDArray[np.float32] = exponents / exponents.sum()
        return proba

    def predict_proba(self, X: Sequence[str]) -> NDArray[np.float32]:
        """Probability of each class, shape (n_messages, n_classes); rows sum to 1."""
        return np.array([self.proba(features(text)) for text in X])

    def predict(self, X: Sequence[str]) -> NDArray[np.str_]:
        """Most likely code per message, shape (n_messages,)."""
        best: NDArray[np.str_] = self.classes_[
            [int(self.scores(features(text)).argmax()) for text in X]
        ]
        return best

    def because(self, found: Sequence[str], code: str, most: int = 4) -> tuple[str, ...]:
        """The words among a message's features that spoke most for ``code``, most telling first."""
        column = self._columns[code]
        told: dict[str, float] = {}
        for feature in found:
            index = self.vocabulary_.get(feature) if feature[0] == "w" else None
            if index is not None:
                told[feature[1:]] = float(self.idf_[index] * self.coef_[index, column])
        best = sorted(told, key=lambda word: told[word], reverse=True)[:most]
        return tuple(word for word in best if told[word] > 0)

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {str(code): index for index, code in enumerate(self.classes_)}
