"""Fit what the library weighs (``knowledge.library``): ``python -m bench.weights`` prints it.

Every phrasing of the starter content is asked while it is hidden; the eight nearest items are
examples, right or wrong, for a logistic regression on text, topic and nearest phrasing.
"""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sqlalchemy.orm import Session

import topics
from bench.installation import MODEL, fresh
from bot.brain import Brain
from bot.snapshot import examiner
from classifier.understand import Thresholds
from directory import registry
from kit import clock
from knowledge import shelf
from knowledge.golden import Examiner
from knowledge.library import ENOUGH, Library

NEAREST = 8


def main() -> None:
    """Print the weights and how often the best item is the right one, by five-fold validation."""
    with fresh() as town:
        engine = town.engine()
        with Session(engine) as session:
            library, directory = shelf.load(session), registry.load(session)
        engine.dispose()
    asks = examiner(Brain(MODEL, topics.load(), Thresholds()), directory, {})
    told, right, groups = examples(library, asks)
    model = LogisticRegression(C=10, max_iter=2000)
    folds = GroupKFold(5)
    odds = cross_val_predict(model, told, right, cv=folds, groups=groups, method="predict_proba")
    best = [right[groups == one][odds[groups == one, 1].argmax()] for one in np.unique(groups)]
    model.fit(told, right)
    text, topic, phrasing = model.coef_[0].round(2)
    print(f"TEXT {text}  TOPIC {topic}  PHRASING {phrasing}  NOTHING {model.intercept_[0]:.2f}")
    print(f"right at first: {np.mean(best):.3f} of {len(best)} questions")


def examples(library: Library, asks: Examiner) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Text, topic and phrasing of the nearest items; whether they are right; the question."""
    today = clock.today()
    told: list[tuple[float, float, float]] = []
    right: list[bool] = []
    groups: list[int] = []
    for entry in library.entries:
        if not entry.holds_on(today):
            continue
        for question in entry.questions:
            groups_so_far = groups[-1] + 1 if groups else 0
            hits = library.search(
                question, asks.likely(question), areas=asks.around(entry.area), today=today,
                most=NEAREST, unseen=True,
            )  # fmt: skip
            for hit in hits:
                text, phrasing, evidence = library.signs(question, hit.entry)
                worth = evidence / (evidence + ENOUGH)
                topic = max(asks.likely(question).get(c, 0.0) for c in hit.entry.subtopics)
                told.append((text * worth, topic, phrasing))
                right.append(hit.entry.base == entry.base)
                groups.append(groups_so_far)
    return np.array(told), np.array(right), np.array(groups)


if __name__ == "__main__":
    main()
