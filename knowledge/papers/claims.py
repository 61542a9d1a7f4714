"""The values a text names -- sums, ages, dates, telephones -- each with the words around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cn2an import cn2an

from knowledge.papers.words import table

_CLAUSE = re.compile(r"[^。；！？;!?\n，,、]+(?:(?<=\d),(?=\d{3})[^。；！？;!?\n，,、]+)*")
_BLANK = re.compile(r"\s+")
_NUMBER = re.compile(r"[0-9][0-9.,]*")
BEFORE, AFTER = 12, 4
"""Characters of its clause that are a value's context."""


@dataclass(frozen=True, slots=True)
class Claim:
    what: str
    value: str
    """In one form: 1.2万 and 12000 are the same sum."""
    written: str
    of: str
    """What tells values of one kind apart: per month or per year, from or until."""
    context: str
    """The words around it, with every other number blurred."""
    exact: str
    """The same with its numbers."""


def claims_of(text: str) -> list[Claim]:
    """The values of ``text`` in their order.

    >>> [(claim.what, claim.value) for claim in claims_of("满80周岁，每月发1,200元")]
    [('age', '80'), ('amount', '1200')]
    """
    return [claim for found in _CLAUSE.finditer(text) for claim in _of_clause(found[0])]


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    return {what: re.compile(rule) for what, rule in table()["values"].items()}


def _of_clause(clause: str) -> Iterator[Claim]:
    found = [
        (match.start(), match.end(), what, match)
        for what, rule in _rules().items()
        for match in rule.finditer(clause)
    ]
    end = 0
    for start, stop, what, match in sorted(found, key=lambda one: (one[0], -one[1])):
        value = _one_form(what, match[1])
        if start < end or not value:
            continue
        end = stop
        before, after = clause[max(0, start - BEFORE) : start], clause[stop : stop + AFTER]
        exact = _BLANK.sub("", f"{before}#{after}")
        kinds = {"amount": "spans", "date": "marks"}.get(what)
        of = next((mark for mark in table()[kinds] if mark in clause), "") if kinds else ""
        blurred = _NUMBER.sub("0", exact)
        yield Claim(what, value, match[0].strip(), of, blurred, exact)


def _one_form(what: str, written: str) -> str:
    bare = _BLANK.sub("", written)
    if what == "telephone":
        return "".join(filter(str.isdigit, bare))
    if what == "date":
        return "-".join(str(int(number)) for number in re.findall(r"\d+", bare))
    bare = bare.replace(",", "").replace("，", "")
    try:
        return f"{_number(bare):g}"
    except ValueError:
        return ""


def _number(bare: str) -> float:
    if bare[0].isdigit():
        factor: int = table()["factors"].get(bare[-1], 1)
        return round(float(bare[:-1] if factor > 1 else bare) * factor, 2)
    return float(cn2an(bare, "smart"))
