"""Whatever bytes come, a paper is read or refused with a sentence; soon, and nothing else."""

import zipfile
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from knowledge.papers import KINDS, BadPaper, Paper, read
from phrases import say
from tests.unit.papers.making import docx, paragraph, pdf, text, xlsx


def whatever(path: Path) -> bool:
    """Read, or refused with a sentence; anything else is raised here."""
    try:
        paper = read(path)
    except BadPaper as refusal:
        return path.name in say(refusal.phrase, **refusal.facts)
    return isinstance(paper, Paper) and all(block.text for block in paper.blocks)


MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("suffix", sorted(KINDS))
@MANY
@given(raw=st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(tmp_path: Path, suffix: str, raw: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(raw)
    assert whatever(path)


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".md", ".html"])
@MANY
@given(content=st.text("低保 bao(bǎo)*.#|<>&![]{}-=`\"',;\n\t0一、（1）tabledrh/", max_size=200))
def test_random_signs_are_read_or_refused(tmp_path: Path, suffix: str, content: str) -> None:
    assert whatever(text(tmp_path / f"a{suffix}", content))


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
@MANY
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), count=st.integers(1, 40))
def test_a_file_with_a_hole_is_read_or_refused(
    tmp_path: Path, suffix: str, at: float, byte: int, count: int
) -> None:
    path = tmp_path / f"a{suffix}"
    match suffix:
        case ".docx":
            docx(path, paragraph("津贴办法", "t"), paragraph("带身份证。"))
        case ".xlsx":
            xlsx(path, [["村名", "电话"], ["石桥村", "81230001"]])
        case _:
            pdf(path, [["津贴办法", "带身份证。"]])
    raw = bytearray(path.read_bytes())
    start = int(at * len(raw))
    raw[start : start + count] = bytes([byte]) * len(raw[start : start + count])
    path.write_bytes(raw)
    assert whatever(path)


HARMFUL = [
    "<a ", "<!--", "<![", "<div>", '<a "x', "<script>", "<a b='>", "&#", "</", "<table><td>",
    "<td rowspan=99999 colspan=99999>",
]  # fmt: skip


@pytest.mark.parametrize("tag", HARMFUL)
def test_a_page_made_to_harm_is_over_soon(tmp_path: Path, tag: str) -> None:
    times = 50_000 if len(tag) < 9 else 500
    assert whatever(text(tmp_path / "a.html", tag * times + "好"))


def test_a_sheet_with_one_cell_in_its_farthest_corner_is_over_soon(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "村名", "石桥村"
    book.save(tmp_path / "flat.xlsx")
    sheet, path = "xl/worksheets/sheet1.xml", tmp_path / "a.xlsx"
    with zipfile.ZipFile(tmp_path / "flat.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            if name == sheet:
                merged = b'<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
                raw = raw.replace(b"</sheetData>", b"</sheetData>" + merged)
            new.writestr(name, raw)
    begun = perf_counter()
    assert whatever(path)
    assert perf_counter() - begun < 10


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_document_is_refused_or_read_never_tripped_over(
    tmp_path: Path, part: str, damage: str
) -> None:
    good, bad = docx(tmp_path / "good.docx", paragraph("带身份证。")), tmp_path / "bad.docx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            if name != part:
                new.writestr(name, raw)
            elif damage == "cut":
                new.writestr(name, raw[: len(raw) // 2])
    assert whatever(bad)
