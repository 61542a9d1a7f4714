"""Who edits, and what stands between an editor and publication."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Person, Role
from kit.text import shortened
from knowledge.errors import GoldenRefusal, NotAnEditor
from knowledge.golden import Change
from phrases import say

MOST_SHOWN = 8
"""Changes told to an editor at once; the rest is counted."""


class Editor(Protocol):
    """Whoever edits: a person with an id and a role."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> Role: ...


def may_edit(editor: Editor) -> bool:
    """Whether this person keeps the knowledge base."""
    return editor.role in {Role.EDITOR, Role.ADMIN}


def must_edit(editor: Editor) -> None:
    """Raises ``NotAnEditor`` for anybody else."""
    if not may_edit(editor):
        raise NotAnEditor


def must_pass(changes: Sequence[Change], title: str) -> None:
    """Raises ``GoldenRefusal`` with ``changes`` in plain words, if there are any."""
    if changes:
        lines = [shortened(str(change), 120) for change in changes[:MOST_SHOWN]]
        if len(changes) > MOST_SHOWN:
            lines.append(say("editor.more_changes", count=len(changes) - MOST_SHOWN))
        raise GoldenRefusal(title=title, count=len(changes), changes="\n".join(lines))


def others(session: Session, *, but: int) -> list[int]:
    """Editors with a phone, all ``but`` one."""
    known = Person.role.in_((Role.EDITOR, Role.ADMIN)) & Person.openid.is_not(None)
    return list(session.scalars(select(Person.id).where(known, Person.id != but)))
