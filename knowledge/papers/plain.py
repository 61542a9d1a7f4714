"""Plain text in whatever encoding Chinese programs wrote it."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from functools import cache
from itertools import chain
from pathlib import Path

from knowledge.papers import lines
from knowledge.papers.errors import UnknownLetters
from knowledge.papers.types import Piece, Reading
from phrases import say

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SAMPLE = 4000


def read(path: Path) -> Reading:
    """The paragraphs of a text file; a form feed begins a page, as old printers' files have it."""
    text, warnings = decoded(path)
    pages, gone = lines.without_furniture([page.splitlines() for page in text.split("\f")])
    if gone:
        warnings = (*warnings, say("papers.furniture", lines="、".join(gone)))
    found = lines.paragraphs(list(chain.from_iterable(pages)))
    return Reading(tuple(Piece(paragraph) for paragraph in found), warnings=warnings)


def decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of ``path``, and a warning where its encoding had to be guessed.

    Raises
    ------
    UnknownLetters
        It is in none of the known encodings, or no text at all; names the line.
    """
    raw = path.read_bytes()
    text, warnings = _decoded(raw, path.name)
    if control := _CONTROL.search(text):
        raise UnknownLetters(file=path.name, line=text.count("\n", 0, control.start()) + 1)
    return text, warnings


def _decoded(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16"), ()
        except UnicodeDecodeError as bad:
            raise UnknownLetters(file=name, line=_line(raw, bad.start)) from bad
    read: dict[str, str] = {}
    furthest = 0
    for encoding in ("utf-8-sig", "gb18030", "big5"):
        try:
            read[encoding] = raw.decode(encoding)
        except UnicodeDecodeError as bad:
            furthest = max(furthest, bad.start)
        if "utf-8-sig" in read:
            return read["utf-8-sig"], ()
    if not read:
        raise UnknownLetters(file=name, line=_line(raw, furthest))
    # Nearly any Big5 can be read as GB18030, but then it is full of rare characters.
    best = max(read, key=lambda encoding: _commonness(read[encoding]))
    return read[best], () if best == "gb18030" else (say("papers.big5"),)


def _line(raw: bytes, at: int) -> int:
    return raw.count(b"\n", 0, at) + 1


@cache
def _common() -> frozenset[str]:
    """The characters people use: level one of GB 2312, and of Big5 (in its order of use)."""
    simple = (bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    full = (
        bytes((a, b)) for a in range(0xA4, 0xC7) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    return frozenset(
        "".join(c.decode("gb2312", "ignore") for c in simple)
        + "".join(c.decode("big5", "ignore") for c in full)
        + "，。、；：？！“”‘’（）《》—…·　"
    )


def _commonness(text: str) -> float:
    wide = [character for character in text if ord(character) > 127][:SAMPLE]
    return sum(character in _common() for character in wide) / (len(wide) or 1)
