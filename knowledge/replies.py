"""What a reply to a question means: one of its options, or a number. Words: ``replies.toml``.

Nothing is guessed: a reply that says more than it answers, or answers something else, is None, and
the question is put again.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import cn2an

from kit.text import choice, cleaned

HOME = Path(__file__).parent
LONGEST = 24
"""Characters a reply has at most; more is something else."""
STRAY = 10
"""Characters that may stand beside an option's own words."""
LARGEST = 1e8
"""More is no answer: a telephone or a paper was sent."""
_CLAUSES = re.compile(r"[\s,，.。;；!！、:：~～…]+")
_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


class Words(NamedTuple):
    """``replies.toml``, its patterns compiled."""

    patterns: Mapping[str, re.Pattern[str]]
    told: Mapping[str, Any]

    def has(self, name: str, text: str) -> bool:
        return self.patterns[name].search(text) is not None

    def without(self, name: str, text: str, instead: str = "") -> str:
        return self.patterns[name].sub(lambda _: instead, text)

    def idle(self, beside: str, question: str, *names: str) -> bool:
        """Whether ``beside`` adds nothing: its characters say nothing, or are the question's."""
        known = {*question, *"".join(self.told["characters"][name] for name in names)}
        return set(bare(beside)) <= known


@cache
def words() -> Words:
    told = tomllib.loads((HOME / "replies.toml").read_text("utf-8"))
    patterns = {name: re.compile(pattern) for name, pattern in told["patterns"].items()}
    return Words(patterns, told)


def bare(text: str) -> str:
    """``text`` without blanks and stops."""
    return _CLAUSES.sub("", text)


# —— Options ——


def option(question: str, options: Sequence[str], said: str) -> str | None:
    """The one of ``options`` that ``said`` means: by number, by its words, by yes or no."""
    told, text = words(), cleaned(said)
    if not text or len(text) > LONGEST:
        return None
    number = choice(told.without("picked", text))
    if number is not None:
        return options[number - 1] if 1 <= number <= len(options) else None
    for each in options:
        if bare(each) == bare(text):
            return each
    if told.has("unsure", text):
        return next((each for each in options if told.has("unsure", each)), None)
    pair = _pair(options)
    known = question + "".join(options)
    agreed = {_agrees(clause, known) for clause in _CLAUSES.split(text)} - {None}
    meant = {pair[yes] for yes in pair if yes in agreed}
    meant = meant or _named(options, bare(text), known)
    return meant.pop() if len(meant) == 1 else None


def _pair(options: Sequence[str]) -> Mapping[bool, str]:
    """Which option means yes (True) and which no; empty unless one denies the other."""
    told = words()
    for no in options:
        denial = told.patterns["no"].match(no.lstrip(told.told["characters"]["particles"]))
        if denial is None:
            continue
        matter = _CLAUSES.split(denial.string[denial.end() :])[0]
        for yes in options:
            if told.has("no", yes):
                continue
            same = matter in yes if matter else told.patterns["yes"].match(yes)
            if same:
                return {True: yes, False: no}
    return {}


def _agrees(clause: str, known: str) -> bool | None:
    """Whether ``clause`` says yes or no; None if neither, both, or something besides."""
    told = words()
    clause = told.without("agreed", clause, told.told["instead"]["agreed"])
    clause = told.without("reserved", clause)
    denials = set(told.patterns["no"].findall(clause))
    beside = told.without("yes", told.without("no", clause))
    if beside == clause or len(denials) > 1 or not told.idle(beside, known, "particles"):
        return None
    return not denials


def _named(options: Sequence[str], text: str, known: str) -> set[str]:
    """Those of ``options`` that stand in ``text``; none where something is denied besides."""
    told = words()
    named = {bare(option): option for option in sorted(options, key=len, reverse=True)}
    pattern = re.compile("|".join(map(re.escape, named)))
    found, beside = set(pattern.findall(text)), pattern.sub("", text)
    short = any(len(option) < 2 for option in found)
    if told.has("no", beside) or len(beside) > STRAY:
        return set()
    if short and not told.idle(beside, known, "particles"):
        return set()
    return {named[option] for option in found}


# —— Numbers ——


def number(question: str, unit: str, said: str) -> float | None:
    """The number that ``said`` tells (``两千三``, ``1.5万``, ``没有收入``), in ``unit``."""
    told, text = words(), cleaned(said)
    if not text or len(text) > LONGEST or told.has("unsure", text):
        return None
    text = _GROUPED.sub("", told.without("little", told.without("reserved", text)))
    text = told.without("not_a_penny", text, told.told["instead"]["not_a_penny"])
    asked = question + unit
    body = _of_the_same_span(asked, text)
    found = list(told.patterns["digits"].finditer(body or ""))
    if not body or len(found) > 1:
        return None
    if not found:
        worth = 0.0 if _nothing(asked, body) else None
    else:
        worth = _worth(asked, unit, body, found[0])
    least, most = told.told["bounds"].get(unit, (0, LARGEST))
    return worth if worth is not None and least <= worth <= most else None


def _nothing(asked: str, body: str) -> bool:
    told = words()
    if told.has("little_only", body) or not told.has("no", body):
        return False
    beside = told.without("yes", told.without("no", body))
    return told.idle(beside, asked, "particles", "beside_nothing")


def _worth(asked: str, unit: str, body: str, found: re.Match[str]) -> float | None:
    told, digits = words(), found[0]
    before, after = body[: found.start()], body[found.end() :]
    doubts = told.patterns["vague"].findall(before + after)
    if any(doubt not in asked for doubt in doubts) or told.has("either", digits):
        return None
    measure = told.patterns["measure"].match(after)
    fits = _same_measure(unit, measure[1]) if measure else None
    if fits is None:
        fits = told.idle(before + after, asked, "particles", "beside_numbers")
    if not fits:
        return None
    try:
        return float(cn2an.cn2an(digits, "smart"))
    except (ValueError, TypeError, KeyError, IndexError):  # it has no one error of its own
        return None


def _of_the_same_span(asked: str, text: str) -> str | None:
    """``text`` without "a month" where that was asked; None if it tells of a year instead."""
    told = words()
    body = text
    for span in told.told["spans"]:
        pattern = re.compile(told.told["each"].replace("{span}", span))
        if not pattern.search(body):
            continue
        if span not in asked:
            return None
        body = pattern.sub("", body)
    return body if told.has("digits", body) or told.has("no", body) else text


def _same_measure(unit: str, follows: str) -> bool | None:
    """Whether a word after a number is the ``unit``; None where it is no measure at all."""
    for measure in words().told["measures"]:
        if follows in measure:
            return any(sign in measure for sign in unit.partition("/")[0])
    return None
