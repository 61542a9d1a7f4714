"""Make the model from the corpus. Needs scikit-learn; using the model does not."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from classifier.estimator import MessageClassifier
from classifier.head import Floats
from classifier.model import Model, versions
from classifier.normalise import Normaliser
from topics import Catalogue
from topics.examples import Example
from topics.review import alike

SAME_GROUP = 0.3
"""Likeness (Jaccard, character 5-grams) from which two sentences are held out together."""
TOPIC_C, KIND_C = 1.0, 0.5
"""Inverse regularisation, chosen by ``make bench-topics``."""
FOLDS = 3
"""Enough to calibrate by; ``make bench-topics`` takes five."""


def train(
    catalogue: Catalogue,
    corrections: Sequence[Example] = (),
    embed: Callable[[Sequence[str]], Floats] | None = None,
) -> Model:
    """Fit and calibrate all heads on the corpus and the reviewed ``corrections``.

    With ``embed`` (:mod:`kit.semantic`) the topics are learned from meanings as well.
    """
    examples = [*catalogue.examples, *corrections]
    normaliser = normaliser_for(catalogue)
    texts = [normaliser.plain(example.text).text for example in examples]
    groups = group(texts)
    topic = topic_classifier(catalogue).set_params(embed=embed)
    topic.fit(texts, [e.name for e in examples], groups, hints=hints(catalogue, normaliser))
    kind = kind_classifier()
    told = [i for i, example in enumerate(examples) if example.kind]
    kind.fit([texts[i] for i in told], [str(examples[i].kind) for i in told])
    figures = held_out_figures(topic, [e.name for e in examples], catalogue)
    figures["kind"] = _share(kind, [str(examples[i].kind) for i in told])
    return Model(
        topic.head_, kind.head_, catalogue.digest, _digest(corrections), versions(), figures
    )


def normaliser_for(catalogue: Catalogue) -> Normaliser:
    """The normaliser that knows the catalogue's keywords."""
    return Normaliser(word for sub in catalogue.subtopics.values() for word in sub.keywords)


def topic_classifier(catalogue: Catalogue, folds: int = FOLDS) -> MessageClassifier:
    """The classifier for subtopics and meta intents, with the topics above them."""
    parents = {code: sub.topic for code, sub in catalogue.subtopics.items()}
    parents |= dict.fromkeys(catalogue.intents, "M00")
    return MessageClassifier("matter", TOPIC_C, parents, folds=folds, min_df=2)


def kind_classifier(folds: int = FOLDS) -> MessageClassifier:
    """The classifier for what a writer wants."""
    return MessageClassifier("wish", KIND_C, balanced=True, folds=folds, min_df=4)


def hints(catalogue: Catalogue, normaliser: Normaliser) -> tuple[list[str], list[str]]:
    """Keywords and titles as further short sentences, with subtopics; learned, never tested."""
    told = [
        (normaliser.plain(text).text, code)
        for code, subtopic in catalogue.subtopics.items()
        for text in (*subtopic.keywords, subtopic.title)
    ]
    return [text for text, _ in told], [code for _, code in told]


def group(texts: Sequence[str]) -> list[int]:
    """A number for each text; texts that are much alike share theirs."""
    leader = list(range(len(texts)))
    for one, two, _ in alike(texts, SAME_GROUP):
        a, b = _root(leader, one), _root(leader, two)
        leader[max(a, b)] = min(a, b)
    return [_root(leader, i) for i in range(len(texts))]


def held_out_figures(
    fitted: MessageClassifier, names: Sequence[str], catalogue: Catalogue
) -> dict[str, float]:
    """Accuracy on held-out sentences of residents: ``topic`` (18) and ``subtopic`` (136)."""
    rows = [i for i, name in enumerate(names) if name in catalogue.subtopics]
    head = fitted.head_
    guessed = head.classes[fitted.held_out_[rows].argmax(axis=1)]
    truth = np.array([names[i] for i in rows])
    above = {code: sub.topic for code, sub in catalogue.subtopics.items()}
    same = [above.get(str(a)) == above[str(b)] for a, b in zip(guessed, truth, strict=True)]
    return {"topic": float(np.mean(same)), "subtopic": float((guessed == truth).mean())}


def _share(fitted: MessageClassifier, names: Sequence[str]) -> float:
    guessed = fitted.classes_[fitted.held_out_.argmax(axis=1)]
    return float((guessed == np.array(names)).mean())


def _root(leader: list[int], i: int) -> int:
    while leader[i] != i:
        leader[i] = leader[leader[i]]
        i = leader[i]
    return i


def _digest(corrections: Sequence[Example]) -> str:
    if not corrections:
        return ""
    lines = sorted(f"{e.name}\t{e.kind or ''}\t{e.text}" for e in corrections)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
