"""How Chinese characters sound, so that a character typed for another of the same sound is known.

The pinyin keyboard offers homophones, and dialects do not tell apart what the standard language
does (n/l, z/zh, an/ang …); what sounds alike has one code here.
"""

import os
import re
from collections.abc import Mapping
from functools import cache

_INITIALS = {"zh": "z", "ch": "c", "sh": "s"}
_MERGED = {"l": "n", "h": "h", "f": "h"}
_TAIL = re.compile(r"(?<=[aeiu])ng$")


@cache
def _table() -> Mapping[str, str]:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # 50 MB of phrases we do not need
    from pypinyin import Style  # noqa: PLC0415 -- after the line above
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415
    from pypinyin.style import convert  # noqa: PLC0415

    return {
        chr(number): convert(readings.split(",")[0], Style.NORMAL, strict=False)
        for number, readings in PINYIN_DICT.items()
        if 0x4E00 <= number <= 0x9FFF
    }


@cache
def _dialect_table() -> Mapping[str, str]:
    return {character: _merged(syllable) for character, syllable in _table().items()}


def syllables(text: str) -> list[str]:
    """The toneless standard syllable of each character; the character itself where it has none.

    >>> syllables("低保A")
    ['di', 'bao', 'A']
    """
    table = _table()
    return [table.get(character, character) for character in text]


def sounds(text: str) -> list[str]:
    """Like :func:`syllables`, with sounds merged that dialects and hurried thumbs confuse.

    >>> sounds("村") == sounds("春")
    True
    """
    table = _dialect_table()
    return [table.get(character, character) for character in text]


def _merged(syllable: str) -> str:
    syllable = _TAIL.sub("n", syllable)
    start = _INITIALS.get(syllable[:2])
    if start:
        return start + syllable[2:]
    return _MERGED.get(syllable[0], syllable[0]) + syllable[1:]
