"""The text layer of a PDF, page by page."""

import re
from itertools import chain, groupby
from pathlib import Path
from threading import Lock

from knowledge.papers import lines
from knowledge.papers.errors import BadPaper, Locked, Scanned
from knowledge.papers.types import Piece, Reading
from phrases import say

_one_at_a_time = Lock()
"""PDFium is not safe for threads, and pages of the console are served by several."""
WRONG_PASSWORD = 4
_HYPHENS = re.compile("[\x02\ufffe\xad]")
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\uf8ff]")
MOST_UNREADABLE = 0.2
"""Of a page's characters; above, its font does not tell which letters it draws."""


def read(path: Path) -> Reading:
    """Paragraphs with their pages; without running heads, feet and page numbers.

    Raises
    ------
    Locked, Scanned, BadPaper
        It wants a password, has no text on any page, or is broken; the last names the page.
    """
    texts = _texts(path)
    without = [number for number, text in enumerate(texts, 1) if not _is_readable(text)]
    if len(without) == len(texts):
        raise Scanned(file=path.name, pages=pages(without))
    pages_, gone = lines.without_furniture(
        [text.splitlines() if _is_readable(text) else [] for text in texts]
    )
    warnings = [say("papers.page_without_text", pages=pages(without))] if without else []
    if gone:
        warnings.append(say("papers.furniture", lines="、".join(gone)))
    return Reading(tuple(_pieces(pages_)), warnings=tuple(warnings))


def _texts(path: Path) -> list[str]:
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 -- loads a library of 8 MB

    texts: list[str] = []
    with _one_at_a_time:
        try:
            document = PdfDocument(path.read_bytes())
        except PdfiumError as bad:
            if bad.err_code == WRONG_PASSWORD:
                raise Locked(file=path.name) from bad
            raise BadPaper(file=path.name, where="") from bad
        try:
            for number in range(len(document)):
                page = document[number]
                layer = page.get_textpage()
                texts.append(_HYPHENS.sub("", layer.get_text_range()))
                layer.close()
                page.close()
        except PdfiumError as bad:
            raise BadPaper(file=path.name, where=pages([len(texts) + 1])) from bad
        finally:
            document.close()
    if not texts:
        raise BadPaper(file=path.name, where="")
    return texts


def _is_readable(text: str) -> bool:
    bare = "".join(text.split())
    return len(_UNREADABLE.findall(bare)) < MOST_UNREADABLE * len(bare)


def _pieces(pages_: list[list[str]]) -> list[Piece]:
    """Paragraphs of every page; a sentence that runs over to the next belongs where it began."""
    usual = lines.usual_width(chain.from_iterable(pages_))
    numbered = [(number, line) for number, page in enumerate(pages_, 1) for line in page]
    pieces: list[Piece] = []
    at = 0
    for paragraph in lines.paragraphs([line for _, line in numbered], usual):
        pieces.append(Piece(paragraph, page=numbered[at][0]))
        left = len("".join(paragraph.split()))
        while left > 0:
            left -= len("".join(numbered[at][1].split()))
            at += 1
    return pieces


def pages(numbers: list[int]) -> str:
    """Page numbers as people say them.

    >>> pages([1, 2, 3, 7])
    '第1—3、7页'
    """
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    ]
    told = [f"{run[0]}—{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    return say("papers.pages", numbers="、".join(told))
