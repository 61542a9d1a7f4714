"""Times, sums, counts of people and numbers of papers in a text; found, and told masked.

What identifies somebody (identity card, bank card, telephone) is never carried in clear.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from re import Match

import cn2an

from kit.text import masked

_NUMBER = (
    r"(?<![\d.零一二两三四五六七八九十百千万])"  # from the middle of a number it is quadratic
    r"(?:\d{1,9}(?:\.\d{1,4})?|[零一二两三四五六七八九十百千万半]{1,9})"
)
_TIME = re.compile(
    r"(?:20\d\d年?)?\d{1,2}月\d{0,2}[日号]?|20\d\d[-./]\d{1,2}[-./]\d{1,2}|20\d\d年|"
    r"二[〇零][〇零一二三四五六七八九]{2}年|"
    r"(?<![一二两三四五六七八九十])(?:十[一二]?|[一二三四五六七八九])月(?:初?[一二三四五六七八九十]{1,3}[日号]|份)?|"
    r"[前昨今明后][天晚早儿日](?:早上|上午|中午|下午|晚上|夜里|半夜)?|[去前今明]年(?:[年]?[底初]|上半年|下半年|春|夏|秋|冬)?|"
    r"[上这下本]个?(?:月|星期|礼拜|周)[一二三四五六日天]?|刚[才刚]|现在|眼下|这[几两]天|最近|春节|过年|中秋|国庆|清明|"
    r"(?:早上|上午|中午|下午|晚上|夜里|半夜|凌晨)?\d{1,2}[点:：时]\d{0,2}分?半?"
)
_SINCE = re.compile(
    rf"({_NUMBER})(?:多|几|来)?(?:个)?(半)?(?:多|几|来)?(年|月|星期|礼拜|周|天|小时|分钟)(半)?多?(?!前的)"
)
_END = r"(?=[,，。;；!！、 ]|$)"
_MONEY = re.compile(
    rf"({_NUMBER})(多|几|来)?(万|千|百)?(多|几|来|\d[千百]?)?"
    rf"(?:块钱?|元钱?|(?<=[万千]){_END}|(?<=[万千][\d一二两三四五六七八九]){_END}|(?<=[万千][多来几]){_END})"
)
_PEOPLE = re.compile(
    rf"({_NUMBER}|十几|几十|好几|几)(多|来|几)?(?:个)?(人|户|家|口人|名|位|老人|孩子|小孩)(?![民的])"
)
_ID_CARD = re.compile(r"(?<!\d)\d{6}[ -]?((?:19|20)\d{6})[ -]?\d{3}[\dXx](?!\d)")
_BANK_CARD = re.compile(r"(?<!\d)\d{4}(?:\d{12,15}|(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)")
_LINK = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#~:+-]+|\b[\w-]+\.(?:com|cn|net|top|xyz|vip|cc|app)\b[\w./?=&%-]*"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TIMES = {"万": 10_000, "千": 1_000, "百": 100}


class FactKind(StrEnum):
    TIME = "time"
    DURATION = "duration"
    """``value`` in days."""
    MONEY = "money"
    """``value`` in yuan."""
    PEOPLE = "people"
    """``value``: how many persons or households."""
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something exact that is said."""

    kind: FactKind
    text: str
    """As written; papers and telephones masked to their first and last characters."""
    start: int
    """Where it begins in the text that was read, in characters."""
    end: int
    value: float | None = None
    """In the unit of its kind; None where it has none or is not exact."""


SECRET = frozenset({FactKind.ID_CARD, FactKind.BANK_CARD, FactKind.MOBILE, FactKind.LANDLINE})
_DAYS = {
    "年": 365,
    "月": 30,
    "星期": 7,
    "礼拜": 7,
    "周": 7,
    "天": 1,
    "小时": 1 / 24,
    "分钟": 1 / 1440,
}


def facts(text: str) -> tuple[Fact, ...]:
    """All facts in ``text`` as they follow each other; where two overlap, the first kind wins."""
    taken: list[tuple[int, int]] = []
    found: list[Fact] = []
    for kind, pattern, worth in _KINDS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken) or not _valid(kind, match):
                continue
            taken.append((start, end))
            told = _masked(match.group(0)) if kind in SECRET else _without_secrets(match.group(0))
            found.append(Fact(kind, told, start, end, worth(match)))
    return tuple(sorted(found, key=lambda fact: fact.start))


def number(words: str) -> float | None:
    """The number that ``words`` tell (``三千二``, ``1.5``, ``半``), or None."""
    if words == "半":
        return 0.5
    try:
        return float(cn2an.cn2an(words.strip("半"), "smart"))
    except (ValueError, TypeError, KeyError):  # 十十九 is no number, says cn2an with a KeyError
        return None


def _nothing(match: Match[str]) -> float | None:
    return None


def _days(match: Match[str]) -> float | None:
    told = number(match[1])
    half = 0.5 if match[2] or match[4] else 0.0
    return None if told is None else (told + half) * _DAYS[match[3]]


def _yuan(match: Match[str]) -> float | None:
    told = number(match[1])
    if told is None:
        return None
    unit, rest = _TIMES.get(match[3], 1), match[4] or ""
    more = int(rest[0]) * _TIMES.get(rest[1:], unit / 10) if rest[:1].isdigit() else 0
    return told * unit + more


def _heads(match: Match[str]) -> float | None:
    rough = {"十几": 10.0, "几十": 20.0, "好几": 3.0, "几": 3.0}
    return rough.get(match[1]) or number(match[1])


def _valid(kind: FactKind, match: Match[str]) -> bool:
    digits = re.sub(r"[ -]", "", match.group(0))
    if kind is FactKind.ID_CARD:
        return _id_card_checks(digits)
    if kind is FactKind.BANK_CARD:
        return _luhn(digits)
    return True


def _id_card_checks(number_: str) -> bool:
    """Whether the last character fits the others (GB 11643-1999)."""
    total = sum(int(d) * w for d, w in zip(number_, _WEIGHTS, strict=False))
    return number_[17].upper() == "10X98765432"[total % 11]


def _luhn(digits: str) -> bool:
    """Whether the check digit fits (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _without_secrets(text: str) -> str:
    """``text``, which may be a link, with the numbers in it masked."""
    return _LANDLINE.sub(lambda found: _masked(found.group(0)), masked(text))


def _masked(secret: str) -> str:
    bare = re.sub(r"[ -]", "", secret)
    return f"{bare[:3]}{'*' * (len(bare) - 7)}{bare[-4:]}"


_KINDS: tuple[tuple[FactKind, re.Pattern[str], Callable[[Match[str]], float | None]], ...] = (
    (FactKind.LINK, _LINK, _nothing),
    (FactKind.ID_CARD, _ID_CARD, _nothing),
    (FactKind.BANK_CARD, _BANK_CARD, _nothing),
    (FactKind.MOBILE, _MOBILE, _nothing),
    (FactKind.LANDLINE, _LANDLINE, _nothing),
    (FactKind.MONEY, _MONEY, _yuan),
    (FactKind.PEOPLE, _PEOPLE, _heads),
    (FactKind.TIME, _TIME, _nothing),
    (FactKind.DURATION, _SINCE, _days),
)
