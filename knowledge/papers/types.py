"""A paper that was read: headed paragraphs in their order."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a row of a table as ``column：value；column：value``."""

    text: str
    heading: tuple[str, ...] = ()
    """The headings it stands under, outermost first; the paper's title is not among them."""
    page: int | None = None
    """Of a PDF, from 1."""
    row: int | None = None
    """Line of a sheet as the program shows it, from 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet of items."""

    block: Block
    """The same as a paragraph, with its number."""
    cells: Mapping[str, str]
    """By the names of the columns, all of them; cleaned, with their line breaks."""


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    """Of the file."""
    title: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    """Sentences for whoever brought the file: what to look at again."""
    rows: tuple[Row, ...] = ()
    """Of a sheet of items, those that can become items."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a reader found, before it is cleaned."""

    text: str
    level: int = 0
    """0 for a paragraph, 1 to 6 for a heading."""
    page: int | None = None
    row: int | None = None
    cells: Mapping[str, str] | None = None
    """Of a row in a sheet of items."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a file."""

    pieces: tuple[Piece, ...]
    title: str = ""
    warnings: tuple[str, ...] = ()
