"""How a message sounds: the operator answers a frightened person otherwise than an angry one."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from re import Pattern
from typing import Any

WORDS = Path(__file__).parent.parent / "topics" / "tone.toml"
ENOUGH = 2
"""Points from which a tone is heard; strong words count two, others one."""


class Tone(StrEnum):
    CALM = "calm"
    ANGRY = "angry"
    SAD = "sad"
    AFRAID = "afraid"
    HURRIED = "hurried"


class Ear:
    """Hears the tone of a text by the words of ``topics/tone.toml``."""

    def __init__(self, path: Path = WORDS) -> None:
        table: Mapping[str, Any] = tomllib.loads(path.read_text("utf-8"))
        self._tones = {
            Tone(name): (_any(lists["strong"]), _any(lists["words"]))
            for name, lists in table.items()
        }

    def tone(self, text: str) -> Tone:
        """The tone with the most points; fear before grief before anger where they are even."""
        points = {
            tone: 2 * len(set(strong.findall(text))) + len(set(words.findall(text)))
            for tone, (strong, words) in self._tones.items()
        }
        order = (Tone.AFRAID, Tone.SAD, Tone.ANGRY, Tone.HURRIED)
        best = max(order, key=lambda tone: points.get(tone, 0))
        return best if points.get(best, 0) >= ENOUGH else Tone.CALM


def _any(words: list[str]) -> Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
