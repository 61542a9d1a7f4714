"""Draft, submit, review, publish and withdraw items. Services never commit."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.revision import bump
from kit import clock
from knowledge import facts, files, kinds, shelf
from knowledge.editors import Editor, must_edit, must_pass, others
from knowledge.errors import (
    BadDraft,
    NoItem,
    SecondPerson,
    WrongStanding,
)
from knowledge.files import ItemForm
from knowledge.golden import Examiner
from knowledge.models import FactValue, Item, ItemRevision, Standing
from letters import outbox
from phrases import say


def revision_of(session: Session, revision_id: int) -> ItemRevision:
    """Revision ``revision_id``.

    Raises
    ------
    NoItem
        There is none.
    """
    found = session.get(ItemRevision, revision_id)
    if found is None:
        raise NoItem(what=revision_id)
    return found


def live(session: Session, slug: str) -> ItemRevision | None:
    """What is published under ``slug``, or None."""
    mine = select(ItemRevision).join(ItemRevision.item).where(Item.slug == slug)
    return session.scalar(mine.where(ItemRevision.standing == Standing.PUBLISHED))


def draft(
    session: Session, editor: Editor, slug: str, form: ItemForm, *, body: str, reason: str
) -> ItemRevision:
    """A new draft of item ``slug`` (made where there is none); the editor's last one is replaced.

    Raises
    ------
    NotAnEditor, BadDraft
    """
    must_edit(editor)
    if not body.strip() or not reason.strip():
        raise BadDraft(why=say("editor.need_text" if not body.strip() else "editor.need_reason"))
    _must_use_known_facts(session, form, body)
    item = session.scalar(select(Item).where(Item.slug == slug))
    if item is None:
        item = Item(slug=slug, kind=form.kind, owner_id=editor.id)
        session.add(item)
        session.flush()
    mine = next(
        (r for r in item.revisions
         if r.author_id == editor.id and r.standing in {Standing.DRAFT, Standing.REVIEW}),
        None,
    )  # fmt: skip
    if mine is None:
        mine = ItemRevision(number=len(item.revisions) + 1, author_id=editor.id)
        item.revisions.append(mine)
    for name, value in columns(form, body).items():
        setattr(mine, name, value)
    mine.standing, mine.reason, mine.reviewer_id = Standing.DRAFT, reason.strip(), None
    session.flush()
    return mine


def columns(form: ItemForm, body: str) -> dict[str, Any]:
    """``form`` and ``body`` as the columns of a revision."""
    return {
        "title": form.title,
        "subtopics": "|".join(form.subtopics),
        "body": body.strip(),
        "details": json.dumps(form.details, ensure_ascii=False, default=str),
        "source": form.source,
        "unit": form.unit,
        "area": form.area,
        "effective": form.effective,
        "expires": form.expires,
        "review_on": form.review,
        "questions": "\n".join(form.questions),
        "not_for": "\n".join(form.not_for),
        "dialog": form.dialog,
    }


def form_of(revision: ItemRevision, **changed: Any) -> ItemForm:
    """A revision as a form again, with some fields ``changed``.

    Raises
    ------
    BadDraft
        Together they make no whole item; says what is missing.
    """
    told: Mapping[str, Any] = {
        "kind": revision.item.kind,
        "title": revision.title,
        "subtopics": revision.subtopics.split("|"),
        "source": revision.source,
        "unit": revision.unit,
        "area": revision.area,
        "effective": revision.effective,
        "expires": revision.expires,
        "review": revision.review_on,
        "questions": revision.questions.splitlines(),
        "not_for": revision.not_for.splitlines(),
        "dialog": revision.dialog,
        "details": json.loads(revision.details),
    }
    return checked_form({**told, **changed})


def checked_form(told: Mapping[str, Any]) -> ItemForm:
    """``told`` as a form.

    Raises
    ------
    BadDraft
        Something is missing or wrong; says what.
    """
    try:
        return ItemForm(**told)
    except (ValidationError, ValueError) as problem:
        raise BadDraft(why=files.reason(problem)) from problem


def submit(session: Session, editor: Editor, revision_id: int) -> ItemRevision:
    """Hand a draft to the other editors, who are told.

    Raises
    ------
    NotAnEditor, NoItem, WrongStanding
    BadDraft
        Something is still missing, as it may be in what was imported.
    """
    must_edit(editor)
    revision = revision_of(session, revision_id)
    _must_stand(revision, Standing.DRAFT)
    if revision.author_id is None:
        revision.author_id = editor.id  # who hands in what was imported answers for it
    _must_use_known_facts(session, form_of(revision), revision.body)
    revision.standing = Standing.REVIEW
    for other in others(session, but=editor.id):
        told = say("editor.please_review", id=revision.id, title=revision.title)
        outbox.promise(session, other, told)
    return revision


def refuse(session: Session, editor: Editor, revision_id: int, why: str) -> ItemRevision:
    """Give a revision back to its author with a reason.

    Raises
    ------
    NotAnEditor, NoItem, WrongStanding, BadDraft
    """
    must_edit(editor)
    if not why.strip():
        raise BadDraft(why=say("editor.need_reason"))
    revision = revision_of(session, revision_id)
    _must_stand(revision, Standing.REVIEW)
    revision.standing, revision.reviewer_id = Standing.DRAFT, editor.id
    if revision.author_id is not None:
        told = say("editor.given_back", id=revision.id, title=revision.title, why=why.strip())
        outbox.promise(session, revision.author_id, told)
    return revision


def publish(session: Session, editor: Editor, revision_id: int, examiner: Examiner) -> ItemRevision:
    """Publish what another editor wrote, if every golden question still goes right.

    Raises
    ------
    NotAnEditor, NoItem, WrongStanding
    SecondPerson
        The editor wrote it: somebody else must read it first.
    GoldenRefusal
        Something else would be answered differently; nothing is changed.
    """
    must_edit(editor)
    revision = revision_of(session, revision_id)
    _must_stand(revision, Standing.REVIEW)
    if revision.author_id == editor.id:
        raise SecondPerson(title=revision.title)
    must_pass(
        examiner.changes(
            shelf.load(session, examiner.meaning),
            shelf.would_be(session, revision, meaning=examiner.meaning),
            clock.today(),
            revision.item.slug,
        ),
        revision.title,
    )
    now = clock.now()
    before = live(session, revision.item.slug)
    if before is not None:
        before.standing, before.ended_at = Standing.REPLACED, now
    revision.standing, revision.published_at, revision.reviewer_id = (
        Standing.PUBLISHED,
        now,
        editor.id,
    )
    bump(session, "library")
    if revision.author_id is not None:
        outbox.promise(session, revision.author_id, say("editor.went_out", title=revision.title))
    return revision


def withdraw(session: Session, editor: Editor, slug: str, why: str, examiner: Examiner) -> None:
    """Take an item out of use, with a reason, if nothing else is answered differently then.

    Raises
    ------
    NotAnEditor, NoItem, BadDraft, GoldenRefusal
    """
    must_edit(editor)
    if not why.strip():
        raise BadDraft(why=say("editor.need_reason"))
    revision = live(session, slug)
    if revision is None:
        raise NoItem(what=slug)
    after = shelf.without(session, revision.item_id, examiner.meaning)
    before = shelf.load(session, examiner.meaning)
    changes = examiner.changes(before, after, clock.today(), slug)
    must_pass(changes, revision.title)
    revision.standing, revision.ended_at = Standing.WITHDRAWN, clock.now()
    revision.reviewer_id, revision.reason = editor.id, why.strip()
    bump(session, "library")


def waiting(session: Session) -> tuple[list[ItemRevision], list[FactValue]]:
    """Revisions and facts that wait for a second person, oldest first."""
    items = select(ItemRevision).where(ItemRevision.standing == Standing.REVIEW)
    values = select(FactValue).where(FactValue.standing == Standing.REVIEW)
    return (
        list(session.scalars(items.order_by(ItemRevision.id))),
        list(session.scalars(values.order_by(FactValue.id))),
    )


def due(session: Session, day: date) -> list[ItemRevision]:
    """Published revisions that are over, or that somebody should look at again by ``day``."""
    live_ones = ItemRevision.standing == Standing.PUBLISHED
    late = (ItemRevision.review_on <= day) | (ItemRevision.expires <= day)
    found = select(ItemRevision).where(live_ones, late).order_by(ItemRevision.expires)
    return list(session.scalars(found))


def counted(session: Session) -> dict[Standing, int]:
    """How many revisions stand where."""
    rows = session.execute(
        select(ItemRevision.standing, func.count()).group_by(ItemRevision.standing)
    )
    return {Standing(standing): count for standing, count in rows}


def _must_stand(revision: ItemRevision, wanted: Standing) -> None:
    if revision.standing != wanted:
        standing = say(f"editor.standing_{revision.standing}")
        raise WrongStanding(title=revision.title, standing=standing)


def _must_use_known_facts(session: Session, form: ItemForm, body: str) -> None:
    book = shelf.facts_now(session)
    details = kinds.checked(form.kind, form.details).model_dump_json()
    unknown = [k for k in facts.slots("\n".join((form.title, body, details))) if k not in book]
    if unknown:
        raise BadDraft(why=say("editor.unknown_facts", keys="、".join(unknown)))
