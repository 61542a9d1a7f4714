"""How well labels are guessed: what every benchmark of the classifier prints."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import StratifiedKFold

from classifier.foreign import Labelled, TooFew, head_for


def measure(truth: Sequence[str], guessed: Sequence[str]) -> dict[str, Any]:
    """Macro-F1 over the labels of ``truth``, accuracy, and precision, recall and F1 per label."""
    labels = sorted(set(truth))
    precision, recall, f1, n = precision_recall_fscore_support(
        list(truth), list(guessed), labels=labels, zero_division=0
    )
    hits = np.array(truth) == np.array(guessed)
    return {
        "macro_f1": round(float(f1.mean()), 4),
        "accuracy": round(float(hits.mean()), 4),
        "n": len(truth),
        "per_class": {
            label: {
                "precision": round(float(precision[i]), 4),
                "recall": round(float(recall[i]), 4),
                "f1": round(float(f1[i]), 4),
                "n": int(n[i]),
            }
            for i, label in enumerate(labels)
        },
    }


def trained(train: Labelled, test: Labelled, analyzer: str = "matter") -> dict[str, Any]:
    """Figures on ``test`` of a head fitted on ``train``."""
    fitted = head_for(train, analyzer=analyzer)
    return measure(test.labels, [str(label) for label in fitted.predict(test.texts)])


def cross_validated(data: Labelled, folds: int, analyzer: str = "matter") -> dict[str, Any]:
    """Figures of heads fitted on all folds but one and tested on that one, labels spread evenly.

    Labels with fewer rows than folds are left out: they cannot stand in every fold.

    Raises
    ------
    TooFew
        Fewer than two labels are left.
    """
    counts = {label: data.labels.count(label) for label in set(data.labels)}
    kept = [i for i, label in enumerate(data.labels) if counts[label] >= folds]
    if len({data.labels[i] for i in kept}) < 2:
        raise TooFew(file="—", column=f"{folds} × 2")
    texts = np.array([data.texts[i] for i in kept], dtype=object)
    labels = np.array([data.labels[i] for i in kept])
    guessed = np.empty_like(labels)
    for learn, test in StratifiedKFold(folds, shuffle=True, random_state=7).split(texts, labels):
        part = Labelled(list(texts[learn]), list(labels[learn]))
        guessed[test] = head_for(part, analyzer=analyzer).predict(list(texts[test]))
    return measure(list(labels), list(guessed)) | {"folds": folds}


def interval(hits: Sequence[bool], rounds: int = 1000) -> tuple[float, float]:
    """The 95 % bootstrap interval of a share."""
    drawn = np.random.default_rng(7).choice(np.array(hits), (rounds, len(hits)))
    low, high = np.percentile(drawn.mean(axis=1), (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)
