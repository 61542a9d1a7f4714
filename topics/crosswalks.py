"""From our subtopics and kinds to the labels of others; tables in ``crosswalks/*.toml``."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from topics.examples import Example

HOME = Path(__file__).parent / "crosswalks"


@dataclass(frozen=True)
class Crosswalk:
    """One foreign label set."""

    name: str
    title: str
    analyzer: str
    """What its labels are about: ``matter`` or ``wish`` (``classifier.features``)."""
    subtopics: Mapping[str, str]
    """Subtopic code, or topic code for all its subtopics, to label."""
    kinds: Mapping[str, str]
    """Kind to label."""

    @cached_property
    def labels(self) -> frozenset[str]:
        """All labels of the set."""
        return frozenset(self.subtopics.values()) | frozenset(self.kinds.values())

    def label(self, example: Example) -> str:
        """The label of a sentence of ours; empty where the set has none for it."""
        if self.kinds:
            return self.kinds.get(str(example.kind), "") if example.kind else ""
        return self.subtopics.get(example.name) or self.subtopics.get(f"T{example.name[:2]}", "")


def load(home: Path = HOME) -> tuple[Crosswalk, ...]:
    """All crosswalks."""
    return tuple(_read(path) for path in sorted(home.glob("*.toml")))


def for_labels(labels: Collection[str], home: Path = HOME) -> Crosswalk | None:
    """The crosswalk whose labels cover ``labels``, or None."""
    return next((walk for walk in load(home) if set(labels) <= walk.labels), None)


def _read(path: Path) -> Crosswalk:
    table = tomllib.loads(path.read_text("utf-8"))
    subtopics = {
        code: label for label, codes in table.get("subtopics", {}).items() for code in codes
    }
    kinds = {kind: label for label, names in table.get("kinds", {}).items() for kind in names}
    return Crosswalk(path.stem, table["title"], table["analyzer"], subtopics, kinds)
