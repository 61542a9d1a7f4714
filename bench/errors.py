"""The error browser: one self-contained page with every mistake of an examined classifier."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader

import topics
from bench.scores import measure
from classifier.foreign import confusions, head_for, labelled
from classifier.head import Floats
from classifier.train import group, hints, normaliser_for, topic_classifier
from kit.table import read

HOME = Path(__file__).parent
MOST = 400
"""Mistakes shown, the most confident first."""
STEPS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Shares of the messages, the most confident first, at which accuracy is told."""


@dataclass(frozen=True)
class Examined:
    """What a classifier made of messages it had not seen."""

    title: str
    texts: Sequence[str]
    truth: Sequence[str]
    guessed: Sequence[str]
    confidence: Floats
    """Calibrated, shape (n_messages,)."""
    names: Mapping[str, str]
    """Label to what it is called."""
    coarse: Mapping[str, str]
    """Label to the one above it; empty without."""

    def figures(self) -> dict[str, Any]:
        """Macro-F1, accuracy, and accuracy at each share of the most confident."""
        told = {k: v for k, v in measure(self.truth, self.guessed).items() if k != "per_class"}
        if self.coarse:
            above = self.above()
            told["above"] = round(float(np.mean([a == b for a, b in above])), 4)
        for share, right, least in self.curve():
            told[f"{share:.0%}"] = f"{right:.3f} (≥ {least:.2f})"
        return told

    def above(self) -> list[tuple[str, str]]:
        """True and guessed labels one level up."""
        return [
            (self.coarse.get(a, a), self.coarse.get(b, b))
            for a, b in zip(self.truth, self.guessed, strict=True)
        ]

    def curve(self, only: str = "") -> list[tuple[float, float, float]]:
        """Share of the most confident messages, accuracy among them, least confidence."""
        rows = [i for i in range(len(self.truth)) if not only or self.guessed[i] == only]
        rows.sort(key=lambda i: -float(self.confidence[i]))
        right = np.array([self.truth[i] == self.guessed[i] for i in rows], dtype=float)
        told = []
        for share in STEPS:
            size = max(1, round(len(rows) * share))
            least = float(self.confidence[rows[size - 1]]) if rows else 0.0
            told.append((share, float(right[:size].mean()) if rows else 0.0, least))
        return told


def examined_corpus(folds: int = 5) -> Examined:
    """Our own corpus, each sentence judged by a model that saw nothing like it."""
    catalogue = topics.load()
    normaliser = normaliser_for(catalogue)
    texts = [normaliser.plain(example.text).text for example in catalogue.examples]
    names = [example.name for example in catalogue.examples]
    fitted = topic_classifier(catalogue, folds)
    fitted.fit(texts, names, group(texts), hints=hints(catalogue, normaliser))
    above = {code: subtopic.topic for code, subtopic in catalogue.subtopics.items()}
    above |= dict.fromkeys(catalogue.intents, "M00")
    title = {code: f"{code} {subtopic.title}" for code, subtopic in catalogue.subtopics.items()}
    return _examined("自己的语料，留出", texts, names, fitted, title, above)


def examined_table(data: Path, label: str, text: str, folds: int = 5) -> Examined:
    """Somebody's table, cross-validated.

    Raises
    ------
    kit.errors.BadInput
        The file cannot be read, or has no such column.
    """
    table = labelled(read(data), normaliser_for(topics.load()), data.name, label, text)
    fitted = head_for(table, folds=folds)
    return _examined(data.name, table.texts, table.labels, fitted, {}, {})


def page(found: Examined) -> str:
    """The page, with its style, script and data inside."""
    wrong = [i for i in range(len(found.truth)) if found.truth[i] != found.guessed[i]]
    wrong.sort(key=lambda i: -float(found.confidence[i]))
    per_class = measure(found.truth, found.guessed)["per_class"]
    data = {
        "names": found.names,
        "mistakes": [
            {
                "text": found.texts[i],
                "truth": found.truth[i],
                "guess": found.guessed[i],
                "p": round(float(found.confidence[i]), 3),
            }
            for i in wrong[:MOST]
        ],
        "confusions": [
            {"truth": a, "guess": b, "n": n}
            for (a, b), n in list(confusions(found.truth, found.guessed).items())[:200]
        ],
        "classes": [
            {"label": label, **one, "curve": [right for _, right, _ in found.curve(label)]}
            for label, one in sorted(per_class.items(), key=lambda pair: pair[1]["f1"])
        ],
        "steps": STEPS,
        "curve": [right for _, right, _ in found.curve()],
    }
    environment = Environment(loader=FileSystemLoader(HOME), autoescape=True)
    blob = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    told = found.figures()
    return environment.get_template("errors.html").render(title=found.title, data=blob, told=told)


def _examined(  # noqa: PLR0917 -- told in the order of the page
    title: str,
    texts: Sequence[str],
    truth: Sequence[str],
    fitted: Any,
    names: Mapping[str, str],
    coarse: Mapping[str, str],
) -> Examined:
    proba = fitted.held_out_
    guessed = [str(label) for label in fitted.classes_[proba.argmax(axis=1)]]
    return Examined(title, texts, truth, guessed, proba.max(axis=1), names, coarse)
