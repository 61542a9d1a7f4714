"""What the classifier says about a message."""

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["sure", "choose", "unclear"]


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing a message may be about."""

    code: str
    """A subtopic code (``0501``) or a meta intent (``progress``)."""
    probability: float
    """Calibrated, in [0, 1]."""


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
    """One message, understood."""

    guesses: tuple[Guess, ...]
    """Up to three, most likely first; empty when there was nothing to understand."""
    certainty: Certainty
    """``sure``: act on the first guess; ``choose``: ask which of them; ``unclear``: ask anew."""
    because: tuple[str, ...] = ()
    """Words that decided for the first guess, most telling first; shown to cadres."""
    danger: Danger | None = None
    accuses: tuple[str, ...] = ()
    """Words by which it speaks against a cadre or committee; empty when it does not."""
    places: tuple[str, ...] = ()
    """Codes of the areas named, the most precise first."""
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
