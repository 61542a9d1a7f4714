"""Names of villages and hamlets found in a text, from a gazetteer that is passed in."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kit.sound import syllables

BY_SOUND = 3
"""Names from so many characters on are also known by their sound."""
_GROUP = re.compile(r"\s*(?:的|村)?第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:村民)?小?[组社队]")
_ORDINALS = "一二三四五六七八九十"
_TEN, _SUFFIX = "十", "组"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that is named."""

    code: str
    """Of the area."""
    start: int
    """Where the name begins in the text that was read, in characters."""
    end: int


class Gazetteer:
    """Finds place names in one pass, the longest name first."""

    def __init__(
        self, names: Mapping[str, str], groups: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        """Make a gazetteer.

        Parameters
        ----------
        names : mapping of name or alias (at least 2 characters) to area code
        groups : mapping of a village's code to its parts, ``{"v01": {"二组": "v01-2"}}``, optional
            Parts that are only known beside the name of their village.
        """
        self._codes = dict(names)
        self._groups = groups or {}
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for name in sorted(names, key=len, reverse=True):
            self._by_start[name[:2]].append(name)
            heard = tuple(syllables(name))
            if len(name) >= BY_SOUND:
                self._by_sound[heard[:2]].append((heard, name))

    def places(self, text: str) -> tuple[str, ...]:
        """Area codes of the names in ``text``, the longest code first, each once."""
        found = dict.fromkeys(mention.code for mention in self.mentions(text))
        return tuple(sorted(found, key=len, reverse=True))

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every name in ``text`` as it follows; a village's part is told instead of the village."""
        return tuple(self._mentions(text))

    def _mentions(self, text: str) -> Iterator[Mention]:
        heard = syllables(text)
        at = 0
        while at < len(text) - 1:
            name = self._written(text, at) or self._sounding(heard, at)
            if name is None:
                at += 1
                continue
            code, end = self._codes[name], at + len(name)
            part = _GROUP.match(text, end)
            inner = self._groups.get(code, {}).get(_ordinal(part[1]) + _SUFFIX) if part else None
            if part and inner:
                code, end = inner, part.end()
            yield Mention(code, at, end)
            at = end

    def _written(self, text: str, at: int) -> str | None:
        candidates = self._by_start.get(text[at : at + 2], ())
        return next((c for c in candidates if text.startswith(c, at)), None)

    def _sounding(self, heard: list[str], at: int) -> str | None:
        candidates = self._by_sound.get((heard[at], heard[at + 1]), ())
        return next((n for h, n in candidates if tuple(heard[at : at + len(h)]) == h), None)


def _ordinal(number: str) -> str:
    """``3`` and ``12`` as people write them in a name: 三, 十二."""
    if not number.isdigit():
        return number
    tens, ones = divmod(int(number), 10)
    head = ("" if tens == 1 else _ORDINALS[tens - 1]) + _TEN if tens else ""
    return head + (_ORDINALS[ones - 1] if ones else "")
