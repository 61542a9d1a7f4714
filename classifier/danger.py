"""The safety screen: danger is seen by rules, before any model is asked.

The rules are data (``topics/danger/*.toml``). What must not be missed is weighed against calm
words, and each kind of calm word reaches only so far:

* long over (``past``): when it stands before the danger in the sentence and nothing between the
  two says that it is now;
* only feared, supposed or prevented (``supposed``): in the clause of the danger, before or after;
* going on for long (``often``), rules, money, lessons, stories (``calm``): within ``NEAR``
  characters in the sentence;
* none of them in a sentence with a cry for help (``plea``), nor in a rule that does not heed it.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import add
from pathlib import Path
from re import Match, Pattern
from typing import Any

from classifier.types import Danger
from kit.text import masked

RULES = Path(__file__).parent.parent / "topics" / "danger"
NEAR = 30
"""Characters on either side of the danger."""
FAR = 60
"""Characters before the danger in which a past year still belongs to it."""
LONGEST = 2000
_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_CLAUSE = re.compile(r"[,，、 ]")
_GROUP = re.compile(r"\((?!\?)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of danger."""

    name: str
    subtopic: str
    glance: tuple[str, ...]
    """A text without any of these is not looked at further: most messages hold none."""
    any_sign: Pattern[str]
    signs: Pattern[str]
    unless: Pattern[str] | None
    """Switches off, in its sentence, what only may be danger."""
    heeds: frozenset[str]
    """Kinds of calm words that switch it off; none for despair."""


class Calm:
    """Words that say: no emergency. See the top of this module."""

    KINDS = ("past", "supposed", "often", "calm")

    def __init__(self, table: Mapping[str, list[str]], words: Mapping[str, str]) -> None:
        self._plea, self._now, self._past, self._supposed, self._often, self._calm = (
            _compiled(table[name], words) for name in ("plea", "now", *self.KINDS)
        )

    def covers(self, sentence: str, found: Match[str], heeds: frozenset[str]) -> bool:
        """Whether words of the kinds in ``heeds`` take away the danger ``found``."""
        if not heeds or self._plea.search(sentence):
            return False
        start, end = found.span()
        near = max(0, start - NEAR), end + NEAR
        return (
            ("past" in heeds and self._is_over(sentence[max(0, start - FAR) : end]))
            or ("supposed" in heeds and bool(self._supposed.search(_clause(sentence, start, end))))
            or ("often" in heeds and bool(self._often.search(sentence, *near)))
            or ("calm" in heeds and bool(self._calm.search(sentence, *near)))
        )

    def _is_over(self, before: str) -> bool:
        over = _last(self._past, before)
        return over >= 0 and _last(self._now, before) < over


class Screen:
    """Reads a message for danger."""

    def __init__(self, folder: Path = RULES) -> None:
        """Raises ``ValueError``, naming file and rule, when the rules cannot be used."""
        tables = _tables(folder)
        words = _filled(tables.pop("words", ("", {}))[1])
        self._calm = Calm(tables.pop("calm")[1], words)
        self._rules = tuple(
            _rule(file, name, fields, words) for name, (file, fields) in tables.items()
        )
        self._glance: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, rule in enumerate(self._rules):
            for word in rule.glance:
                self._glance[word[:2]].append((word, number))
        self._single = frozenset(start for start in self._glance if len(start) == 1)
        self._double = frozenset(self._glance) - self._single

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules in the order in which they are tried: files by name, then as they stand."""
        return self._rules

    def danger(self, text: str) -> Danger | None:
        """The first rule that fires in ``text``, or None."""
        text = text[:LONGEST]
        likely = [rule for rule in self._glanced(text) if rule.any_sign.search(text)]
        if not likely:
            return None
        for sentence in _SENTENCE.split(text):
            for rule in likely:
                for found in self._found(rule, sentence):
                    if not self._calm.covers(sentence, found, rule.heeds):
                        return Danger(rule.name, rule.subtopic, (masked(found.group(0)),))
        return None

    def _glanced(self, text: str) -> list[Rule]:
        """The rules of which ``text`` holds a glance word, in their order."""
        # One pass over the pairs of characters, instead of one over the text per glance word.
        starts = self._double.intersection(map(add, text, text[1:]))
        if single := self._single.intersection(text):
            starts |= single
        if not starts:
            return []
        numbers = {
            number
            for start in starts
            for word, number in self._glance[start]
            if len(word) <= 2 or word in text
        }
        return [self._rules[number] for number in sorted(numbers)]

    @staticmethod
    def _found(rule: Rule, sentence: str) -> Iterator[Match[str]]:
        certain = rule.unless is not None and rule.unless.search(sentence) is not None
        return (rule.signs if certain else rule.any_sign).finditer(sentence)


def _clause(sentence: str, start: int, end: int) -> str:
    since = max((m.end() for m in _CLAUSE.finditer(sentence, 0, start)), default=0)
    until = _CLAUSE.search(sentence, end)
    return sentence[since : until.start() if until else None]


def _last(pattern: Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _tables(folder: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """The tables of all files by name, each with the file it stands in."""
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, fields in tomllib.loads(path.read_text("utf-8")).items():
            if name in tables:
                raise ValueError(f"{path.name}: [{name}] stands in {tables[name][0]}, too")
            tables[name] = path.name, fields
    if "calm" not in tables:
        raise ValueError(f"{folder}: no file has [calm]")
    return tables


def _rule(file: str, name: str, fields: Mapping[str, Any], words: Mapping[str, str]) -> Rule:
    try:
        signs, maybe = list(fields["signs"]), list(fields.get("maybe", []))
        heeds = frozenset(fields.get("heeds", Calm.KINDS))
        if strangers := heeds - set(Calm.KINDS):
            raise ValueError(f"heeds unknown words: {', '.join(sorted(strangers))}")
        return Rule(
            name=name,
            subtopic=fields["subtopic"],
            glance=tuple(fields["glance"]),
            any_sign=_compiled([*signs, *maybe], words),
            signs=_compiled(signs, words),
            unless=_compiled(fields["unless"], words) if "unless" in fields else None,
            heeds=heeds,
        )
    except KeyError as problem:
        raise ValueError(f"{file}: [{name}] has no {problem}") from problem
    except (ValueError, re.error) as problem:
        raise ValueError(f"{file}: [{name}] {problem}") from problem


def _filled(words: Mapping[str, list[str]]) -> dict[str, str]:
    return {f"<{name}>": f"(?:{'|'.join(values)})" for name, values in words.items()}


def _compiled(parts: list[str], words: Mapping[str, str]) -> Pattern[str]:
    """One expression of all ``parts``; its groups capture nothing, which is faster."""
    whole = "|".join(parts)
    for name, value in words.items():
        whole = whole.replace(name, value)
    return re.compile(_GROUP.sub("(?:", whole))
