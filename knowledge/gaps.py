"""Questions that found no answer, clustered into what an editor should write next (A5)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from db.later import write_later
from kit import clock
from kit.text import likeness, masked, parts
from knowledge import shelf
from knowledge.golden import Examiner
from knowledge.models import Gap, ItemRevision

ALIKE = 0.3
"""Likeness from which two questions of one subtopic are taken for one."""
MOST = 500
"""Open questions looked at; older ones wait until these are answered."""
_TABLE: Table = Gap.__table__  # type: ignore[assignment]
_NOTE = insert(_TABLE)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that one item could answer."""

    ids: tuple[int, ...]
    code: str
    """The subtopic they seem to be about; empty: unknown."""
    text: str
    """One of them, the most typical."""
    areas: tuple[tuple[str, int], ...]
    """Villages they came from and how many from each, most first; "" for unknown."""

    @property
    def count(self) -> int:
        return len(self.ids)


def note(session: Session, text: str, code: str, area: str) -> None:
    """Remember that ``text`` found no answer, without saying who asked."""
    values = {"text": masked(text)[:500], "code": code, "area": area, "created_at": clock.now()}
    write_later(session, _NOTE, values)


def clusters(session: Session, code: str = "") -> list[Cluster]:
    """Open questions put together by subtopic and likeness, the most frequent first."""
    wanted = select(Gap).where(Gap.closed_at.is_(None)).order_by(Gap.id.desc()).limit(MOST)
    if code:
        wanted = wanted.where(Gap.code == code)
    groups: dict[str, list[list[Gap]]] = defaultdict(list)
    for gap in session.scalars(wanted):
        near = (g for g in groups[gap.code] if likeness(gap.text, g[0].text) >= ALIKE)
        group = next(near, None)
        if group is None:
            groups[gap.code].append([gap])
        else:
            group.append(gap)
    found = [_cluster(group) for held in groups.values() for group in held]
    return sorted(found, key=lambda cluster: (-cluster.count, cluster.ids))


def close(session: Session, ids: Sequence[int], item_id: int | None) -> None:
    """These questions are answered by ``item_id`` now, or need no answer (None)."""
    done = update(Gap).where(Gap.id.in_(ids), Gap.closed_at.is_(None))
    session.execute(done.values(closed_at=clock.now(), item_id=item_id))


def _cluster(group: Sequence[Gap]) -> Cluster:
    typical = max(group, key=lambda one: sum(likeness(one.text, other.text) for other in group))
    areas: dict[str, int] = defaultdict(int)
    for gap in group:
        areas[gap.area] += 1
    ordered = tuple(sorted(areas.items(), key=lambda pair: (-pair[1], pair[0])))
    return Cluster(tuple(g.id for g in group), group[0].code, typical.text, ordered)


def close_answered(session: Session, revision: ItemRevision, examiner: Examiner) -> int:
    """Close the open questions that a published revision answers; how many there were."""
    library = shelf.load(session, examiner.meaning)
    codes = (*parts(revision.subtopics), "")
    open_ones = select(Gap).where(Gap.closed_at.is_(None), Gap.code.in_(codes)).limit(MOST)
    asked = revision.questions.splitlines()
    found: list[int] = []
    for gap in session.scalars(open_ones.order_by(Gap.id.desc())):
        answer = examiner.answers(library, gap.text, gap.area or revision.area, clock.today())
        mine = answer is not None and answer.revision == revision.id
        if mine or any(likeness(gap.text, question) >= ALIKE for question in asked):
            found.append(gap.id)
    close(session, found, revision.item_id)
    return len(found)
