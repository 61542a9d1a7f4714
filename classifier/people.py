"""Who is spoken of: people in office, relatives and neighbours, and names that are given."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

VILLAGE = "村"
WORDS = Path(__file__).parent.parent / "topics" / "people.toml"
_TABLE = tomllib.loads(WORDS.read_text("utf-8"))
_SURNAME = f"[{_TABLE['surnames']}]"
_SCOPE = (
    r"(?P<scope>县|镇|乡|街道|村|社区|大队|[一二三四五六七八九十0-9]{1,2}(?:组|队|社)|组|队|小区|学校|厂|工地)?"
    r"(?:里|上|的)?"
)
_OFFICE = re.compile(
    rf"{_SCOPE}(?P<name>{_SURNAME}某?)?"
    rf"(?P<post>{'|'.join(sorted(_TABLE['posts'], key=len, reverse=True))})"
)
_KIN = re.compile("|".join(sorted(_TABLE["relations"], key=len, reverse=True)))
_NAMED = re.compile(
    r"(?:叫|名叫|姓名[:：]?|他是|她是|我是|本人)"
    rf"(?P<name>{_SURNAME}[\u4e00-\u9fff]{{1,2}}(?<![村组镇乡县的]))"
    r"(?=[,，。;；:：、 ]|的[\u4e00-\u9fff]|$)"
)


class PersonKind(StrEnum):
    POST = "post"
    """Somebody in office or at work: 三组队长, 王书记."""
    RELATION = "relation"
    """Somebody by a tie to the writer or another: 我妈, 隔壁."""
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """Somebody of whom a text speaks."""

    kind: PersonKind
    text: str
    role: str
    """The post or the tie: ``书记``, ``邻居``; empty for a bare name."""
    scope: str
    """Of which body: ``村``, ``镇``, ``三组``; empty where it is not said."""
    start: int
    end: int


def persons(text: str) -> tuple[PersonNamed, ...]:
    """The people in ``text`` as they follow each other."""
    return tuple(sorted(_found(text), key=lambda person: person.start))


def _found(text: str) -> Iterator[PersonNamed]:
    for found in _OFFICE.finditer(text):
        scope, post = found["scope"] or "", found["post"]
        if not scope and post.startswith(VILLAGE):
            scope = VILLAGE
        yield PersonNamed(PersonKind.POST, found.group(0), post, scope, *found.span())
    for found in _KIN.finditer(text):
        tie = found.group(0).removeprefix("我").removeprefix("俺")
        yield PersonNamed(PersonKind.RELATION, found.group(0), tie, "", *found.span())
    for found in _NAMED.finditer(text):
        yield PersonNamed(PersonKind.NAME, found["name"], "", "", *found.span("name"))
