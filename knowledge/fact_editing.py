"""New values of facts: one editor says them, another lets them hold. Services never commit."""

from datetime import date, timedelta

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.revision import bump
from kit import clock
from knowledge import shelf
from knowledge.editors import Editor, must_edit, must_pass, others
from knowledge.errors import BadDraft, NoItem, SecondPerson, WrongStanding
from knowledge.facts import FactForm, FactKind
from knowledge.golden import Examiner
from knowledge.models import FactValue, ItemRevision, Standing
from letters import outbox
from phrases import say

YEAR = timedelta(days=365)
"""How long a new value holds where the last one has run out and nobody says until when."""


def change(
    session: Session, editor: Editor, key: str, value: str, reason: str, *,
    area: str = "", source: str = "", starts: date | None = None, until: date | None = None,
) -> FactValue:  # fmt: skip
    """A new value for the fact ``key``, waiting for a second person.

    ``value`` is what the editor typed: a number, a date (2026-12-31) or a telephone number.

    Raises
    ------
    NotAnEditor, NoItem
    BadDraft
        The value does not fit the kind of the fact, or a reason is missing.
    """
    must_edit(editor)
    if not reason.strip():
        raise BadDraft(why=say("editor.need_reason"))
    last = latest(session, key)
    today = clock.today()
    try:
        form = FactForm(
            name=last.name, kind=FactKind(last.kind), value=_typed(FactKind(last.kind), value),
            unit=last.unit, source=source or last.source, starts=starts or today,
            until=until or (last.until if last.until > today else today + YEAR),
        )  # fmt: skip
    except (ValidationError, ValueError) as problem:
        raise BadDraft(why=say("editor.bad_value", name=last.name, value=value)) from problem
    stored = form.value.isoformat() if isinstance(form.value, date) else str(form.value)
    row = FactValue(
        key=key, area=area, name=form.name, kind=form.kind, value=stored, unit=form.unit,
        source=form.source, starts=form.starts, until=form.until, standing=Standing.REVIEW,
        author_id=editor.id, reason=reason.strip(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    for other in others(session, but=editor.id):
        outbox.promise(session, other, say("editor.please_review_fact", id=row.id, name=row.name))
    return row


def publish(session: Session, editor: Editor, fact_id: int, examiner: Examiner) -> FactValue:
    """Let a new value hold in every item that uses it, if every golden question still goes right.

    Raises
    ------
    NotAnEditor, NoItem, WrongStanding, SecondPerson, GoldenRefusal
    """
    must_edit(editor)
    row = session.get(FactValue, fact_id)
    if row is None:
        raise NoItem(what=fact_id)
    if row.standing != Standing.REVIEW:
        raise WrongStanding(title=row.name, standing=say(f"editor.standing_{row.standing}"))
    if row.author_id == editor.id:
        raise SecondPerson(title=row.name)
    after = shelf.would_be(session, value=row, meaning=examiner.meaning)
    before = shelf.load(session, examiner.meaning)
    must_pass(examiner.changes(before, after, clock.today(), ""), row.name)
    row.standing, row.published_at, row.reviewer_id = Standing.PUBLISHED, clock.now(), editor.id
    bump(session, "library")
    return row


def latest(session: Session, key: str) -> FactValue:
    """The newest published value of ``key``.

    Raises
    ------
    NoItem
        There is no such fact.
    """
    mine = (FactValue.key == key) & (FactValue.standing == Standing.PUBLISHED)
    last = session.scalars(select(FactValue).where(mine).order_by(FactValue.id.desc())).first()
    if last is None:
        raise NoItem(what=key)
    return last


def users_of(session: Session, key: str) -> list[ItemRevision]:
    """Published revisions whose words use the fact ``key``."""
    slot = "{" + key + "}"
    live_ones = select(ItemRevision).where(ItemRevision.standing == Standing.PUBLISHED)
    return [
        revision
        for revision in session.scalars(live_ones)
        if slot in revision.body or slot in revision.details or slot in revision.title
    ]


def _typed(kind: FactKind, value: str) -> float | date | str:
    match kind:
        case FactKind.DATE:
            return date.fromisoformat(value.strip())
        case FactKind.PHONE:
            return value.strip()
    return float(value.strip())
