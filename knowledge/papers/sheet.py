"""Spreadsheets and comma-separated files: one paragraph for each row, with its number."""

import csv
import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from knowledge.papers import plain
from knowledge.papers.errors import BadPaper, EmptySheet
from knowledge.papers.grid import is_header, names, row_text
from knowledge.papers.types import Piece, Reading
from knowledge.papers.words import table
from phrases import say

Row = tuple[int, list[str]]
"""Its number in the sheet, and its cells."""
HEAD = 10
"""The names of the columns stand in one of so many first rows."""
_MERGED = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):\1(\d{1,7})"')
_FAULT = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)$")
WIDEST = 200
"""Columns that are read."""


def read_csv(path: Path) -> Reading:
    """Rows of a csv or tsv file, whatever parts its cells."""
    text, warned = plain.decoded(path)
    head = text[:2000]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    begins = 1
    try:
        for cells in reader:
            rows.append((begins, [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as bad:
        where = say("papers.at_row", number=begins)
        raise BadPaper(file=path.name, where=where) from bad
    pieces, title = _of_rows(rows)
    if not any(piece.row for piece in pieces):
        raise EmptySheet(file=path.name)
    return Reading(tuple(pieces), title, warned)


def read_xlsx(path: Path) -> Reading:
    """Rows of every sheet that is shown; merged cells hold for each row they reach over."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- a third of a second, seldom needed

    pieces: list[Piece] = []
    told: list[str] = []
    title = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of every file another program wrote
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if hidden := [s.title for s in book.worksheets if s.sheet_state != "visible"]:
                told.append(say("papers.hidden_sheets", sheets="、".join(hidden)))
            for sheet in shown:
                rows = _rows(sheet, _merged(path, sheet))
                found, sheet_title = _of_rows(rows)
                title = title or sheet_title
                if len(shown) > 1 and found:
                    pieces.append(Piece(sheet.title, level=1))
                pieces += found
                if faults := [number for number, row in rows if any(map(_is_fault, row))]:
                    told.append(say("papers.faults", sheet=sheet.title, row=faults[0]))
        finally:
            book.close()
    if not any(piece.row for piece in pieces):
        raise EmptySheet(file=path.name)
    return Reading(tuple(pieces), title, tuple(told))


def _rows(sheet: Any, merged: dict[tuple[int, int], int]) -> list[Row]:
    sheet.reset_dimensions()  # else every row is as wide as the file says, up to 16384 cells
    rows: list[Row] = []
    above: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_told(value) for value in values[:WIDEST]]
        if not any(cells):
            continue
        for column, (last, cell) in above.items():
            if number <= last:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or cell
        above |= {
            column: (merged[column, number], cell)
            for column, cell in enumerate(cells)
            if (column, number) in merged
        }
        rows.append((number, cells))
    return rows


def _merged(path: Path, sheet: Any) -> dict[tuple[int, int], int]:
    """Column and first row of every cell merged downwards, and its last row.

    openpyxl tells them only if it holds the whole sheet in memory, which a small file can make
    to be gigabytes.
    """
    with ZipFile(path) as package:
        raw = package.read(sheet._worksheet_path.lstrip("/"))
    return {(_column(found[1]), int(found[2])): int(found[3]) for found in _MERGED.finditer(raw)}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _told(value: object) -> str:
    """A cell as the program shows it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return f"{value:.10g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
    return str(value).strip()


def _is_fault(cell: str) -> bool:
    return _FAULT.match(cell) is not None


def _of_rows(rows: Sequence[Row]) -> tuple[list[Piece], str]:
    """Pieces and title of a sheet."""
    rows = [
        (number, ["" if _is_fault(cell) else cell for cell in row])
        for number, row in rows
        if any(row)
    ]
    at = _header(rows)
    above = [" ".join(filter(None, row)) for _, row in rows[: at or 0]]
    pieces = [Piece(text) for text in above[1:]]
    if at is None:
        width = max((len(row) for _, row in rows), default=0)
        columns, body = names([""] * width, say("papers.column", number="{}")), rows
    else:
        columns = names(rows[at][1], say("papers.column", number="{}"))
        body = rows[at + 1 :]
    pieces += _told_rows(columns, body)
    return pieces, above[0] if above else ""


def _header(rows: Sequence[Row]) -> int | None:
    """Which of ``rows`` names the columns."""
    head = list(islice(rows, HEAD))
    widest = max((_filled(row) for _, row in head), default=0)
    if widest == 1:
        return 0 if len(rows) > 1 and _kind(head[0][1][0]) else None
    for at, (_, row) in enumerate(head):
        if is_header(row) and _filled(row) * 2 >= widest:
            return at
        if _filled(row) > 1:  # what stands above the names is a title, in one cell
            return None
    return None


def _told_rows(columns: Sequence[str], body: Sequence[Row]) -> Iterator[Piece]:
    is_items = are_items(columns)
    for number, row in body:
        cells = {name: cell for name, cell in zip(columns, row, strict=False) if cell}
        if len(cells) == 1 and len(columns) > 2 and row[0] and not is_items:
            yield Piece(row[0], level=2, row=number)  # a line across parts the sheet
        elif cells:
            text = row_text(cells) if len(columns) > 1 or _kind(columns[0]) else row[0]
            whole = {name: cells.get(name, "") for name in columns}
            yield Piece(text, row=number, cells=whole if is_items else None)


def are_items(columns: Sequence[str]) -> bool:
    """Whether a sheet with these columns holds items: a title or question, and a text."""
    kinds = {_kind(column) for column in columns}
    return "body" in kinds and not kinds.isdisjoint({"title", "question"})


def _kind(column: str) -> str:
    return next((kind for kind, held in table()["columns"].items() if column in held), "")


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))
