"""Characters as people type them: script, radicals, width, invisible ones, readings in brackets."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from kit.sound import syllables
from kit.text import cleaned
from knowledge.papers.words import HAN, table

_TRADITIONAL = OpenCC("t2s")
_RARE = re.compile("[\U00020000-\U0003ffff]")
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_SPACE = re.compile(r"\s+")
_BEFORE_POINT = re.compile(rf"(?<={HAN})\s+(?=[，。、；：！？）》”])")
_MARKS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
_READING = re.compile(
    rf"({HAN}{{1,4}})\s?[（(\[]\s?([a-z{_MARKS}ɡɑ' ]{{1,24}})\s?[)）\]]", re.IGNORECASE
)
_TONED = re.compile(f"[{_MARKS}]", re.IGNORECASE)


def plain(text: str) -> str:
    """``text`` on one line, in simplified script, without what only the page needed.

    >>> plain("２０２５年　低(dī)保(bǎo)\u200b標準")
    '2025年 低保标准'
    """
    text = _LOOKALIKE.sub(_mended, text)
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    text = _SPACE.sub(" ", cleaned(text))
    text = _BEFORE_POINT.sub("", _simplified(text))
    return _READING.sub(_without_reading, text).strip()


def _mended(found: re.Match[str]) -> str:
    character = found[0]
    return str(table()["radicals"].get(character) or unicodedata.normalize("NFKC", character))


def _simplified(text: str) -> str:
    simple: str = _TRADITIONAL.convert(text)
    if _RARE.search(simple):  # few telephones can show those
        simple = "".join(map(_one, text))
    return simple


@cache
def _one(character: str) -> str:
    simple: str = _TRADITIONAL.convert(character)
    return character if _RARE.search(simple) else simple


def _without_reading(found: re.Match[str]) -> str:
    """The characters alone, if what stands in brackets is how they sound; (app) stays."""
    said = found[2].replace(" ", "").replace("'", "").lower()
    if _TONED.search(said) or "".join(syllables(found[1])).endswith(toneless(said)):
        return found[1]
    return found[0]


def toneless(syllable: str) -> str:
    """A syllable in plain letters, ``v`` for ``ü``, as keyboards have it."""
    syllable = syllable.replace("ɡ", "g").replace("ɑ", "a")
    bare = "".join(
        c for c in unicodedata.normalize("NFD", syllable) if c not in "\u0300\u0301\u0304\u030c"
    )
    return unicodedata.normalize("NFC", bare).replace("ü", "v")
