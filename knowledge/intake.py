"""From papers that people bring to drafts: what would come of them, and then the drafts themselves.

Nothing is published by an import; a draft is handed in by an editor who has completed it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from knowledge import papers
from knowledge.kinds import Kind
from knowledge.models import Item, ItemRevision, Standing
from knowledge.papers import Paper
from knowledge.papers.compare import conflicts, near_duplicates
from knowledge.papers.words import table
from phrases import say

ALIKE = 0.8
"""Likeness from which two texts are reported as one."""
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would become a draft."""

    title: str
    body: str
    source: str
    questions: str
    not_for: str
    unit: str
    place: str
    """Where it stands: file, and page or row."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two texts that are nearly one, or that name different numbers for one matter."""

    one: str
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    proposals: tuple[Proposal, ...]
    duplicates: tuple[Likeness, ...]
    conflicts: tuple[Likeness, ...]
    warnings: tuple[str, ...]


def plan(session: Session, paths: Sequence[Path]) -> Plan:
    """Read ``paths`` and compare what they hold with each other and with what is published.

    Raises
    ------
    BadPaper
        One of them cannot be used; the knowledge base is as it was.
    """
    read = [papers.read(path) for path in paths]
    proposals = [proposal for paper in read for proposal in _proposals(paper)]
    live = select(ItemRevision).where(ItemRevision.standing == Standing.PUBLISHED)
    known = list(session.scalars(live))
    names = [f"{p.place}《{p.title}》" for p in proposals]
    names += [say("papers.published", title=revision.title) for revision in known]
    texts = [f"{p.title}\n{p.body}" for p in proposals]
    texts += [f"{revision.title}\n{revision.body}" for revision in known]
    new = len(proposals)
    alike = [
        Likeness(names[i], names[j], f"{share:.0%}")
        for i, j, share in near_duplicates(texts, at_least=ALIKE)
        if min(i, j) < new
    ]
    differing = [
        Likeness(names[i], names[j], f"{what} {one} ≠ {other}")
        for i, j, what, one, other in conflicts(texts)
        if min(i, j) < new
    ]
    warnings = [f"{paper.name}：{warning}" for paper in read for warning in paper.warnings]
    return Plan(tuple(proposals), tuple(alike), tuple(differing), tuple(warnings))


def bring_in(session: Session, proposals: Sequence[Proposal], area: str) -> list[ItemRevision]:
    """Make a draft of each proposal, for area ``area``; one that was brought in before stays."""
    today = clock.today()
    made: list[ItemRevision] = []
    for one in proposals:
        digest = hashlib.sha256(f"{one.title}\n{one.body}".encode()).hexdigest()[:12]
        slug = f"import-{digest}"
        if session.scalar(select(Item.id).where(Item.slug == slug)) is not None:
            continue
        item = Item(slug=slug, kind=Kind.POLICY)
        session.add(item)
        session.flush()
        revision = ItemRevision(
            number=1, title=one.title[:120], subtopics="", body=one.body, source=one.source,
            unit=one.unit, area=area, effective=today, expires=today + 2 * YEAR,
            review_on=today + YEAR, questions=one.questions, not_for=one.not_for, to_check=True,
            reason=say("papers.brought", place=one.place),
        )  # fmt: skip
        item.revisions.append(revision)
        made.append(revision)
    session.flush()
    return made


def _proposals(paper: Paper) -> Iterator[Proposal]:
    """One of each row in a sheet of items, else one of the whole paper."""
    if paper.rows:
        for row in paper.rows:
            columns = table()["columns"]
            told = {name: _cell(row.cells, names) for name, names in columns.items()}
            place = say("papers.place_row", file=paper.name, row=row.block.row)
            title = told["title"] or told["question"].partition("\n")[0]
            yield Proposal(
                title=title, body=told["body"] or row.block.text,
                source=told["source"] or paper.title,
                questions=told["question"], not_for=told["not_for"], unit=told["unit"],
                place=place,
            )  # fmt: skip
        return
    lines: list[str] = []
    said: tuple[str, ...] = ()
    for block in paper.blocks:
        if block.heading and block.heading != said:
            lines.append(f"{block.heading[-1]}：{block.text}")
        else:
            lines.append(block.text)
        said = block.heading
    yield Proposal(paper.title, "\n".join(lines), f"《{paper.title}》", "", "", "", paper.name)


def _cell(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((cells[name].strip() for name in names if cells.get(name, "").strip()), "")
