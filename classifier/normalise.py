"""The same words for the same thing: script, width, pinyin, avoided words, fillers and typos.

Every step keeps, for each character, the place it came from, so that what is found in the plain
text can be shown in the words the person wrote.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from re import Match, Pattern
from typing import Any

from opencc import OpenCC

from kit.sound import syllables
from kit.text import cleaned
from kit.words import words_of

REWRITES = Path(__file__).parent.parent / "topics" / "rewrites.toml"
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-zü\u00e0-\u01dc' ]{1,12}[)）]", re.IGNORECASE)
_TRADITIONAL = OpenCC("t2s")
_REPEATED = re.compile(r"([^\d\s.])\1{2,}")
_SOS = (re.compile("🆘"), "救命")
_EMOJI = re.compile(
    "[\u2190-\u2bff\ufe0e\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
    r"|\[(?:[\u4e00-\u9fff]{1,3})\]"  # WeChat writes its own faces so: [流泪]
)
_CLAUSE_START = r"(?:^|(?<=[,，。!！?？;；\s]))"
_SPELLED = re.compile(r"(?<!\S)(?:[\u4e00-\u9fff] ){3,}[\u4e00-\u9fff](?!\S)")
_RARE = re.compile("[\U00020000-\U0003ffff]")
_LOOSE_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LITTLE_WORDS = frozenset("不了的在就也没有是我你他要都还和给到把被")
"""Hardly ever typed for another character."""
LONGEST_TERM = 6


@dataclass(frozen=True, slots=True)
class Plain:
    """A text made plain, with the way back."""

    text: str
    origin: tuple[int, ...]
    """For each character of ``text``, and for its end, the offset in the text as it was written."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of what stands at ``start:end`` of the plain text.

        Raises
        ------
        IndexError
            The offsets lie outside the text.
        """
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], max(self.origin[end - 1] + 1, self.origin[end])

    def replaced(self, pattern: Pattern[str], by: str | Callable[[Match[str]], str]) -> "Plain":
        """The text with every match replaced; a replacement comes from the place of its match."""
        parts: list[str] = []
        origin: list[int] = []
        at = 0
        for found in pattern.finditer(self.text):
            new = by if isinstance(by, str) else by(found)
            if new == found.group(0):
                continue
            start, end = found.span()
            parts += [self.text[at:start], new]
            origin += self.origin[at:start]
            origin += [self.origin[start + i] for i in _sources(found.group(0), new)]
            at = end
        if not parts:
            return self
        parts.append(self.text[at:])
        origin += self.origin[at:]
        return Plain("".join(parts), tuple(origin))


def _sources(old: str, new: str) -> Iterator[int]:
    """Where in ``old`` each character of ``new`` comes from: where it stands, else the next one."""
    at = -1
    for character in new:
        stands = old.find(character, at + 1)
        at = stands if stands >= 0 else min(at + 1, len(old) - 1)
        yield at


class Normaliser:
    """Makes messages plain; holds the rules of ``topics/rewrites.toml``."""

    def __init__(self, keywords: Iterable[str] = (), path: Path = REWRITES) -> None:
        """``keywords`` of three and more Han characters are mended by their sound as well.

        Raises
        ------
        ValueError
            A rule cannot be used; names it.
        """
        table = tomllib.loads(path.read_text("utf-8"))
        self._steps = tuple(_steps(table))
        terms = {t for t in (*table["sounds"]["terms"], *keywords) if _is_term(t)}
        self._terms: dict[tuple[str, ...], str] = {tuple(syllables(t)): t for t in sorted(terms)}
        self._known = terms
        self._starts = frozenset(key[:2] for key in self._terms)
        self._sizes = tuple(sorted({len(key) for key in self._terms}, reverse=True))

    def plain(self, text: str) -> Plain:
        """``text`` made plain.

        >>> Normaliser().plain("嗯,那個低宝(bǎo)咋辦").text
        '那个低保咋办'
        """
        plain = _letters(text)
        for pattern, by in self._steps:
            plain = plain.replaced(pattern, by)
        return self._sounded(plain)

    def _sounded(self, plain: Plain) -> Plain:
        """Words put right that sound like a term we know but are written with other characters.

        What other words are made of stays: 户口|不在 is no 户口簿.
        """
        heard = syllables(plain.text)
        words: frozenset[tuple[int, int]] | None = None
        for i, pair in enumerate(pairwise(heard)):
            if pair not in self._starts:
                continue
            for size in self._sizes:
                term = self._terms.get(tuple(heard[i : i + size]))
                written = plain.text[i : i + size]
                if term is None or len(written) < size or written in self._known:
                    continue
                words = words if words is not None else _word_spans(plain.text)
                changed = {new for new, old in zip(written, term, strict=True) if new != old}
                if _HAN.fullmatch(written) and not (
                    changed & _LITTLE_WORDS or _crossed(words, i, i + size)
                ):
                    text = plain.text[:i] + term + plain.text[i + size :]
                    plain = Plain(text, plain.origin)
        return plain


def _word_spans(text: str) -> frozenset[tuple[int, int]]:
    """Where the words of two and more characters stand."""
    ends = list(accumulate(len(word) for word in words_of(text)))
    return frozenset(span for span in pairwise([0, *ends]) if span[1] - span[0] > 1)


def _crossed(words: frozenset[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a word reaches across an edge of ``start:end``, or is just that."""
    return (start, end) in words or any(a < start < b or a < end < b for a, b in words)


def _letters(text: str) -> Plain:
    """Narrow letters, simplified script, no control characters: character by character."""
    kept = [
        (character, at)
        for at, character in enumerate(text)
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    ]
    narrow = cleaned("".join(character for character, _ in kept))
    if len(narrow) != len(kept):  # ends were trimmed, or something XML forbids was left out
        kept = _aligned(narrow, kept)
    simple = _TRADITIONAL.convert(narrow)
    if len(simple) != len(narrow) or _RARE.search(simple):
        simple = "".join(_one(character) for character in narrow)
    return Plain(simple, (*(at for _, at in kept), len(text)))


def _aligned(narrow: str, kept: list[tuple[str, int]]) -> list[tuple[str, int]]:
    found, rest = [], iter(kept)
    for character in narrow:
        found.append(next(pair for pair in rest if cleaned(f"|{pair[0]}|")[1:-1] == character))
    return found


@cache
def _one(character: str) -> str:
    simple = _TRADITIONAL.convert(character)
    return simple if len(simple) == 1 and not _RARE.match(simple) else character


Step = tuple[Pattern[str], str | Callable[[Match[str]], str]]


def _steps(table: Mapping[str, Any]) -> Iterator[Step]:
    yield _PINYIN, ""
    yield _SOS
    yield _EMOJI, ""
    yield _SPELLED, lambda found: found.group(0).replace(" ", "")
    yield _LOOSE_SPACE, "，"
    fillers = "|".join(table["fillers"])
    yield _pattern("fillers", rf"{_CLAUSE_START}(?:{fillers})[,，。、 ]*"), ""
    yield _pattern("noises", "|".join(table["noises"])), ""
    yield _all_of("censored", table["censored"])
    yield _all_of("typos", table["typos"])
    yield _REPEATED, lambda found: found.group(1)


def _all_of(name: str, rules: Mapping[str, str]) -> Step:
    """One pass over the text for all rules of a table."""
    meant = tuple(rules.values())
    for rule in rules:
        _pattern(name, rule)
    whole = "|".join(f"(?P<r{number}>{rule})" for number, rule in enumerate(rules))
    return _pattern(name, whole), lambda found: meant[int((found.lastgroup or "r0")[1:])]


def _pattern(name: str, rule: str) -> Pattern[str]:
    try:
        return re.compile(rule, re.IGNORECASE)
    except re.error as problem:
        raise ValueError(f"rewrites.toml: [{name}] {rule!r}: {problem}") from problem


def _is_term(word: str) -> bool:
    return 3 <= len(word) <= LONGEST_TERM and _HAN.fullmatch(word) is not None
