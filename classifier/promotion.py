"""A new model takes over only if nothing important gets worse; the old one stays at hand."""

import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from classifier.model import Model, StaleModel, load, load_heads, save
from classifier.understand import Classifier
from kit.errors import Conflict
from topics import HOME, Catalogue
from topics.examples import Example, read_file

GOLDEN = HOME / "golden.txt"
KEPT = 5
"""Models kept for rolling back."""
MAY_FALL = 0.01
"""Share of all golden messages by which a new model may be worse."""
PER_TOPIC = 1
"""Golden messages that a topic may lose; the topics in ``GRAVE`` may lose none."""
GRAVE = frozenset({"T02", "T03", "T10"})


class NothingBefore(Conflict):
    phrase = "model.nothing_before"


@dataclass(frozen=True)
class Verdict:
    """How a new model compares with the running one on the golden messages."""

    promoted: bool
    old_right: int = 0
    new_right: int = 0
    size: int = 0
    fallen: Mapping[str, int] = field(default_factory=dict)
    """Topic to golden messages lost, where more were lost than won."""
    lost: tuple[Example, ...] = ()
    """Golden messages that the running model understands and the new one does not."""


def golden() -> tuple[Example, ...]:
    """Messages that must be understood; never learned from."""
    return tuple(read_file(GOLDEN))


def right(model: Model | None, catalogue: Catalogue) -> dict[Example, bool]:
    """For each golden message, whether the first guess is the class it stands under."""
    classifier = Classifier(catalogue, model)
    return {e: classifier.understand(e.text).code == e.name for e in golden()}


def offer(model: Model, path: Path, catalogue: Catalogue, *, force: bool = False) -> Verdict:
    """Put ``model`` in the place of the one at ``path`` if nothing important falls, or by force.

    A file made with other libraries is no rival, but is kept.
    """
    try:
        running = load(path, None)
    except (FileNotFoundError, StaleModel):
        running = None
    verdict = compared(running, model, catalogue) if running else Verdict(promoted=True)
    if verdict.promoted or force:
        keep(path)
        save(model, path)
    return verdict


def compared(old: Model, new: Model, catalogue: Catalogue) -> Verdict:
    """How ``new`` does on the golden messages beside ``old``."""
    before, after = right(old, catalogue), right(new, catalogue)
    balance: dict[str, int] = defaultdict(int)
    for example in before:
        topic = f"T{example.name[:2]}" if example.name.isdigit() else "M00"
        balance[topic] += int(after[example]) - int(before[example])
    fallen = {topic: -change for topic, change in balance.items() if change < 0}
    too_far = any(lost > (0 if topic in GRAVE else PER_TOPIC) for topic, lost in fallen.items())
    worse = sum(before.values()) - sum(after.values()) > MAY_FALL * len(before)
    return Verdict(
        promoted=not (too_far or worse),
        old_right=sum(before.values()),
        new_right=sum(after.values()),
        size=len(before),
        fallen=fallen,
        lost=tuple(e for e in before if before[e] and not after[e]),
    )


def keep(path: Path) -> None:
    """Copy the model at ``path`` to the top of those kept (``…model.1``, ``…model.2``).

    It stays in its place until the next one replaces it: a bot may start at any moment.
    """
    if not path.exists():
        return
    for number in range(KEPT - 1, 0, -1):
        older = _kept(path, number)
        if older.exists():
            older.replace(_kept(path, number + 1))
    shutil.copy2(path, _kept(path, 1))


def roll_back(path: Path) -> str:
    """Put the model kept last in the place of the one at ``path``; gives its corpus digest.

    Raises
    ------
    NothingBefore
        None is kept.
    """
    last = _kept(path, 1)
    if not last.exists():
        raise NothingBefore(path=path.name)
    last.replace(path)
    for number in range(2, KEPT + 1):
        older = _kept(path, number)
        if older.exists():
            older.replace(_kept(path, number - 1))
    _, told = load_heads(path)
    return f"{told['digest'][:8]}{'+' if told.get('learned') else ''}"


def _kept(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
