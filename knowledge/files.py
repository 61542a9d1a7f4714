"""Items and facts written as files: TOML between ``+++``, then the text (docs/write-an-item.md)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from knowledge import facts, kinds
from knowledge.errors import BadItem
from knowledge.facts import FactForm
from knowledge.kinds import Kind

STARTER = Path(__file__).parent / "starter"
GOLDEN = 3
"""So many of an item's questions, the first ones, are golden."""


class ItemForm(BaseModel):
    """What stands above an item's text."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    title: str
    subtopics: list[str]
    source: str
    """Document and clause, as shown."""
    unit: str
    """Slug of the unit that answers for it."""
    effective: date
    expires: date
    review: date
    """When somebody looks at it again."""
    area: str
    """Code of the area it holds for, with everything inside."""
    questions: list[str]
    """What people ask it with; the first three are golden."""
    not_for: list[str]
    """Look-alike questions that it must not answer; golden as well."""
    dialog: str = ""
    """An eligibility dialog that belongs to it."""
    details: dict[str, Any] = {}

    @model_validator(mode="after")
    def _whole(self) -> "ItemForm":
        kinds.checked(self.kind, self.details)
        if not self.effective < self.expires:
            raise ValueError("expires must lie after effective")
        if len(set(self.questions)) < GOLDEN:
            raise ValueError(f"at least {GOLDEN} different questions")
        if not self.not_for:
            raise ValueError("at least one question it must not answer (not_for)")
        return self


@dataclass(frozen=True, slots=True)
class ItemFile:
    slug: str
    form: ItemForm
    body: str


def items(folder: Path) -> Iterator[ItemFile]:
    """Every item of ``folder``.

    Raises
    ------
    BadItem
        A file cannot be used; the message names it and says why.
    """
    for path in sorted(folder.glob("*.md")):
        try:
            _, front, body = path.read_text("utf-8").split("+++", 2)
            yield ItemFile(path.stem, ItemForm(**tomllib.loads(front)), body.strip())
        except ValueError as problem:  # TOML and validation errors are ValueErrors, too
            raise BadItem(file=path.name, why=reason(problem)) from problem


def read_facts(folder: Path) -> dict[str, FactForm]:
    """All facts of ``folder``, by key: one a line under ``[facts]``, or a table of its own.

    What stands above them (``source``, ``starts``, ``until``) holds for all that do not say it.

    Raises
    ------
    BadItem
        A file cannot be used, or two files hold the same key.
    """
    found: dict[str, FactForm] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            whole = tomllib.loads(path.read_text("utf-8"))
            tables = {key: whole.pop(key) for key in list(whole) if isinstance(whole[key], dict)}
            for key, told in {**tables.pop("facts", {}), **tables}.items():
                if not facts.SLOT.fullmatch("{" + key + "}"):
                    raise ValueError(f"{key}: small letters, digits and hyphens only")
                if key in found:
                    raise ValueError(f"{key} stands in another file as well")
                found[key] = FactForm(**{**whole, **told})
        except (ValueError, TypeError) as problem:
            raise BadItem(file=path.name, why=reason(problem)) from problem
    return found


def reason(problem: Exception) -> str:
    """What is wrong with a form, field by field."""
    if isinstance(problem, ValidationError):
        return "; ".join(
            ".".join(str(part) for part in error["loc"]) + ": " + error["msg"]
            for error in problem.errors()
        )
    return str(problem)
