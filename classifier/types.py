"""What the classifier says about a message."""

from dataclasses import dataclass
from typing import Literal

from classifier.facts import Fact
from classifier.people import PersonNamed
from classifier.places import Mention
from classifier.tone import Tone
from topics.examples import Kind

Certainty = Literal["sure", "choose", "unclear"]


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing a message may be about."""

    code: str
    """A subtopic code (``0501``) or a meta intent (``progress``); always one of the catalogue."""
    probability: float
    """Calibrated, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the matters of a message, and where it stands."""

    code: str
    """A subtopic code."""
    probability: float
    """Calibrated, in [0, 1]."""
    start: int
    """Where it begins in the message as written, in characters."""
    end: int


@dataclass(frozen=True, slots=True)
class Danger:
    """A rule of the safety screen that fired."""

    name: str
    """The kind of danger: fire, flood, violence, fraud-now, despair …"""
    subtopic: str
    """Code of the subtopic under which the parallel ticket is opened."""
    words: tuple[str, ...]
    """What in the text made the rule fire."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, understood. Offsets count characters of the message as it was written."""

    guesses: tuple[Guess, ...]
    """Up to three, most likely first; empty when there was nothing to understand."""
    certainty: Certainty
    """``sure``: act on the first guess; ``choose``: ask which of them; ``unclear``: ask anew."""
    matters: tuple[Matter, ...] = ()
    """Up to three different subtopics with their places; the first is that of the whole message."""
    kind: Kind | None = None
    """What the writer wants; None for words to the bot itself, or where nothing is to be told."""
    kind_probability: float = 0.0
    """Calibrated, in [0, 1]; 1 where a rule decided."""
    because: tuple[str, ...] = ()
    """Words that decided for the first guess, most telling first; shown to cadres."""
    danger: Danger | None = None
    accuses: tuple[str, ...] = ()
    """Words by which it speaks against a cadre or committee; empty when it does not."""
    tone: Tone = Tone.CALM
    places: tuple[str, ...] = ()
    """Codes of the areas named, the most precise first."""
    mentions: tuple[Mention, ...] = ()
    """Where the areas are named."""
    persons: tuple[PersonNamed, ...] = ()
    facts: tuple[Fact, ...] = ()
    """Times, sums, counts and numbers of papers, the latter masked."""
    demands: tuple[tuple[int, int], ...] = ()
    """Where something is asked for."""
    model: str = ""
    """Version of the model that guessed; empty when keywords alone did."""

    @property
    def code(self) -> str | None:
        """The first guess, or None."""
        return self.guesses[0].code if self.guesses else None

    @property
    def confidence(self) -> float:
        """Probability of the first guess, in [0, 1]."""
        return self.guesses[0].probability if self.guesses else 0.0

    @property
    def margin(self) -> float:
        """How far the first guess is ahead of the second, in [0, 1]."""
        second = self.guesses[1].probability if len(self.guesses) > 1 else 0.0
        return self.confidence - second
