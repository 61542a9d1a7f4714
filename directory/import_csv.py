"""Load areas, units and people from spreadsheets (CSV); a dry run names every bad row.

Three tables, in this order: ``areas.csv`` (code, name, level, parent, aliases), ``units.csv``
(slug, name, area, duties, phone), ``people.csv`` (name, role, unit, post, phone, openid).
Rows already known (by code, slug, or name and unit) are brought up to date.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.base import Base
from db.revision import bump
from directory.errors import BadRows
from directory.models import Area, AreaLevel, Person, Role, Unit

COLUMNS = {
    "areas": ("code", "name", "level", "parent", "aliases"),
    "units": ("slug", "name", "area", "duties", "phone"),
    "people": ("name", "role", "unit", "post", "phone", "openid"),
}
Row = Mapping[str, str]
_LEVELS = list(AreaLevel)
"""The largest first."""


@dataclass
class Report:
    """What an import did, or would do."""

    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[str] = field(default_factory=list)


def import_folder(session: Session, folder: Path, *, dry_run: bool = False) -> dict[str, Report]:
    """Take in the three tables of ``folder``; all or nothing. A table that is not there is skipped.

    Raises
    ------
    BadRows
        Rows cannot be used; every one is named, nothing is changed.
    """
    reports: dict[str, Report] = {}
    with session.begin_nested() as savepoint:
        for table in COLUMNS:
            path = folder / f"{table}.csv"
            if path.exists():
                reports[table] = import_table(session, table, path.read_bytes())
        problems = [f"{t}.csv {line}" for t, r in reports.items() for line in r.problems]
        if problems or dry_run:
            savepoint.rollback()
    if problems and not dry_run:
        raise BadRows(problems)
    if not dry_run:
        bump(session, "directory")
    return reports


def import_table(session: Session, table: str, content: bytes) -> Report:
    """Take in one table; bad rows are listed in the report and left out."""
    report = Report()
    rows = _read(table, content, report)
    take: Callable[[Session, Row], str] = {
        "areas": _area, "units": _unit, "people": _person
    }[table]  # fmt: skip
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            key = row[COLUMNS[table][0]] + (row["unit"] if table == "people" else "")
            if empty := next((name for name in COLUMNS[table][:2] if not row[name]), None):
                raise ValueError(f"{empty} 是空的")
            if key in seen:
                raise ValueError(f"与第 {seen[key]} 行重复")
            seen[key] = number
            outcome = take(session, row)
            session.flush()
        except ValueError as problem:
            report.problems.append(f"第 {number} 行：{problem}")
        else:
            setattr(report, outcome, getattr(report, outcome) + 1)
    return report


def _read(table: str, content: bytes, report: Report) -> list[tuple[int, Row]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")  # what Excel in China writes by default
        except UnicodeDecodeError:
            report.problems.append("文件编码认不出来，请另存为 UTF-8 的 CSV")
            return []
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS[table] if name not in (reader.fieldnames or ())]
    if missing:
        report.problems.append(f"第 1 行：缺少列 {'、'.join(missing)}")
        return []
    return [
        (number, {name: (row.get(name) or "").strip() for name in COLUMNS[table]})
        for number, row in enumerate(reader, 2)
        if any((row.get(name) or "").strip() for name in COLUMNS[table])
    ]


def _area(session: Session, row: Row) -> str:
    if row["level"] not in list(AreaLevel):
        raise ValueError(f"level “{row['level']}” 应是 {'、'.join(AreaLevel)} 之一")
    parent = _area_coded(session, row["parent"]) if row["parent"] else None
    if parent is None and row["level"] != AreaLevel.COUNTY:
        raise ValueError("parent 是空的")
    if parent is not None and _LEVELS.index(parent.level) >= _LEVELS.index(AreaLevel(row["level"])):
        raise ValueError(f"parent “{parent.code}” 不比它大一级")  # two could contain each other
    found = session.scalar(select(Area).where(Area.code == row["code"]))
    values = {"name": row["name"], "level": row["level"], "aliases": row["aliases"]}
    return _store(
        session, found, Area, {"code": row["code"], "parent_id": parent and parent.id, **values}
    )


def _unit(session: Session, row: Row) -> str:
    area = _area_coded(session, row["area"])
    found = session.scalar(select(Unit).where(Unit.slug == row["slug"]))
    values = {name: row[name] for name in ("slug", "name", "duties", "phone")}
    return _store(session, found, Unit, {**values, "area_id": area.id})


def _person(session: Session, row: Row) -> str:
    if row["role"] not in list(Role):
        raise ValueError(f"role “{row['role']}” 应是 {'、'.join(Role)} 之一")
    unit = session.scalar(select(Unit).where(Unit.slug == row["unit"]))
    if unit is None:
        raise ValueError(f"没有单位 “{row['unit']}”")
    found = session.scalar(
        select(Person).where(Person.name == row["name"], Person.unit_id == unit.id)
    )
    values: dict[str, object] = {name: row[name] for name in ("name", "role", "post", "phone")}
    if row["openid"]:
        owner = session.scalar(select(Person).where(Person.openid == row["openid"]))
        if owner is not None and owner is not found:
            raise ValueError(f"openid 已经属于 {owner.name or '一位村民'}")
        values["openid"] = row["openid"]
    return _store(session, found, Person, {**values, "unit_id": unit.id})


def _area_coded(session: Session, code: str) -> Area:
    area = session.scalar(select(Area).where(Area.code == code))
    if area is None:
        raise ValueError(f"没有地区 “{code}”")
    return area


def _store(
    session: Session, found: object | None, model: type[Base], values: Mapping[str, object]
) -> str:
    for name, value in values.items():
        most = getattr(model.__table__.c[name].type, "length", None)
        if most is not None and len(str(value)) > most:
            raise ValueError(f"{name} 太长，最多 {most} 个字")
    if found is None:
        session.add(model(**values))
        return "new"
    different = {k: v for k, v in values.items() if getattr(found, k) != v}
    for name, value in different.items():
        setattr(found, name, value)
    return "changed" if different else "same"
