"""Tables are read whatever program wrote them, and a broken file says what is wrong with it."""

import csv
import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kit.table import BadTable, NoColumn, column, read

ROWS = [{"内容": "路灯坏了", "类别": "道路"}, {"内容": "水停了，三天", "类别": "供水"}]


def as_csv(delimiter: str = ",") -> str:
    sheet = StringIO()
    writer = csv.DictWriter(sheet, list(ROWS[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(ROWS)
    return sheet.getvalue()


def as_xlsx(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def why(path: Path) -> str:
    with pytest.raises(BadTable) as refusal:
        read(path)
    assert refusal.value.facts["file"] == path.name
    return str(refusal.value.facts["why"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.CSV", "\t"), ("a.tsv", "\t")])
def test_separated_values_are_read_in_every_encoding(
    tmp_path: Path, encoding: str, name: str, delimiter: str
) -> None:
    path = tmp_path / name
    path.write_bytes(as_csv(delimiter).encode(encoding))
    assert read(path) == ROWS


def test_a_rare_character_survives_in_either_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes("姓名\n李𬭼\n".encode(encoding))
        assert read(path) == [{"姓名": "李𬭼"}]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r")))
def test_every_cell_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, cell: str
) -> None:
    sheet = StringIO()
    csv.writer(sheet, quoting=csv.QUOTE_ALL).writerows([["内容", "号"], [cell, "1"]])
    path = tmp_path_factory.mktemp("cell") / "a.csv"
    path.write_bytes(sheet.getvalue().encode())
    assert read(path) == [{"内容": cell, "号": "1"}]


def test_a_short_line_lacks_its_last_cells_and_a_long_one_loses_what_has_no_name(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("内容,类别,\n路灯\n水,供水,三,四\n", "utf-8")
    assert read(path) == [{"内容": "路灯", "类别": None}, {"内容": "水", "类别": "供水"}]


def test_a_spreadsheet_is_read_by_the_names_in_its_first_line(tmp_path: Path) -> None:
    head, rows = [" 内容 ", None, "户数"], [["路灯坏了", "?", 3], [], ["水停了", None, None]]
    path = as_xlsx(tmp_path / "a.XLSX", head, *rows)
    assert read(path) == [{"内容": "路灯坏了", "户数": 3}, {"内容": "水停了", "户数": None}]


def test_lines_of_json_are_read_and_empty_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    told = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    path.write_bytes(b"\xef\xbb\xbf" + f"{told}\n \n".encode())
    assert read(path) == ROWS


def test_a_table_without_rows_has_none(tmp_path: Path) -> None:
    for name in ("a.csv", "a.tsv", "a.jsonl"):
        (tmp_path / name).write_bytes(b"")
        assert read(tmp_path / name) == []
    (tmp_path / "head.csv").write_text("内容,类别\n", "utf-8")
    assert read(tmp_path / "head.csv") == []
    assert read(as_xlsx(tmp_path / "a.xlsx")) == []


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.docx", b"", ".xlsx"),
        ("a", b"", ".xlsx"),
        ("a.jsonl", b'{"a": 1}\n{"a": ', "2"),
        ("a.jsonl", b'{"a": 1}\n\n[1, 2]', "3"),
        ("a.jsonl", b"\xff\xfe\x00", "1"),
        ("a.csv", b"a,b\n\xff\xff\xff", "UTF-8"),
        ("a.csv", "a,b\n1,2\n".encode("utf-16"), "UTF-8"),
        ("a.csv", b"a\n1\n" + b"x" * (csv.field_size_limit() + 1), "3"),
        ("a.xlsx", b"", "xlsx"),
        ("a.xlsx", b"a,b\n1,2\n", "xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx"),
    ],
)
def test_a_broken_file_says_what_is_wrong(
    tmp_path: Path, name: str, raw: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    assert reason in why(tmp_path / name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name in ("missing.csv", "missing.xlsx", "missing.jsonl", "folder.csv", "folder.xlsx"):
        assert why(tmp_path / name)


BOOK, SHEET, LIST = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"


@pytest.mark.parametrize("part", [BOOK, SHEET, LIST])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_spreadsheet_is_refused(tmp_path: Path, part: str, damage: str) -> None:
    good = as_xlsx(tmp_path / "good.xlsx", ["内容"], ["路灯坏了"])
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            if name != part:
                new.writestr(name, raw)
            elif damage == "cut":
                new.writestr(name, raw[: len(raw) // 2])
    assert why(bad)


def test_the_first_wanted_column_that_is_there_is_taken() -> None:
    rows = [{"内容": "a"}, {"正文": "b", "内容": "c"}]
    assert column(rows, ["正文", "内容"], "a.csv") == "正文"
    assert column(rows, ["留言", "内容"], "a.csv") == "内容"


def test_a_column_that_is_missing_is_named_with_those_there_are() -> None:
    with pytest.raises(NoColumn) as refusal:
        column(ROWS, ["留言", "诉求"], "a.csv")
    assert refusal.value.facts == {"file": "a.csv", "wanted": "留言、诉求", "held": "内容、类别"}
    with pytest.raises(NoColumn) as refusal:
        column([], ["留言"], "a.csv")
    assert refusal.value.facts["held"] == "—"
