"""Words that somebody hid from a filter: 低*保, 微.信, 低bao."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from itertools import product

from kit.sound import syllables
from kit.words import words_of
from knowledge.papers.clean import toneless
from knowledge.papers.words import HAN, is_word, table, terms

_SIGN = r"[ *＊.．·•_~～^#-]"
_PARTED = re.compile(rf"(?<={HAN})({_SIGN}{{1,3}})(?={HAN})")
_SPELLED = re.compile(rf"(?<!{HAN})(?:{HAN}{_SIGN}){{2,}}{HAN}(?!{HAN})")
_NOT_HAN = re.compile(rf"[^{HAN[1:-1]}]+")
_LETTERS = re.compile(r"(?<![A-Za-z0-9])[A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{2,12}(?![A-Za-z0-9])")
_HAN_END = re.compile(rf"{HAN}{{1,3}}$")
_HAN_START = re.compile(rf"{HAN}{{1,3}}")
NEAR = 8
"""Characters on either side that are cut into words."""
LONGEST_SAMPLE = 200_000
"""Characters of a paper whose words are known to the speller."""
MOST_LETTERS = 2000
"""Different runs of letters with their neighbours looked up in one paper; the rest are told."""


def unhidden(text: str) -> str:
    """``text`` without the signs inside its words.

    >>> unhidden("加我微.信，举 报电话见下")
    '加我微信，举报电话见下'
    """
    text = _SPELLED.sub(_spelled, text)
    parts = _PARTED.split(text)
    said = parts[0]
    for sign, rest in zip(parts[1::2], parts[2::2], strict=True):
        said += rest if _is_inside(said, sign, rest) else sign + rest
    return said


def _spelled(found: re.Match[str]) -> str:
    """Characters one by one: a word if nothing in it is left alone."""
    joined = _NOT_HAN.sub("", found[0])
    alone = any(len(word) == 1 for word in words_of(joined))
    return found[0] if alone or joined in table()["apart"] else joined


def _is_inside(before: str, sign: str, after: str) -> bool:
    """Whether ``sign`` stands inside a word; of two whole words it does not."""
    left_run, right_run = _run_before(before), _run_after(after)
    left = words_of(left_run)[-1]
    right = words_of(right_run)[0]
    bare = sign.strip()
    if (bare == "*" and left in table()["surnames"]) or (bare and left in table()["numerals"]):
        return False
    if len(left) > 1 and len(right) > 1:
        return False
    # The cut right of a sign that hides something may run on into the next word: 微.信里.
    rights = [right] if not bare else [right, *(right_run[:size] for size in (1, 2, 3))]
    return any(is_word(left + r) and left + r not in table()["apart"] for r in rights)


def _run_before(text: str) -> str:
    return _NOT_HAN.split(text[-NEAR:])[-1]


def _run_after(text: str) -> str:
    return _NOT_HAN.split(text[:NEAR])[0]


class Speller:
    """Puts characters back where pinyin was typed for them, in one paper."""

    def __init__(self, texts: Sequence[str]) -> None:
        """``texts`` are the whole paper: a word it writes out elsewhere is the likeliest."""
        self.doubts: list[tuple[str, str]] = []
        """Letters that may stand for several characters, and the words around them."""
        self._texts = texts
        self._seen: dict[tuple[str, str, str], set[str]] = {}

    @cached_property
    def _words(self) -> frozenset[str]:
        text = "\n".join(self._texts)[:LONGEST_SAMPLE]
        return terms() | {word for word in words_of(text) if len(word) > 1}

    @cached_property
    def _whole(self) -> Mapping[str, set[str]]:
        """Words by how they sound, for those typed in letters as a whole: dibao."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._words:
            found["".join(syllables(word))].add(word)
        return found

    def spelled(self, text: str) -> str:
        """``text`` with characters for letters, wherever only one can be meant."""
        return _LETTERS.sub(self._meant, text)

    def _meant(self, found: re.Match[str]) -> str:
        letters = found[0]
        text = found.string
        before = _HAN_END.search(text[max(0, found.start() - 3) : found.start()])
        after = _HAN_START.match(text[found.end() : found.end() + 3])
        is_shouted = len(letters) > 1 and letters.isupper()
        if is_shouted or not (before or after):
            return letters
        left, right = before[0] if before else "", after[0] if after else ""
        meant = self._candidates(left, toneless(letters.lower()), right)
        if len(meant) == 1:
            return next(iter(meant))
        if meant:
            self.doubts.append((letters, f"{left}{letters}{right}"))
        return letters

    def _candidates(self, left: str, sounds: str, right: str) -> set[str]:
        """What letters of these sounds may stand for; several where nobody looked."""
        place = (left, sounds, right)
        if place not in self._seen:
            if len(self._seen) == MOST_LETTERS:
                return {sounds, *_by_sound().get(sounds, ())}
            is_one = sounds in _by_sound()
            self._seen[place] = self._character(*place) if is_one else self._whole[sounds]
        return self._seen[place]

    def _character(self, left: str, sound: str, right: str) -> set[str]:
        """Characters of that sound that make a word with their neighbours; of the paper first."""
        ways = [
            (left[len(left) - a :], right[:b])
            for a, b in product(range(len(left) + 1), range(len(right) + 1))
            if a or b
        ]
        known: defaultdict[int, set[str]] = defaultdict(set)
        ours: set[str] = set()
        for character in _by_sound()[sound]:
            for a, b in ways:
                word = a + character + b
                if word in self._words:
                    ours.add(character)
                elif is_word(word):
                    known[len(word)].add(character)
        return ours or (known[max(known)] if known else set())


@cache
def _by_sound() -> Mapping[str, str]:
    """The common characters of every syllable."""
    rows = (bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    common = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    found: defaultdict[str, str] = defaultdict(str)
    for character, sound in zip(common, syllables(common), strict=True):
        found[sound] += character
    return found
