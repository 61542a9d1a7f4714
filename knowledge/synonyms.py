"""Other words for the same thing: what villagers say, and what papers say."""

import re
import tomllib
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent
WEIGHT = 0.4
"""How much another word counts beside the one that was said."""


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Groups of words that mean the same, from ``synonyms.toml``."""
    told = tomllib.loads((HOME / "synonyms.toml").read_text("utf-8"))
    return tuple(tuple(words) for words in told["same"])


class Synonyms:
    """Finds words of a group in a question, and gives the others of that group."""

    def __init__(self) -> None:
        self._others: dict[str, list[str]] = {}
        for group in groups():
            for word in group:
                self._others.setdefault(word, []).extend(w for w in group if w != word)
        words = sorted(self._others, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, words)) or r"(?!)")

    def of(self, question: str) -> list[tuple[str, float]]:
        """Other words for what ``question`` says, each with its weight."""
        said = dict.fromkeys(self._known.findall(question))
        return [(word, WEIGHT) for known in said for word in self._others[known]]
