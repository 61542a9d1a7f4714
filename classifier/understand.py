"""From text to Understanding: the safety screen, then the model, or keywords without one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from classifier.accusation import accuses
from classifier.danger import Screen
from classifier.facts import Fact, facts
from classifier.features import ANALYZERS
from classifier.head import Floats
from classifier.model import Model
from classifier.normalise import Normaliser, Plain
from classifier.parts import demands, parts
from classifier.people import PersonNamed, persons
from classifier.places import Gazetteer, Mention
from classifier.tone import Ear
from classifier.types import Certainty, Danger, Guess, Matter, Understanding
from kit.text import cleaned
from topics import Catalogue
from topics.examples import Kind

MOST = 3
LONGEST = 4000
"""Characters of a message that are looked at; nobody types more, robots do."""
_HAN = re.compile("[\u3400-\u9fff]")
_VAGUE = frozenset({"unclear", "other"})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When the house acts, asks, or gives up guessing; see docs/model-card.md."""

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
        model: Model | None,
        thresholds: Thresholds | None = None,
        screen: Screen | None = None,
    ) -> None:
        """Without ``model`` the keywords of the catalogue alone decide."""
        self._catalogue, self._model = catalogue, model
        self._thresholds = thresholds or Thresholds()
        self._screen = screen or Screen()
        self._ear = Ear()
        self._keywords: Mapping[str, str] = {
            word: code for code, sub in catalogue.subtopics.items() for word in sub.keywords
        }
        self._normaliser = Normaliser(self._keywords)
        self._allowed = frozenset(catalogue.subtopics) | catalogue.intents

    def understand(self, text: str, gazetteer: Gazetteer | None = None) -> Understanding:
        """What ``text`` is about, what is wanted, how dangerous, against whom, who, when and where.

        Any text is taken: empty, endless, in no language. It never raises.
        """
        text = text[:LONGEST]
        plain = self._normaliser.plain(text)
        found = self._counted(plain.text)
        guesses = self._guesses(plain.text, found)
        # Danger is heard in both: a rule may know the very typo that the normaliser mends.
        danger = self._screen.danger(plain.text) or self._screen.danger(cleaned(text))
        against = accuses(plain.text)
        kind, sure = self._kind(plain.text, guesses, danger, against)
        mentions = gazetteer.mentions(plain.text) if gazetteer else ()
        codes = dict.fromkeys(mention.code for mention in mentions)
        return Understanding(
            guesses=guesses,
            certainty=self._certainty(guesses),
            matters=self._matters(plain, guesses),
            kind=kind,
            kind_probability=sure,
            because=self._because(plain.text, found, guesses),
            danger=danger,
            accuses=against,
            tone=self._ear.tone(plain.text),
            places=tuple(sorted(codes, key=len, reverse=True)),
            mentions=tuple(_moved(plain, mention) for mention in mentions),
            persons=tuple(_moved(plain, person) for person in persons(plain.text)),
            facts=tuple(_moved(plain, fact) for fact in facts(plain.text)),
            demands=tuple(plain.span(part.start, part.end) for part in demands(plain.text)),
            model=self._model.name if self._model else "",
        )

    def codes(self, texts: Iterable[str]) -> list[str | None]:
        """The first guess for each of many texts, and nothing else of them."""
        plain = [self._normaliser.plain(text[:LONGEST]).text for text in texts]
        if self._model is None or not plain:
            found = [self._by_keyword(text) for text in plain]
            return [guesses[0].code if guesses else None for guesses in found]
        head = self._model.topic
        best = head.classes[head.proba_of_many(plain).argmax(axis=1)]
        return [str(c) if _HAN.search(t) else None for c, t in zip(best, plain, strict=True)]

    def _counted(self, text: str) -> list[str]:
        return ANALYZERS[self._model.topic.analyzer](text) if self._model else []

    def _proba(self, found: Sequence[str], text: str) -> Floats:
        assert self._model is not None  # noqa: S101 -- the callers have looked
        head = self._model.topic
        return head.proba(head.scores_of(found, text), len(text))

    def _guesses(self, text: str, found: Sequence[str]) -> tuple[Guess, ...]:
        if not _HAN.search(text):
            return ()  # nothing we can read
        if self._model is None:
            return self._by_keyword(text)
        proba = self._proba(found, text)
        most = min(MOST, len(proba))
        best = np.argpartition(proba, -most)[-most:]
        classes = self._model.topic.classes
        told = (Guess(str(classes[i]), float(proba[i])) for i in best[np.argsort(-proba[best])])
        return tuple(guess for guess in told if guess.code in self._allowed)

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

    def _matters(self, plain: Plain, guesses: tuple[Guess, ...]) -> tuple[Matter, ...]:
        """The subtopics of the whole and of its parts, where a part surely is another matter."""
        subtopics = self._catalogue.subtopics
        if not guesses or guesses[0].code not in subtopics:
            return ()
        cut = parts(plain.text)
        whole = Matter(guesses[0].code, guesses[0].probability, *plain.span(0, len(plain.text)))
        if len(cut) < 2 or self._model is None:
            return (whole,)
        found: dict[str, Matter] = {}
        for part in cut:
            words = plain.text[part.start : part.end]
            first = self._guesses(words, self._counted(words))
            if self._certainty(first) != "sure" or first[0].code not in subtopics:
                continue
            known = found.get(first[0].code)
            start, end = plain.span(part.start, part.end)
            found[first[0].code] = Matter(
                first[0].code,
                max(first[0].probability, known.probability if known else 0.0),
                known.start if known else start,
                end,
            )
        main = found.pop(whole.code, whole)
        others = sorted(found.values(), key=lambda matter: -matter.probability)
        topic = subtopics[main.code].topic
        apart = [other for other in others if subtopics[other.code].topic != topic]
        return (replace(main, probability=whole.probability), *apart[: MOST - 1])

    def _kind(
        self,
        text: str,
        guesses: tuple[Guess, ...],
        danger: Danger | None,
        against: tuple[str, ...],
    ) -> tuple[Kind | None, float]:
        """What is wanted: by rules where much depends on it, else by the model."""
        if danger is not None:
            return Kind.EMERGENCY, 1.0
        if not guesses or guesses[0].code not in self._catalogue.subtopics:
            return None, 0.0
        if against and self._catalogue.subtopics[guesses[0].code].topic == "T10":
            return Kind.ACCUSATION, 1.0
        if self._model is None:
            return None, 0.0
        head = self._model.kind
        proba = head.proba(head.scores(text), len(text))
        best = int(proba.argmax())
        return Kind(str(head.classes[best])), float(proba[best])

    def _because(
        self, text: str, found: Sequence[str], guesses: tuple[Guess, ...]
    ) -> tuple[str, ...]:
        if not guesses:
            return ()
        code = guesses[0].code
        if self._model is None:
            return tuple(w for w, c in self._keywords.items() if c == code and w in text)[:4]
        return self._model.topic.because(found, code)


_Thing = TypeVar("_Thing", Mention, PersonNamed, Fact)


def _moved(plain: Plain, thing: _Thing) -> _Thing:
    """``thing``, with the offsets it has in the message as it was written."""
    start, end = plain.span(thing.start, thing.end)
    return replace(thing, start=start, end=end)
