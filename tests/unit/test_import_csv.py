"""Spreadsheets with areas, units and people: all or nothing, and every bad row is named."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.errors import BadRows
from directory.import_csv import import_folder, import_table
from directory.models import Area, Person, Unit
from minhu.town import DEMO

AREAS = "code,name,level,parent,aliases\n"
UNITS = "slug,name,area,duties,phone\n"
PEOPLE = "name,role,unit,post,phone,openid\n"


def counts(session: Session) -> tuple[int | None, ...]:
    return tuple(session.scalar(select(func.count()).select_from(t)) for t in (Area, Unit, Person))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small correct directory: one new hamlet, one new unit, one new cadre."""
    (tmp_path / "areas.csv").write_text(f"{AREAS}v01-9,桐子坪,group,v01,桐梓坪\n", "utf-8")
    (tmp_path / "units.csv").write_text(f"{UNITS}xin,新单位,hx,library,000\n", "utf-8")
    (tmp_path / "people.csv").write_text(f"{PEOPLE}田小满,cadre,xin,站长,000,\n", "utf-8")
    return tmp_path


def test_new_rows_are_taken_in_and_known_ones_are_the_same(session: Session, folder: Path) -> None:
    first = import_folder(session, folder)
    again = import_folder(session, folder)
    assert [(r.new, r.changed, r.same) for r in first.values()] == [(1, 0, 0)] * 3
    assert [(r.new, r.changed, r.same) for r in again.values()] == [(0, 0, 1)] * 3


def test_the_demo_town_imported_again_changes_nothing(session: Session) -> None:
    reports = import_folder(session, DEMO)
    assert [(r.new, r.changed, r.problems) for r in reports.values()] == [(0, 0, [])] * 3
    assert all(report.same for report in reports.values())


def test_a_changed_row_is_brought_up_to_date(session: Session, folder: Path) -> None:
    import_folder(session, folder)
    (folder / "units.csv").write_text(f"{UNITS}xin,新单位,hx,library,111\n", "utf-8")
    assert import_folder(session, folder)["units"].changed == 1
    assert session.scalar(select(Unit.phone).where(Unit.slug == "xin")) == "111"


def test_a_dry_run_tells_and_changes_nothing(session: Session, folder: Path) -> None:
    before = counts(session)
    (folder / "people.csv").write_text(f"{PEOPLE}甲,king,xin,,,\n乙,cadre,xin,,,\n", "utf-8")
    reports = import_folder(session, folder, dry_run=True)
    assert reports["areas"].new == reports["people"].new == 1
    assert len(reports["people"].problems) == 1
    assert counts(session) == before


def test_one_bad_row_and_nothing_is_taken_in(session: Session, folder: Path) -> None:
    before = counts(session)
    (folder / "people.csv").write_text(f"{PEOPLE}甲,king,xin,,,\n,cadre,xin,,,\n", "utf-8")
    with pytest.raises(BadRows) as refusal:
        import_folder(session, folder)
    assert [problem.split("：")[0] for problem in refusal.value.problems] == [
        "people.csv 第 2 行", "people.csv 第 3 行",
    ]  # fmt: skip
    assert counts(session) == before


@pytest.mark.parametrize(
    ("table", "rows", "named"),
    [
        ("areas", "x1,甲村,village,hx,\nx1,乙村,village,hx,\n", "第 3 行：与第 2 行重复"),
        ("areas", "x1,甲村,village,nowhere,\n", "第 2 行：没有地区 “nowhere”"),
        ("areas", "x1,甲村,hamlet,hx,\n", "第 2 行：level “hamlet” 应是"),
        ("areas", "x1,甲村,village,,\n", "第 2 行：parent 是空的"),
        ("areas", ",甲村,village,hx,\n", "第 2 行：code 是空的"),
        ("areas", "x1,,village,hx,\n", "第 2 行：name 是空的"),
        ("areas", "hx,禾溪镇,town,v01,\n", "第 2 行：parent “v01” 不比它大一级"),
        ("areas", f"x1,{'长' * 61},village,hx,\n", "第 2 行：name 太长，最多 60 个字"),
        ("units", "x1,单位,nowhere,,\n", "第 2 行：没有地区 “nowhere”"),
        ("units", "x1,,hx,,\n", "第 2 行：name 是空的"),
        ("people", "甲,cadre,nowhere,,,\n", "第 2 行：没有单位 “nowhere”"),
        ("people", "甲,king,v01,,,\n", "第 2 行：role “king” 应是"),
        ("people", "甲,,v01,,,\n", "第 2 行：role 是空的"),
        ("people", "甲,cadre,v01,,,\n甲,cadre,v01,,,\n", "第 3 行：与第 2 行重复"),
        ("people", "甲,cadre,v01,,,o_x\n乙,cadre,v01,,,o_x\n", "第 3 行：openid 已经属于 甲"),
    ],
)
def test_every_bad_row_is_named(session: Session, table: str, rows: str, named: str) -> None:
    head = {"areas": AREAS, "units": UNITS, "people": PEOPLE}[table]
    problems = import_table(session, table, (head + rows).encode()).problems
    assert len(problems) == 1
    assert problems[0].startswith(named)


def test_two_villages_may_have_hamlets_and_cadres_of_one_name(session: Session) -> None:
    people = f"{PEOPLE}王大山,cadre,v01,,,\n王大山,cadre,v02,,,\n"
    assert import_table(session, "people", people.encode()).new == 2


def test_a_missing_column_is_named(session: Session) -> None:
    report = import_table(session, "units", b"slug,name\nx1,unit\n")
    assert report.problems == ["第 1 行：缺少列 area、duties、phone"]
    assert report.new == 0


def test_an_encoding_nobody_knows_is_refused(session: Session) -> None:
    report = import_table(session, "units", b"slug,name\xff\xff\n\x80\xff")
    assert report.problems == ["文件编码认不出来，请另存为 UTF-8 的 CSV"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_as_spreadsheet_programs_write_them_are_read(session: Session, encoding: str) -> None:
    content = f"{UNITS}x1,新单位,hx,library,000\n,,,,\n".replace("\n", "\r\n").encode(encoding)
    report = import_table(session, "units", content)
    assert (report.new, report.problems) == (1, [])
    assert session.scalar(select(Unit.name).where(Unit.slug == "x1")) == "新单位"
