"""Spreadsheets and csv files: each row a sentence with its number, and items besides."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge.papers import Block, read
from tests.unit.papers.making import text, told, xlsx

ITEMS: list[list[object]] = [
    ["禾溪镇便民问答（2025年）"],
    ["标题", "问题", "内容", "依据", "单位"],
    ["低保申请", "低保咋申请", "先填表。\n再交到村里。", "《社会救助暂行办法》", "民政办"],
    ["特困供养", "五保咋办", "村里代办。", "《社会救助暂行办法》", None],
]


def test_a_sheet_of_items_gives_its_cells_as_well(tmp_path: Path) -> None:
    paper = read(xlsx(tmp_path / "问答.xlsx", ITEMS, ["E3:E4"]))
    assert paper.title == "禾溪镇便民问答（2025年）"
    assert [block.row for block in paper.blocks] == [3, 4]
    assert paper.blocks[0].text.startswith("标题：低保申请；问题：低保咋申请；内容：先填表。")
    first, second = paper.rows
    assert first.cells["内容"] == "先填表。\n再交到村里。"
    assert second.cells["单位"] == "民政办"  # merged downwards
    assert (first.block, second.block) == paper.blocks


def test_another_sheet_gives_sentences_only(tmp_path: Path) -> None:
    rows: list[list[object]] = [["村名", "负责人", "电话", "人数"]]
    rows += [["一、山区"], ["石桥村", "老周", 81230001, 312.0], ["禾口村", None, 81230002, 96.5]]
    paper = read(xlsx(tmp_path / "a.xlsx", rows))
    assert paper.blocks == (
        Block("村名：石桥村；负责人：老周；电话：81230001；人数：312", ("一、山区",), row=3),
        Block("村名：禾口村；电话：81230002；人数：96.5", ("一、山区",), row=4),
    )
    assert paper.rows == ()


def test_a_sheet_without_names_of_columns_counts_them(tmp_path: Path) -> None:
    paper = read(text(tmp_path / "a.csv", "2025-01-01,50\n2025-02-01,60\n"))
    assert told(paper) == ["第1列：2025-01-01；第2列：50", "第1列：2025-02-01；第2列：60"]


def test_several_sheets_head_their_rows_and_hidden_ones_stay_hidden(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["村名", "电话"], ["石桥村", "81230001"]])
    book = load_workbook(path)
    for name, village in (("二组", "禾口村"), ("名单", "某人")):
        book.create_sheet(name)
        book[name].append(["村名", "电话"])
        book[name].append([village, "81230002"])
    book["名单"].sheet_state = "hidden"
    book.save(path)
    paper = read(path)
    assert [(block.heading, block.row) for block in paper.blocks] == [
        (("Sheet",), 2),
        (("二组",), 2),
    ]
    assert paper.warnings == ("隐藏的表没有读进来：名单。",)


def test_a_formula_that_failed_is_warned_of(tmp_path: Path) -> None:
    paper = read(xlsx(tmp_path / "a.xlsx", [["村名", "人数"], ["石桥村", "#REF!"]]))
    assert told(paper) == ["村名：石桥村"]
    assert paper.warnings == ("表“Sheet”第2行的公式算不出来，那一格空着。",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_csv_of_any_program_is_read(tmp_path: Path, encoding: str, comma: str) -> None:
    lines = ["村名,备注", '石桥村,"山上\n路远"', "", "禾口村,河边"]
    path = text(tmp_path / "a.csv", "\n".join(lines).replace(",", comma), encoding)
    paper = read(path)
    assert told(paper) == ["村名：石桥村；备注：山上，路远", "村名：禾口村；备注：河边"]
    assert [block.row for block in paper.blocks] == [2, 5]
