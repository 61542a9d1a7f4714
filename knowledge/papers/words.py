"""What the readers of papers know about Chinese, from ``words.toml``."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kit.words import words_of

HAN = r"[\u3400-\u9fff]"


@cache
def table() -> dict[str, Any]:
    """The whole of ``words.toml``."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


@cache
def terms() -> frozenset[str]:
    """Words of village and town that the general dictionary lacks."""
    return frozenset(table()["terms"])


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of that name at the top of ``words.toml``."""
    return re.compile(table()[name])


@cache
def _headings() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rule) for rule in table()["headings"])


LONGEST_HEADING = 30


def heading_level(line: str) -> int:
    """How deep a heading ``line`` is by its look, 1 for a chapter; 0 when it is none.

    >>> heading_level("一、申请条件"), heading_level("一、本办法自公布之日起施行。")
    (3, 0)
    """
    if len(line) > LONGEST_HEADING or line[-1:] in "。；，！？;,!?…":
        return 0
    return next((level for level, rule in enumerate(_headings(), 1) if rule.match(line)), 0)


@lru_cache(50_000)
def is_word(word: str) -> bool:
    """Whether ``word`` stands in a dictionary, the general one or ours."""
    return word in terms() or (len(word) > 1 and words_of(word) == [word])
