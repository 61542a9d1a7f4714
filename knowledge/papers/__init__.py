"""Papers that people bring for the knowledge base, read into headed paragraphs.

``read`` takes docx, pdf, xlsx, csv, md, html and txt; whatever cannot be used is refused with a
sentence that names the file and says what to do.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kit.text import shortened, without_card_numbers
from knowledge.papers import docx, gate, markup, pdf, plain, sheet
from knowledge.papers.clean import plain as cleaned
from knowledge.papers.errors import BadPaper, Empty
from knowledge.papers.mend import Speller, unhidden
from knowledge.papers.types import Block, Paper, Piece, Reading, Row
from knowledge.papers.words import heading_level
from phrases import say

__all__ = ["KINDS", "BadPaper", "Block", "Paper", "Row", "read"]

_READERS: Mapping[str, Callable[[Path], Reading]] = {
    ".docx": docx.read, ".pdf": pdf.read, ".xlsx": sheet.read_xlsx,
    ".csv": sheet.read_csv, ".tsv": sheet.read_csv, ".txt": plain.read,
    ".md": markup.read_markdown, ".markdown": markup.read_markdown,
    ".html": markup.read_html, ".htm": markup.read_html,
}  # fmt: skip
KINDS = frozenset(_READERS)
"""Suffixes that can be read."""
BY_LOOK = 10
"""Headings known by their look stand below those a program marked."""
LONGEST_TITLE = 40
_POINT = re.compile("[。；，：！？;:!?]")


def read(path: Path) -> Paper:
    """The paper at ``path``, cleaned.

    Raises
    ------
    BadPaper
        It cannot be used; the sentence names the file, and the page or row where it can.
    """
    with gate.guarded(path):
        gate.check(path, KINDS)
        reading = _READERS[path.suffix.lower()](path)
        pieces, doubts = _cleaned(reading.pieces)
        title = unhidden(cleaned(reading.title))
    warnings = (*reading.warnings, *doubts)
    pieces = _with_levels(pieces)
    if not title:
        title, pieces = _titled(pieces)
    elif len(pieces) > 1 and pieces[0].text == title:
        pieces = pieces[1:]
    blocks = tuple(_headed(pieces))
    if not blocks:
        raise Empty(file=path.name)
    return Paper(path.name, title or path.stem, blocks, warnings, tuple(_rows(pieces, blocks)))


def _cleaned(pieces: Iterable[Piece]) -> tuple[list[Piece], list[str]]:
    """Pieces with plain words, without the empty ones; and what somebody should look at."""
    plain_pieces = [replace(piece, text=unhidden(cleaned(piece.text))) for piece in pieces]
    speller = Speller([piece.text for piece in plain_pieces])
    found: list[Piece] = []
    warnings: dict[str, None] = {}
    for piece in plain_pieces:
        text = speller.spelled(piece.text)
        where = _where(piece)
        for letters, around in speller.doubts:
            warnings[say("papers.letters", where=where, letters=letters, around=around)] = None
        speller.doubts.clear()
        if without_card_numbers(text) != text:
            warnings[say("papers.card_number", where=where or shortened(text, 12))] = None
        if text:
            cells = piece.cells and {
                unhidden(cleaned(name)): speller.spelled(_each_line(value))
                for name, value in piece.cells.items()
            }
            speller.doubts.clear()  # told above already
            found.append(replace(piece, text=text, cells=cells))
    return found, list(warnings)


def _each_line(value: str) -> str:
    return "\n".join(filter(None, (unhidden(cleaned(line)) for line in value.splitlines())))


def _where(piece: Piece) -> str:
    if piece.row is not None:
        return say("papers.at_row", number=piece.row)
    return pdf.pages([piece.page]) if piece.page is not None else ""


def _with_levels(pieces: Iterable[Piece]) -> list[Piece]:
    """Paragraphs that look like headings become some; rows of sheets never do."""
    found = []
    for piece in pieces:
        look = 0 if piece.level or piece.row is not None else heading_level(piece.text)
        found.append(replace(piece, level=BY_LOOK + look) if look else piece)
    return found


def _titled(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """The paper's title and the rest: its one main heading, or a short first line."""
    if len(pieces) < 2 or any(piece.row is not None for piece in pieces):
        return "", pieces
    main = [at for at, piece in enumerate(pieces) if piece.level == 1]
    first = pieces[0]
    if len(main) == 1 and main[0] < len(pieces) - 1:
        at = main[0]
    elif first.level or len(first.text) > LONGEST_TITLE or _POINT.search(first.text):
        return "", pieces
    else:
        at = 0
    return pieces[at].text, pieces[:at] + pieces[at + 1 :]


def _headed(pieces: Sequence[Piece]) -> Iterator[Block]:
    """Blocks under their headings; a heading with nothing under it says something itself."""
    above: list[tuple[int, str]] = []
    for piece, following in zip(pieces, [*pieces, None][1:], strict=True):
        while piece.level and above and above[-1][0] >= piece.level:
            above.pop()
        if not piece.level or following is None or 0 < following.level <= piece.level:
            chain = tuple(text for _, text in above)
            yield Block(piece.text, chain, piece.page, piece.row)
        if piece.level:
            above.append((piece.level, piece.text))


def _rows(pieces: Iterable[Piece], blocks: Iterable[Block]) -> Iterator[Row]:
    """Rows of items with the blocks made of them, which stand in the same order."""
    of_sheets = iter([block for block in blocks if block.row is not None])
    for piece in pieces:
        if piece.row is not None and not piece.level:
            block = next(of_sheets)
            while block.text != piece.text or block.row != piece.row:
                block = next(of_sheets)
            if piece.cells is not None:
                yield Row(block, piece.cells)
