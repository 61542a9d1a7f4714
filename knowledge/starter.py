"""Bring the items and facts written as files into the database, published, with revisions kept."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.revision import bump
from kit import clock
from knowledge import editing, files
from knowledge.facts import FactForm
from knowledge.files import STARTER, ItemFile, ItemForm
from knowledge.models import FactValue, Item, ItemRevision, Standing
from phrases import say


def publish_all(session: Session, folder: Path = STARTER, *, years: int = 0) -> int:
    """Publish every fact and item below ``folder``; how many items there are.

    With ``years`` everything ends so much later: the fictional town lives in the present.

    Known ones get a new revision where a word has changed, and keep what an editor published
    since: the house never overwrites the town.

    Raises
    ------
    BadItem
        A file cannot be used; nothing is published.
    """
    for key, told in files.read_facts(folder / "facts").items():
        form = _later(told, years)
        for area, value in {"": form.value, **form.areas}.items():
            _publish_fact(session, key, area, value, form)
    items = list(files.items(folder / "items"))
    for file in items:
        _publish_item(session, replace(file, form=_later(file.form, years)))
    bump(session, "library")
    return len(items)


def _publish_fact(
    session: Session, key: str, area: str, value: float | date | str, form: FactForm
) -> None:
    mine = (FactValue.key == key) & (FactValue.area == area)
    last = session.scalars(select(FactValue).where(mine).order_by(FactValue.id.desc())).first()
    columns = {
        "name": form.name,
        "kind": form.kind,
        "value": value.isoformat() if isinstance(value, date) else str(value),
        "unit": form.unit,
        "source": form.source,
        "starts": form.starts,
        "until": form.until,
    }
    if last is not None and (last.author_id is not None or _same(last, columns)):
        return
    now = clock.now()
    session.add(
        FactValue(
            key=key, area=area, standing=Standing.PUBLISHED, published_at=now,
            reason=say("editor.came_with_house"), **columns,
        )
    )  # fmt: skip


def _publish_item(session: Session, file: ItemFile) -> None:
    form, now = file.form, clock.now()
    item = session.scalar(select(Item).where(Item.slug == file.slug))
    if item is None:
        item = Item(slug=file.slug, kind=form.kind)
        session.add(item)
        session.flush()
    columns = editing.columns(form, file.body)
    revisions = item.revisions
    last = revisions[-1] if revisions else None
    if last is not None and (last.author_id is not None or _same(last, columns)):
        return
    for known in revisions:
        if known.standing == Standing.PUBLISHED:
            known.standing, known.ended_at = Standing.REPLACED, now
    item.kind = form.kind
    revisions.append(
        ItemRevision(
            number=len(revisions) + 1, standing=Standing.PUBLISHED, to_check=True,
            reason=say("editor.came_with_house"), published_at=now, **columns,
        )
    )  # fmt: skip


Form = TypeVar("Form", FactForm, ItemForm)


def _later(form: Form, years: int) -> Form:
    """``form`` with every date ``years`` later, but that from which it holds."""
    if not years:
        return form
    begun = {"effective", "starts"}
    kept = {name: value for name, value in dict(form).items() if name not in begun}
    return form.model_copy(update=_moved(kept, years))


def _moved(told: Any, years: int) -> Any:
    match told:
        case dict():
            return {name: _moved(value, years) for name, value in told.items()}
        case date():  # a datetime is one, too; 29 February becomes the 28th
            day = 28 if (told.month, told.day) == (2, 29) else told.day
            return told.replace(year=told.year + years, day=day)
    return told


def _same(row: FactValue | ItemRevision, columns: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in columns.items())
