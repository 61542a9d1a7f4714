"""Rows of a table in a file, whatever program wrote it: xlsx, csv or JSON lines."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar

from kit.errors import BadInput

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in turn; spreadsheets of Chinese Windows write the second."""
Row = Mapping[str, Any]


class BadTable(BadInput):
    """The file cannot be read as a table."""

    phrase: ClassVar[str] = "table.unreadable"


class NoColumn(BadInput):
    """None of the columns that were asked for is there."""

    phrase: ClassVar[str] = "table.no_column"


def read(path: Path) -> list[dict[str, Any]]:
    """All rows of ``path``, by the names in its first line (or by the keys of JSON).

    Raises
    ------
    BadTable
        The file is missing, of another kind, or broken; names the line.
    """
    readers: Mapping[str, Callable[[Path], Iterator[dict[str, Any]]]] = {
        ".jsonl": _jsonl, ".json": _jsonl, ".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadTable(file=path.name, why="请用 .jsonl、.csv 或 .xlsx")
    try:
        return list(reader(path))
    except OSError as problem:
        raise BadTable(file=path.name, why=problem.strerror or "读不了") from problem


def column(rows: Sequence[Row], names: Sequence[str], file: str) -> str:
    """The first of ``names`` that the rows have.

    Raises
    ------
    NoColumn
        They have none of them; the message says which they have.
    """
    held = dict.fromkeys(name for row in rows[:50] for name in row)
    for name in names:
        if name in held:
            return name
    raise NoColumn(file=file, wanted="、".join(names), held="、".join(held) or "—")


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig", errors="replace"))
        except json.JSONDecodeError:
            raise BadTable(file=path.name, why=f"第 {number} 行不是 JSON") from None
        if not isinstance(row, dict):
            raise BadTable(file=path.name, why=f"第 {number} 行不是一个对象")
        yield row


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadTable(file=path.name, why="文字编码认不出，请另存为 UTF-8")
    head = text.partition("\n")[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield {name: value for name, value in row.items() if name}
    except csv.Error as problem:
        raise BadTable(file=path.name, why=f"第 {reader.reader.line_num} 行读不了") from problem


def _xlsx(path: Path) -> Iterator[dict[str, Any]]:
    import zlib  # noqa: PLC0415
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415
    from zipfile import BadZipFile  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415 -- a third of a second, seldom needed

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = iter(list(book.worksheets[0].iter_rows(values_only=True)))
        book.close()
    except (BadZipFile, IndexError, KeyError, ParseError, ValueError, zlib.error) as problem:
        raise BadTable(file=path.name, why="不是 Excel 文件（xlsx），或已损坏") from problem
    names = [str(name or "").strip() for name in next(rows, ())]
    for row in rows:
        if any(value is not None for value in row):
            yield {n: v for n, v in zip(names, row, strict=False) if n}
