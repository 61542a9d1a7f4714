"""Example sentences as plain text files: one class each, in sections for what the writer wants.

``corpus/0101.txt`` holds a subtopic, with sections such as ``[投诉]``; ``corpus/meta/thanks.txt``
holds what people say to the bot itself, without sections; ``corpus/boundaries/*.txt`` hold the
pairs that are easily confused, in sections that name the subtopic and the kind (``[0106 求助]``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_SECTION = re.compile(r"^\[(?:(\d{4})\s*)?([^\]]*)\]$")


class Kind(StrEnum):
    """What the writer wants, on an axis of its own beside the topic (信访工作条例 Art.29-31)."""

    ENQUIRY = "咨询"
    HELP = "求助"
    COMPLAINT = "投诉"
    REPORT = "举报"
    """Of an unlawful act by anybody but a cadre."""
    ACCUSATION = "检举控告"
    """Of a cadre, a committee or an office."""
    SUGGESTION = "建议"
    PRAISE = "表扬"
    EMERGENCY = "紧急"
    MEDIATION = "纠纷调解"
    DISCLOSURE = "信息公开"


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence somebody might send."""

    text: str
    name: str
    """A subtopic code (``0101``) or a meta intent (``thanks``)."""
    kind: Kind | None
    """None for meta intents, and where nobody has said."""
    boundary: str = ""
    """Name of the boundary rule it was written for; empty for most."""


def read(corpus: Path) -> Iterator[Example]:
    """All examples below ``corpus``.

    Raises
    ------
    ValueError
        A section names no kind we know, or a boundary sentence no subtopic; names file and line.
    """
    for path in sorted(corpus.rglob("*.txt")):
        yield from read_file(path)


def read_file(path: Path) -> Iterator[Example]:
    """The examples of one file; see :func:`read`."""
    boundary = path.stem if path.parent.name == "boundaries" else ""
    name, kind = ("" if boundary else path.stem), None
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if section := _SECTION.match(line):
            try:
                kind = Kind(section[2]) if section[2] else None
            except ValueError:
                known = "、".join(Kind)
                raise ValueError(
                    f"{path.name}:{number}: {section[2]} is no kind; use {known}."
                ) from None
            name = section[1] or name
            continue
        if not name:
            raise ValueError(f"{path.name}:{number}: say first which subtopic, as in [0106 求助].")
        yield Example(line, name, kind, boundary)
