"""The model that learns, with scikit-learn's usual interface; what it learned is a ``Head``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from classifier.features import ANALYZERS
from classifier.head import Floats, Head, Meaning

TEMPERATURES = np.geomspace(0.05, 1, 24)
MEANINGS = (0.0, 0.01, 0.02, 0.03)
SHRINKAGE = 0.1
MANY = 3000
"""Messages from which it pays to learn the folds in processes of their own."""
WEIGHTS = (0.0, 0.25, 0.5, 1.0)
SLOPES = (0.0, 0.1, 0.15, 0.2, 0.3)
ENOUGH = 4000
"""Messages that are enough to choose the numbers by."""


class MessageClassifier(ClassifierMixin, BaseEstimator):
    """Guess the class of short Chinese messages, calibrated, on one level or two.

    Parameters
    ----------
    analyzer : {"matter", "wish"}, default="matter"
        What is counted: what a message is about, or what its writer wants.
    C : float, default=0.5
        Inverse regularisation strength, > 0.
    parents : mapping of class to parent, optional
        A second, coarser level that is learned as well and weighs in.
    balanced : bool, default=False
        Whether rare classes weigh as much as frequent ones.
    folds : int, default=5
        Folds for calibration, ≥ 2; 0 leaves the probabilities uncalibrated.
    min_df : int, default=1
        Features in fewer messages are left out.
    embed : function of texts to vectors, shape (n_texts, 384), optional
        Sentence embeddings, learned beside the words (:mod:`kit.semantic`).

    Attributes
    ----------
    head_ : Head
        What was learned, as plain arrays.
    classes_ : ndarray of shape (n_classes,), dtype=str
    held_out_ : ndarray of shape (n_messages, n_classes), dtype=float32
        Probabilities of each message's classes by a model that saw neither it nor its group;
        there only with calibration.
    """

    def __init__(
        self,
        analyzer: str = "matter",
        C: float = 0.5,
        parents: Mapping[str, str] | None = None,
        *,
        balanced: bool = False,
        folds: int = 5,
        min_df: int = 1,
        embed: Callable[[Sequence[str]], Floats] | None = None,
    ) -> None:
        self.analyzer = analyzer
        self.C = C
        self.parents = parents
        self.balanced = balanced
        self.folds = folds
        self.min_df = min_df
        self.embed = embed

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[str],
        groups: Sequence[int] | None = None,
        *,
        hints: tuple[Sequence[str], Sequence[str]] = ((), ()),
    ) -> Self:
        """Learn from plain texts ``X`` (n_messages,) and their classes ``y`` (n_messages,).

        Parameters
        ----------
        groups : sequence of int, shape (n_messages,), optional
            Messages of one group are held out together; by default each is its own.
        hints : (texts, classes)
            Learned as well but never held out, such as keywords.

        Raises
        ------
        ValueError
            Fewer than two classes, or lengths that differ.
        """
        if len(set(y)) < 2:
            raise ValueError("At least two classes are needed to tell apart.")
        if len(X) != len(y):
            raise ValueError(f"{len(X)} messages, but {len(y)} classes.")
        vectorizer = TfidfVectorizer(
            analyzer=ANALYZERS[self.analyzer],
            sublinear_tf=True,
            dtype=np.float32,
            min_df=self.min_df,
        )
        weights = vectorizer.fit_transform([*X, *hints[0]])
        names = np.array([*y, *hints[1]], dtype=np.str_)
        head = self._head(vectorizer, weights, names)
        self._vectors = self.embed([*X, *hints[0]]) if self.embed else None
        if self._vectors is not None:
            head = replace(head, meaning=_meaning(self._vectors, names, head.classes))
        if self.folds:
            head = self._calibrated(head, weights, names, X, groups)
        self.head_ = head
        self.classes_ = head.classes
        return self

    def predict_proba(self, X: Sequence[str]) -> Floats:
        """Probability of each class, shape (n_messages, n_classes); rows sum to 1."""
        return np.array([self.head_.proba(self.head_.scores(text), len(text)) for text in X])

    def predict(self, X: Sequence[str]) -> NDArray[np.str_]:
        """Most likely class per message, shape (n_messages,)."""
        best: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return best

    def _machine(self, weights: NDArray[np.float32], names: NDArray[np.str_]) -> LinearSVC:
        balance = "balanced" if self.balanced else None
        return LinearSVC(C=self.C, class_weight=balance, random_state=7).fit(weights, names)

    def _both(
        self, weights: NDArray[np.float32], names: NDArray[np.str_]
    ) -> tuple[Floats, Floats, NDArray[np.str_], NDArray[np.str_]]:
        """Coefficients and intercepts of classes and parents side by side, and their names."""
        machine = self._machine(weights, names)
        coef, intercept, classes = _columns(machine)
        if not self.parents:
            return coef, intercept, classes, np.array([], dtype=np.str_)
        above = _columns(self._machine(weights, self._parents_of(names)))
        return (
            np.hstack([coef, above[0]]),
            np.concatenate([intercept, above[1]]),
            classes,
            above[2],
        )

    def _parents_of(self, names: NDArray[np.str_]) -> NDArray[np.str_]:
        table = self.parents or {}
        return np.array([table.get(str(name), str(name)) for name in names], dtype=np.str_)

    def _head(
        self,
        vectorizer: TfidfVectorizer,
        weights: NDArray[np.float32],
        names: NDArray[np.str_],
    ) -> Head:
        coef, intercept, classes, parents = self._both(weights, names)
        above = self._parents_of(classes) if len(parents) else np.array([], dtype=np.str_)
        return Head(
            analyzer=self.analyzer,
            vocabulary={k: int(v) for k, v in vectorizer.vocabulary_.items()},
            idf=vectorizer.idf_.astype(np.float32),
            coef=coef,
            intercept=intercept,
            classes=classes,
            parents=parents,
            parent_of=np.searchsorted(parents, above).astype(np.intp),
        )

    def _calibrated(
        self,
        head: Head,
        weights: NDArray[np.float32],
        names: NDArray[np.str_],
        texts: Sequence[str],
        groups: Sequence[int] | None,
    ) -> Head:
        """``head`` with the numbers that foretell held-out messages best."""
        size = len(texts)
        scores = np.zeros((size, len(head.intercept)), np.float32)
        hints = np.arange(size, len(names))
        together = np.arange(size) if groups is None else np.asarray(groups)
        splitter = GroupKFold(self.folds, shuffle=True, random_state=7)
        parts = list(splitter.split(names[:size], groups=together))
        rows = [np.concatenate([learn, hints]) for learn, _ in parts]
        learned = Parallel(n_jobs=-1 if size > MANY else 1)(
            delayed(self._both)(weights[one], names[one]) for one in rows
        )
        for (_, test), (coef, intercept, classes, parents) in zip(parts, learned, strict=True):
            columns = np.searchsorted(head.classes, classes)
            above = len(head.classes) + np.searchsorted(head.parents, parents)
            told = np.full((len(test), len(head.intercept)), intercept.min(), np.float32)
            told[:, np.concatenate([columns, above]).astype(np.intp)] = (
                weights[test] @ coef + intercept
            )
            scores[test] = told
        truth = np.searchsorted(head.classes, names[:size])
        lengths = np.array([len(text) for text in texts])
        if head.meaning is not None and self._vectors is not None:
            opinion = np.zeros((size, len(head.classes)), np.float32)
            for one, (_, test) in zip(rows, parts, strict=True):
                other = _meaning(self._vectors[one], names[one], head.classes)
                opinion[test] = other.scores(self._vectors[test])
            weighed = [(w, scores + w * np.pad(opinion, _beside(head))) for w in MEANINGS]
            tried = [(w, s, _cooled(head, s, lengths, truth)[1]) for w, s in weighed]
            weight, scores, _ = min(tried, key=lambda one: one[2])
            head = replace(head, meaning=replace(head.meaning, weight=weight))
        weighings = WEIGHTS if len(head.parents) else (0.0,)
        options = [replace(head, weight=w, slope=s) for w in weighings for s in SLOPES]
        some = np.random.default_rng(7).permutation(size)[:ENOUGH]
        cooled = (_cooled(one, scores[some], lengths[some], truth[some]) for one in options)
        best = min(cooled, key=_by_loss)[0]
        self.held_out_ = best.proba(scores, lengths)
        return best


def _meaning(vectors: Floats, names: NDArray[np.str_], classes: NDArray[np.str_]) -> Meaning:
    """What the vectors tell of the classes: Gaussians of one shape, shrunk towards a ball.

    A class of which these rows hold none gets the lowest score of all.
    """
    centre = vectors.mean(axis=0)
    around = vectors - centre
    around /= np.linalg.norm(around, axis=1, keepdims=True) + 1e-9
    told = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE).fit(around, names)
    columns = np.searchsorted(classes, told.classes_)
    coef = np.zeros((vectors.shape[1], len(classes)), np.float32)
    intercept = np.full(len(classes), told.intercept_.min(), np.float32)
    coef[:, columns], intercept[columns] = told.coef_.T, told.intercept_
    return Meaning(centre.astype(np.float32), coef, intercept, MEANINGS[1])


def _beside(head: Head) -> tuple[tuple[int, int], tuple[int, int]]:
    """How scores of the classes are widened to stand beside those of the parents."""
    return (0, 0), (0, len(head.parents))


def _columns(machine: LinearSVC) -> tuple[Floats, Floats, NDArray[np.str_]]:
    """Coefficients (n_features, n_classes), intercepts and classes, two classes being two."""
    coef, intercept = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one column for two classes
        coef, intercept = np.vstack([-coef, coef]), np.concatenate([-intercept, intercept])
    return coef.T.astype(np.float32), intercept.astype(np.float32), machine.classes_


def _by_loss(pair: tuple[Head, float]) -> float:
    return pair[1]


def _cooled(
    head: Head, scores: Floats, lengths: NDArray[np.intp], truth: NDArray[np.intp]
) -> tuple[Head, float]:
    """``head`` with the temperature of the smallest log loss, and that loss."""
    rows = np.arange(len(truth))

    def loss(option: Head) -> float:
        return float(-np.log(option.proba(scores, lengths)[rows, truth] + 1e-9).mean())

    options = [replace(head, temperature=float(t)) for t in TEMPERATURES]
    losses = [loss(option) for option in options]
    best = int(np.argmin(losses))
    return options[best], losses[best]
