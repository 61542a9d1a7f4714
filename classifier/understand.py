"""From text to Understanding: the safety screen, then the model, or keywords without one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.accusation import accuses
from classifier.danger import Screen
from classifier.places import Gazetteer
from classifier.train import Trained
from classifier.types import Certainty, Guess, Understanding
from kit.text import cleaned
from kit.words import features
from topics import Catalogue

MOST = 3
_VAGUE = frozenset({"unclear", "other"})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When the house acts, asks, or gives up guessing; see docs/classifier.md."""

    act: float = 0.5
    """Probability from which the first guess is acted on, if it also leads by ``margin``."""
    margin: float = 0.2
    choose: float = 0.12
    """Below this probability no choice is offered: the person is asked to say it otherwise."""


class Classifier:
    """Understands one message at a time. Knows no database and asks nobody."""

    def __init__(
        self,
        catalogue: Catalogue,
        trained: Trained | None,
        thresholds: Thresholds | None = None,
        screen: Screen | None = None,
    ) -> None:
        """Without ``trained`` the keywords of the catalogue alone decide."""
        self._catalogue, self._trained = catalogue, trained
        self._thresholds = thresholds or Thresholds()
        self._screen = screen or Screen()
        self._keywords: Mapping[str, str] = {
            word: code for code, sub in catalogue.subtopics.items() for word in sub.keywords
        }

    def understand(self, text: str, gazetteer: Gazetteer | None = None) -> Understanding:
        """What ``text`` is about, how dangerous, against whom, and where."""
        text = cleaned(text)
        found = features(text) if self._trained else []
        guesses = self._guesses(text, found)
        return Understanding(
            guesses=guesses,
            certainty=self._certainty(guesses),
            because=self._because(text, found, guesses),
            danger=self._screen.danger(text),
            accuses=accuses(text),
            places=gazetteer.places(text) if gazetteer else (),
            model=self._trained.name if self._trained else "",
        )

    def _guesses(self, text: str, found: Sequence[str]) -> tuple[Guess, ...]:
        if not any(character.isalnum() for character in text):
            return ()
        if self._trained is None:
            return self._by_keyword(text)
        proba = self._trained.model.proba(found)
        best = np.argpartition(proba, -MOST)[-MOST:]
        best = best[np.argsort(-proba[best])]
        classes = self._trained.model.classes_
        return tuple(Guess(str(classes[i]), float(proba[i])) for i in best)

    def _by_keyword(self, text: str) -> tuple[Guess, ...]:
        hits: dict[str, int] = {}
        for word, code in self._keywords.items():
            if word in text:
                hits[code] = hits.get(code, 0) + len(word)
        whole = sum(hits.values())
        ranked = sorted(hits, key=lambda code: hits[code], reverse=True)[:MOST]
        return tuple(Guess(code, hits[code] / whole) for code in ranked)

    def _certainty(self, guesses: tuple[Guess, ...]) -> Certainty:
        if not guesses or guesses[0].code in _VAGUE:
            return "unclear"
        limits = self._thresholds
        first = guesses[0].probability
        second = guesses[1].probability if len(guesses) > 1 else 0.0
        if first >= limits.act and first - second >= limits.margin:
            return "sure"
        return "choose" if first >= limits.choose else "unclear"

    def _because(
        self, text: str, found: Sequence[str], guesses: tuple[Guess, ...]
    ) -> tuple[str, ...]:
        if not guesses:
            return ()
        code = guesses[0].code
        if self._trained is None:
            return tuple(w for w, c in self._keywords.items() if c == code and w in text)[:4]
        return self._trained.model.because(found, code)
