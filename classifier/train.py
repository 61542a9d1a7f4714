"""Make the model from the corpus, keep it in a file, and refuse a file made from something else."""

import platform
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from classifier.model import TopicModel
from kit.words import features
from topics import Catalogue

FORM = 1
"""Raised whenever the features or the file's form change."""


class StaleModel(Exception):
    """The file was made from another corpus or by other library versions."""


@dataclass(frozen=True)
class Trained:
    """A model with the proof of what it was made from."""

    model: TopicModel
    digest: str
    """Digest of the corpus (``Catalogue.digest``)."""
    versions: str
    accuracy: float
    """Share of held-out sentences whose class was guessed right, 5-fold, in [0, 1]."""

    @property
    def name(self) -> str:
        """Version shown on tickets and answers."""
        return f"{FORM}-{self.digest[:8]}"


def versions() -> str:
    """What a model file depends on besides the corpus."""
    return f"form {FORM}, scikit-learn {sklearn.__version__}, numpy {np.__version__}"


def pairs(catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """All sentences and their classes, each of shape (n_sentences,)."""
    told = [(text, name) for name, texts in catalogue.sentences.items() for text in texts]
    return [text for text, _ in told], [name for _, name in told]


def hints(catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """Keywords and titles as further short sentences, with subtopics; learned, never tested."""
    told = [
        (text, code)
        for code, subtopic in catalogue.subtopics.items()
        for text in (*subtopic.keywords, subtopic.title)
    ]
    return [text for text, _ in told], [code for _, code in told]


def train(catalogue: Catalogue, C: float = 0.5) -> Trained:
    """Fit and calibrate a model on the corpus; about a quarter of a minute on one core."""
    texts, names = pairs(catalogue)
    scores, classes = held_out_scores(texts, names, C, hints(catalogue))
    truth = np.searchsorted(classes, names)
    more_texts, more_names = hints(catalogue)
    model = TopicModel(C, temperature(scores, truth)).fit(texts + more_texts, names + more_names)
    accuracy = float((scores.argmax(axis=1) == truth).mean())
    return Trained(model, catalogue.digest, versions(), accuracy)


def held_out_scores(
    texts: list[str],
    names: list[str],
    C: float,
    more: tuple[list[str], list[str]] = ([], []),
    folds: int = 5,
) -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    """Scores of each sentence by a model that did not see it, (n_sentences, n_classes); classes."""
    classes = np.unique(names)
    scores = np.zeros((len(texts), len(classes)), np.float32)
    everything = np.array(texts, dtype=object), np.array(names)
    for fit, test in StratifiedKFold(folds, shuffle=True, random_state=7).split(*everything):
        known = [texts[i] for i in fit] + more[0], [names[i] for i in fit] + more[1]
        model = TopicModel(C).fit(*known)
        for i in test:
            scores[i] = model.scores(features(texts[i]))
    return scores, classes


def temperature(scores: NDArray[np.float32], truth: NDArray[np.intp]) -> float:
    """The temperature with the smallest log loss on held-out ``scores``, between 0.02 and 2."""

    def loss(t: float) -> float:
        scaled = scores / t
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scaled).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(truth)), truth]).mean())

    return min((float(t) for t in np.geomspace(0.02, 2, 80)), key=loss)


def save(trained: Trained, path: Path) -> None:
    """Write ``trained`` to ``path``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    joblib.dump(trained, part)
    part.replace(path)


def load(path: Path, catalogue: Catalogue) -> Trained:
    """Read a model that was made from this corpus by these libraries.

    Raises
    ------
    FileNotFoundError
        There is none yet.
    StaleModel
        It was made from something else; the message says from what.
    """
    trained: Trained = joblib.load(path)
    if trained.digest != catalogue.digest:
        raise StaleModel(
            f"{path.name} was trained on corpus {trained.digest[:8]}, the corpus here is "
            f"{catalogue.digest[:8]}: run `minhu train`."
        )
    if trained.versions != versions():
        raise StaleModel(
            f"{path.name} was made with {trained.versions}, here is {versions()} on Python "
            f"{platform.python_version()}: run `minhu train`."
        )
    return trained
