"""Dialogs about eligibility: two to five questions that end in one verdict.

A dialog is a file, its state is a mapping of answers; nothing here needs a database. Numbers that
decide stay typed facts: texts keep their slots, and comparisons ask for the fact's value.
"""

import operator
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kit.text import likeness
from knowledge import replies
from knowledge.errors import BadItem
from knowledge.facts import SLOT
from knowledge.files import reason
from knowledge.synonyms import Synonyms

Says = Literal["likely", "unlikely", "ask-person"]
Answer = str | float
"""An option as written, or a number."""

LIKE = 0.35
"""How like a phrase a text must be that names the same matter."""
LIKE_NAMELESS = 0.6
"""How like a phrase without the name of the matter."""
_COMPARED = re.compile(r"\s*(>=|<=|>|<)\s*(.+?)\s*")
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition on a number: ``> {dibao-line}``, ``>= 80``."""

    sign: str
    than: float | str
    """A number, or the key of a fact."""

    def holds(self, said: float, number_of: Callable[[str], float] | None) -> bool | None:
        """None while nobody says what the fact is."""
        if isinstance(self.than, float):
            return _SIGNS[self.sign](said, self.than)
        return None if number_of is None else _SIGNS[self.sign](said, number_of(self.than))


@dataclass(frozen=True, slots=True)
class Ask:
    key: str
    text: str
    options: tuple[str, ...]
    number: str
    """Unit of the number that is asked for; "" where there are options."""


@dataclass(frozen=True, slots=True)
class Verdict:
    when: Mapping[str, str | Comparison]
    """What must be true, by the key of the question: an option, or a comparison."""
    says: Says
    why: str


@dataclass(frozen=True, slots=True)
class Dialog:
    name: str
    title: str
    item: str
    """Slug of the item it rests on."""
    starts: tuple[str, ...]
    """Phrases that open it."""
    asks: tuple[Ask, ...]
    verdicts: tuple[Verdict, ...]
    """The first that holds is the verdict; the last always does."""


# —— Reading the files ——


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _AskForm(_Form):
    key: str = Field(min_length=1)
    text: str = Field(min_length=1)
    options: list[str] = []
    number: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> "_AskForm":
        if bool(self.options) == bool(self.number):
            raise ValueError(f"{self.key}: either options or a number")
        if self.options and not len(self.options) == len(set(self.options)) > 1:
            raise ValueError(f"{self.key}: at least two different options")
        if not all(map(replies.bare, self.options)):
            raise ValueError(f"{self.key}: an empty option")
        return self

    def condition(self, told: str) -> str | Comparison:
        if self.options:
            if told not in self.options:
                raise ValueError(f"{self.key}: {told!r} is not one of its options")
            return told
        found = _COMPARED.fullmatch(told)
        if found is None:
            raise ValueError(f"{self.key}: {told!r} does not compare (> >= < <=) with a number")
        if slot := SLOT.fullmatch(found[2]):
            return Comparison(found[1], slot[1])
        if not re.fullmatch(r"\d+(\.\d+)?", found[2]):
            raise ValueError(f"{self.key}: {found[2]!r} is neither a number nor a fact's slot")
        return Comparison(found[1], float(found[2]))


class _VerdictForm(_Form):
    when: dict[str, str] = {}
    says: Says
    why: str = Field(min_length=1)


class _DialogForm(_Form):
    title: str = Field(min_length=1)
    item: str = Field(min_length=1)
    starts: list[str] = Field(min_length=1)
    ask: list[_AskForm] = Field(min_length=2, max_length=5)
    verdict: list[_VerdictForm] = Field(min_length=1)

    def dialog(self, name: str) -> Dialog:
        """The dialog, if its parts fit together.

        Raises
        ------
        ValueError
            They do not; the message says where.
        """
        asks = {ask.key: ask for ask in self.ask}
        if len(asks) < len(self.ask):
            raise ValueError("two questions have the same key")
        if self.verdict[-1].when or not all(verdict.when for verdict in self.verdict[:-1]):
            raise ValueError("the last verdict, and only the last, has no conditions")
        looked_at = {key for verdict in self.verdict for key in verdict.when}
        if strange := looked_at ^ asks.keys():
            raise ValueError(
                "questions and conditions (when) must name the same keys: "
                + ", ".join(sorted(strange))
            )
        return Dialog(
            name, self.title, self.item, tuple(self.starts),
            tuple(Ask(ask.key, ask.text, tuple(ask.options), ask.number) for ask in self.ask),
            tuple(
                Verdict({k: asks[k].condition(told) for k, told in v.when.items()}, v.says, v.why)
                for v in self.verdict
            ),
        )  # fmt: skip


def load(folder: Path) -> Mapping[str, Dialog]:
    """Every dialog of ``folder``, by the name of its file.

    Raises
    ------
    BadItem
        A file cannot be used; the message names it and says why.
    """
    found: dict[str, Dialog] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            form = _DialogForm(**tomllib.loads(path.read_text("utf-8")))
            found[path.stem] = form.dialog(path.stem)
        except ValueError as problem:  # TOML and validation errors are ValueErrors, too
            raise BadItem(file=path.name, why=reason(problem)) from problem
    return found


# —— Going through one ——


def next_ask(
    dialog: Dialog,
    answers: Mapping[str, Answer],
    number_of: Callable[[str], float] | None = None,
) -> Ask | None:
    """The first question that can still change the verdict; None when it is fixed.

    Without ``number_of`` comparisons with facts stay open, so more is asked than need be.
    """
    open_keys: set[str] = set()
    for each in dialog.verdicts:
        held = _held(each, answers, number_of)
        if held:
            break
        if held is None:
            open_keys |= each.when.keys()
    return next((a for a in dialog.asks if a.key in open_keys and a.key not in answers), None)


def verdict(
    dialog: Dialog, answers: Mapping[str, Answer], number_of: Callable[[str], float]
) -> Verdict:
    """What the answers come to.

    Raises
    ------
    ValueError
        Something that decides was not asked yet.
    KeyError
        ``number_of`` knows no such fact, or none that holds now.
    """
    for each in dialog.verdicts:
        held = _held(each, answers, number_of)
        if held is None:
            raise ValueError(
                f"{dialog.name}: {sorted(each.when.keys() - answers.keys())} not asked"
            )
        if held:
            return each
    raise AssertionError("the last verdict always holds")


def _held(
    verdict: Verdict,
    answers: Mapping[str, Answer],
    number_of: Callable[[str], float] | None,
) -> bool | None:
    """Whether all its conditions hold; None while that is open."""
    held: bool | None = True
    for key, wanted in verdict.when.items():
        said = answers.get(key)
        if said is None:
            one = None
        elif isinstance(wanted, Comparison):
            one = wanted.holds(float(said), number_of)
        else:
            one = said == wanted
        if one is False:
            return False
        held = held and one
    return held


# —— What a person says ——


def answer_of(ask: Ask, words: str) -> Answer | None:
    """The option or the number that ``words`` mean, or None: better asked again than misread."""
    if ask.options:
        return replies.option(ask.text, ask.options, words)
    return replies.number(ask.text, ask.number, words)


# —— What opens one ——


def opens(dialogs: Mapping[str, Dialog], text: str) -> Dialog | None:
    """The dialog that ``text`` asks for: it wonders whether, and names the matter."""
    told = replies.words()
    if not told.has("wondering", text) or told.has("complaining", text):
        return None
    scored = [(score, dialog) for dialog in dialogs.values() for score in _scores(dialog, text)]
    return max(scored, key=lambda pair: pair[0], default=(0.0, None))[1]


def _scores(dialog: Dialog, text: str) -> Iterator[float]:
    """How like ``text`` is to those phrases that it is like enough."""
    said = replies.bare(text)
    names = _names(dialog.title)
    named = any(name in said for name in names)
    for start in dialog.starts:
        names_it = any(name in start for name in names)
        if names_it and not named:
            continue  # alike in all but the matter: 能不能吃低保, 能不能吃五保
        within = len(start) / len(said) if start in said else 0.0
        score = max(likeness(start, said), within)
        if score >= (LIKE if names_it else LIKE_NAMELESS):
            yield score


@cache
def _names(title: str) -> tuple[str, ...]:
    return (title, *(word for word, _ in Synonyms().of(title)))
