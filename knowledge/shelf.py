"""From the rows of the database to the library in memory, as it is now or was at any moment."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from directory.models import Unit
from kit.text import parts
from knowledge import kinds
from knowledge.documents import Meaning
from knowledge.facts import FactBook, FactKind, Value
from knowledge.kinds import Kind
from knowledge.library import Entry, Library
from knowledge.models import FactValue, Item, ItemRevision, Standing

Offices = Mapping[str, tuple[str, str]]
"""Slug of a unit -> its name and telephone number."""


def load(session: Session, meaning: Meaning | None = None) -> Library:
    """The library of everything that is published now, with sentence embeddings or without."""
    live = ItemRevision.standing == Standing.PUBLISHED
    return _shelved(
        tuple(entries(_revisions(session, live), offices(session))),
        tuple(_values(session, FactValue.standing == Standing.PUBLISHED)),
        meaning,
    )


def at(session: Session, moment: datetime, meaning: Meaning | None = None) -> Library:
    """The library as it stood at ``moment``: the revisions and facts published by then (N19)."""
    was = (ItemRevision.published_at <= moment) & (
        ItemRevision.ended_at.is_(None) | (ItemRevision.ended_at > moment)
    )
    return Library(
        list(entries(_revisions(session, was), offices(session))),
        FactBook(_values(session, FactValue.published_at <= moment)),
        meaning,
    )


def would_be(
    session: Session,
    revision: ItemRevision | None = None,
    value: FactValue | None = None,
    meaning: Meaning | None = None,
) -> Library:
    """The library as it would be with ``revision`` or ``value`` published."""
    live = [
        known
        for known in _revisions(session, ItemRevision.standing == Standing.PUBLISHED)
        if revision is None or known.item_id != revision.item_id
    ]
    held = _values(session, FactValue.standing == Standing.PUBLISHED)
    if revision is not None:
        live.append(revision)
    if value is not None:
        held.append(as_value(value))
    return Library(list(entries(live, offices(session))), FactBook(held), meaning)


def without(session: Session, item_id: int, meaning: Meaning | None = None) -> Library:
    """The library as it would be with the item withdrawn."""
    live = ItemRevision.standing == Standing.PUBLISHED
    kept = [known for known in _revisions(session, live) if known.item_id != item_id]
    held = _values(session, FactValue.standing == Standing.PUBLISHED)
    return Library(list(entries(kept, offices(session))), FactBook(held), meaning)


def facts_now(session: Session) -> FactBook:
    """All facts that are published."""
    return FactBook(_values(session, FactValue.standing == Standing.PUBLISHED))


def offices(session: Session) -> Offices:
    """Name and telephone number of every unit, by slug."""
    return {unit.slug: (unit.name, unit.phone) for unit in session.scalars(select(Unit))}


def entries(revisions: Iterable[ItemRevision], known: Offices) -> list[Entry]:
    """``revisions`` as the library knows them; a variant's empty fields come from its base."""
    told = {revision.item.slug: _fields(revision) for revision in revisions}
    for slug, fields in told.items():
        base = told.get(slug.partition("@")[0])
        if base is not None and base is not fields:
            _inherit(fields, base)
    found = []
    for fields in told.values():
        unit, phone = known.get(fields.pop("unit"), ("", ""))
        details = kinds.checked(fields["kind"], fields.pop("details"))
        found.append(Entry(**fields, details=details, unit=unit, phone=phone))
    return found


def as_value(row: FactValue) -> Value:
    """A row of the table as the fact it is."""
    kind = FactKind(row.kind)
    value: float | date | str = row.value
    if kind == FactKind.DATE:
        value = date.fromisoformat(row.value)
    elif kind != FactKind.PHONE:
        value = float(row.value)
    return Value(
        row.key, row.area, kind, value, row.unit, row.name, row.source, row.starts, row.until
    )


def _fields(revision: ItemRevision) -> dict[str, Any]:
    return {
        "slug": revision.item.slug,
        "kind": Kind(revision.item.kind),
        "title": revision.title,
        "body": revision.body,
        "source": revision.source,
        "unit": revision.unit,
        "area": revision.area,
        "subtopics": parts(revision.subtopics),
        "effective": revision.effective,
        "expires": revision.expires,
        "questions": tuple(revision.questions.splitlines()),
        "not_for": tuple(revision.not_for.splitlines()),
        "details": json.loads(revision.details),
        "dialog": revision.dialog,
        "to_check": revision.to_check,
        "revision": revision.id,
        "owner": revision.item.owner_id,
    }


def _inherit(fields: dict[str, Any], base: Mapping[str, Any]) -> None:
    for name in ("title", "body", "source", "unit", "subtopics", "dialog"):
        fields[name] = fields[name] or base[name]
    if fields["kind"] == base["kind"]:
        own = {name: value for name, value in fields["details"].items() if value not in ("", [])}
        fields["details"] = {**base["details"], **own}


def _revisions(session: Session, which: Any) -> Sequence[ItemRevision]:
    found = (
        select(ItemRevision).join(ItemRevision.item).where(which).order_by(Item.slug)
        .options(contains_eager(ItemRevision.item))
    )  # fmt: skip
    return session.scalars(found).all()


def _values(session: Session, which: Any) -> list[Value]:
    rows = select(FactValue).where(which).order_by(FactValue.published_at, FactValue.id)
    return [as_value(row) for row in session.scalars(rows)]


@lru_cache(maxsize=2)
def _shelved(
    found: tuple[Entry, ...], values: tuple[Value, ...], meaning: Meaning | None
) -> Library:
    """Made anew only where an item or a fact has changed."""
    return Library(found, FactBook(values), meaning)
