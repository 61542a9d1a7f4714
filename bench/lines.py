"""Messages from JSON-lines files, as they were written by real people; never kept, only sent."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One message to be sent."""

    number: int
    """From 0, over all files."""
    text: str


def read(
    files: Sequence[Path], limit: int | None, seed: int | None
) -> tuple[list[Line], list[str]]:
    """At most ``limit`` messages of ``files``, and one sentence for each line that is of no use.

    With ``seed`` the lines are shuffled before the limit is applied; without, they keep their
    order.

    Raises
    ------
    OSError
        A file cannot be read.
    """
    texts: list[str] = []
    problems: list[str] = []
    for path, number, raw in chain.from_iterable(_numbered(path) for path in files):
        try:
            texts.append(_text(raw))
        except ValueError as problem:
            problems.append(f"{path.name}:{number}: {problem}")
    if seed is not None:
        random.Random(seed).shuffle(texts)  # noqa: S311 -- an order, not a secret
    return [Line(number, text) for number, text in enumerate(texts[:limit])], problems


def _numbered(path: Path) -> list[tuple[Path, int, str]]:
    rows = path.read_text("utf-8", errors="replace").split("\n")
    return [(path, number, row) for number, row in enumerate(rows, 1) if row.strip()]


def _text(raw: str) -> str:
    try:
        row = json.loads(raw)
    except json.JSONDecodeError:
        raise ValueError("no JSON") from None
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise ValueError("no text")
    return text
