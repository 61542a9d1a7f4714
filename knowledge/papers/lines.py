"""Lines as they stand on a page, made into paragraphs again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil
from unicodedata import east_asian_width

from knowledge.papers.words import heading_level, pattern

_DIGITS = re.compile(r"\d+")
_INDENT = re.compile(r"^(?:\u3000|\u2003| {2,}|\t)")
_POINTS = tuple("。；，、：！？")
_ENDS = tuple("。！？；：!?;:…”」』")
EDGE = 3
"""So many lines at the head and the foot of a page may be furniture."""
MOST = 0.6
"""Share of the pages a line must stand on to be furniture."""
NARROWEST = 24
"""Columns; a text whose lines are all shorter was not wrapped by a machine."""
WIDEST = 130
"""Columns; above, a line is a paragraph already."""
FULL = 0.85


def without_furniture(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """``pages`` without running heads, feet and page numbers, and the heads and feet taken away.

    A line is one if it stands at the same edge of most pages, whatever number is in it, and does
    not end as a sentence does.
    """
    kept = [[line for line in page if line.strip()] for page in pages]
    seen: Counter[tuple[int, str]] = Counter()
    for page in kept:
        seen.update({(0, _blurred(line)) for line in page[:EDGE]})
        seen.update({(-1, _blurred(line)) for line in page[-EDGE:]})
    many = max(2, MOST * len(kept))

    def is_furniture(line: str, side: int) -> bool:
        if pattern("page_number").match(line.strip()):
            return True
        key = _blurred(line)
        enough = max(many, 2 if key == "0" else 3)
        return seen[side, key] >= enough and not key.endswith(_POINTS)

    gone: Counter[str] = Counter()
    for page in kept:
        for side in (0, -1):
            for _ in range(EDGE):
                if page and is_furniture(page[side], side):
                    gone[page.pop(side).strip()] += 1
    told = tuple(line for line, count in gone.items() if count > 1 and not _is_number(line))
    return kept, told


def _blurred(line: str) -> str:
    return _DIGITS.sub("0", "".join(line.split()))


def _is_number(line: str) -> bool:
    return _blurred(line) == "0" or pattern("page_number").match(line) is not None


def usual_width(lines: Iterable[str]) -> int:
    """How wide a full line is: nine of ten lines are no wider."""
    widths = sorted(width(line) for line in lines if line.strip())
    return widths[ceil(0.9 * (len(widths) - 1))] if widths else 0


def width(line: str) -> int:
    """Columns ``line`` takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line.strip())


def paragraphs(lines: Sequence[str], usual: int | None = None) -> list[str]:
    """``lines`` with those joined that only the width of the page had parted.

    A paragraph ends at an empty line, at the end of a sentence, at a line that is not full, and
    before an indent, a heading or a number.
    """
    usual = usual_width(lines) if usual is None else usual
    wrapped = NARROWEST <= usual <= WIDEST
    found: list[str] = []
    is_open = False
    for line in lines:
        bare = line.strip()
        if not bare:
            is_open = False
            continue
        begins = _INDENT.match(line) or pattern("begins").match(bare)
        if is_open and not begins:
            found[-1] = joined(found[-1], bare)
        else:
            found.append(bare)
        is_open = (
            wrapped
            and width(line) >= FULL * usual
            and not bare.endswith(_ENDS)
            and not (begins and heading_level(bare))
        )
    return found


def joined(one: str, other: str) -> str:
    """Two halves of a sentence; a blank between them only where both are Latin."""
    latin = one[-1:].isascii() and other[:1].isascii() and one[-1:].isalnum()
    return f"{one} {other}" if latin and other[:1].isalpha() else one + other
