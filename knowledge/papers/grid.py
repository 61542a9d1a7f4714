"""Tables: which row names the columns, and each other row as one sentence of name and value."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from knowledge.papers.types import Piece
from knowledge.papers.words import pattern, table

LONGEST_NAME = 20
_POINT = tuple("。；，、：！？;,:!?")


def row_text(cells: Mapping[str, str]) -> str:
    """``列名：值；列名：值``, without empty cells."""
    told = ((one_line(name), one_line(value).rstrip("；;。")) for name, value in cells.items())
    return "；".join(f"{name}：{value}" for name, value in told if value)


def is_header(cells: Sequence[str]) -> bool:
    """Whether ``cells`` look like the names of columns: several, short, different, no numbers."""
    told = [cell for cell in cells if cell]
    return (
        len(told) > 1
        and len(set(told)) == len(told)
        and all(
            len(cell) <= LONGEST_NAME and not pattern("only_number").match(cell) for cell in told
        )
    )


def names(cells: Sequence[str], otherwise: str = "{}") -> list[str]:
    """Names for all columns, none twice: those without get a number."""
    found: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell or otherwise.format(number)
        while name in found:
            name += str(number)
        found.append(name)
    return found


class Table:
    """A table of a page while it is being read."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = []
        self._over: dict[int, tuple[int, str]] = {}
        """Per column: for how many more rows a cell from above fills it, and with what."""
        self._parts: list[str] | None = None
        self._span = (1, 1)
        self._named = False
        self._is_layout = False

    def open_row(self) -> None:
        self.close_cell()
        self._rows.append([])

    def open_cell(self, rowspan: int, colspan: int, *, is_name: bool) -> None:
        self.close_cell()
        if not self._rows:
            self._rows.append([])
        self._named = self._named or (is_name and len(self._rows) == 1)
        self._parts, self._span = [], (rowspan, colspan)

    def takes(self, text: str) -> bool:
        """Put ``text`` into the open cell; False if there is none."""
        if self._parts is None or self._is_layout:
            return False
        self._parts.append(text)
        return True

    def close_cell(self) -> None:
        if self._parts is None:
            return
        text = "\n".join(self._parts)
        down, across = self._span
        self._parts = None
        self._fill()
        row = self._rows[-1]
        for _ in range(across):
            if down > 1:
                self._over[len(row)] = (down - 1, text)
            row.append(text)

    def _fill(self) -> None:
        """Cells from above that reach into this row, up to the next free column."""
        row = self._rows[-1]
        while over := self._over.pop(len(row), None):
            left, text = over
            if left > 1:
                self._over[len(row)] = (left - 1, text)
            row.append(text)

    def as_layout(self) -> Iterator[Piece]:
        """What was read so far as paragraphs: a table around a table only arranges the page."""
        self.close_cell()
        rows, self._rows, self._over = self._rows, [], {}
        self._is_layout = True
        for row in rows:
            yield from _paragraphs(row)

    def pieces(self) -> Iterator[Piece]:
        """The rows as sentences."""
        self.close_cell()
        rows = [row for row in self._rows if any(row)]
        if not rows or max(map(len, rows)) == 1:
            for row in rows:
                yield from _paragraphs(row)
            return
        while rows and len(set(filter(None, rows[0]))) == 1:  # a line across, above the names
            yield Piece(one_line(next(filter(None, rows.pop(0)))))
        if not rows:
            return
        first = [one_line(cell) for cell in rows[0]]
        if self._named or (len(rows) > 1 and is_header(first) and not _is_form(rows)):
            columns = names(first)
            for row in rows[1:]:
                cells = dict(zip(columns, map(one_line, row), strict=False))
                yield Piece(row_text(cells))
        else:
            yield from map(_form_row, rows)


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Two columns, of which the left names what stands on the right."""
    return all(len(row) <= 2 for row in rows) and not rows[0][-1].endswith(
        tuple(table()["second_columns"])
    )


def _form_row(row: Sequence[str]) -> Piece:
    cells = [one_line(cell) for cell, _ in groupby(row)]
    if len(cells) == 2 and len(cells[0]) <= LONGEST_NAME and all(cells):
        return Piece(f"{cells[0]}：{cells[1]}")
    return Piece("；".join(filter(None, cells)))


def _paragraphs(row: Sequence[str]) -> Iterator[Piece]:
    for text, _ in groupby(row):
        yield from (Piece(part) for part in text.split("\n") if part)


def one_line(cell: str) -> str:
    """Paragraphs of a cell on one line, parted by a comma where they end without a point."""
    parts = [part.strip() for part in cell.split("\n") if part.strip()]
    heads = (part if part.endswith(_POINT) else part + "，" for part in parts[:-1])
    return "".join((*heads, *parts[-1:]))
