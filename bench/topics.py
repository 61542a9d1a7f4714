"""``minhu bench topics``: the classifier on a table of labelled messages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import topics
from bench.scores import cross_validated, measure, trained
from classifier.foreign import Labelled, TooFew, from_corpus, head_for, labelled
from classifier.normalise import Normaliser
from classifier.train import normaliser_for
from kit.table import read
from topics.crosswalks import Crosswalk, for_labels


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be measured."""

    test: Path
    train: Path | None = None
    label: str = ""
    """Column of the labels; by default the first that looks like one."""
    text: str = ""
    """Column of the messages; by default the first that looks like one."""
    folds: int = 0
    """0 measures the shipped model, or one trained on ``train``; k trains on the file itself."""


def run(task: Task) -> dict[str, Any]:
    """The figures of ``task``: ``macro_f1``, ``accuracy``, ``per_class``, ``n`` and ``how``.

    Raises
    ------
    kit.errors.BadInput
        A file cannot be read, lacks a column, or has labels for which nothing of ours is known.
    """
    catalogue = topics.load()
    normaliser = normaliser_for(catalogue)
    test = _table(task.test, normaliser, task)
    walk = for_labels(set(test.labels))
    analyzer = walk.analyzer if walk else "matter"
    if task.train is not None:
        train = _table(task.train, normaliser, task)
        return {"how": f"trained on {task.train.name}"} | trained(train, test, analyzer)
    if task.folds:
        figures = cross_validated(test, task.folds, analyzer)
        return {"how": f"{task.folds}-fold on {task.test.name}"} | figures
    ours = own_labels(catalogue, test, walk, normaliser, task.test.name)
    fitted = head_for(ours, analyzer=analyzer, balanced=True)
    guessed = [str(label) for label in fitted.predict(test.texts)]
    return {"how": "own corpus only", "learned": len(ours.texts)} | measure(test.labels, guessed)


def own_labels(
    catalogue: topics.Catalogue,
    test: Labelled,
    walk: Crosswalk | None,
    normaliser: Normaliser,
    file: str,
) -> Labelled:
    """Our corpus under the labels of ``test``: a crosswalk's, our subtopics' or our topics'.

    Raises
    ------
    TooFew
        The labels are none that we know; train on a file of yours instead.
    """
    if walk is not None:
        return from_corpus(catalogue, walk, normaliser)
    known = set(test.labels)
    ours: dict[str, str] = {}
    if known <= set(catalogue.subtopics) | catalogue.intents:
        ours = {name: name for name in (*catalogue.subtopics, *catalogue.intents)}
    elif known <= set(catalogue.titles):
        ours = {code: subtopic.topic for code, subtopic in catalogue.subtopics.items()}
    if not ours:
        raise TooFew(file=file, column=f"{'、'.join(sorted(known)[:5])}…")
    own = Crosswalk("own", "", "matter", ours, {})
    return from_corpus(catalogue, own, normaliser)


def _table(path: Path, normaliser: Normaliser, task: Task) -> Labelled:
    return labelled(read(path), normaliser, path.name, task.label, task.text)
