"""What a question wants to know: papers, fee, time, place …"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent
_ASKING = re.compile(
    r"请问|想问一下|想问|问一下|麻烦|如何|怎么样|怎么办|怎么|怎样|什么|哪些|哪个|哪里|哪儿|哪|多少|为什么|"
    r"是否|能否|可否|有没有|能不能|可不可以|是不是|吗|呢|么|啥|咋|几|一下|您好|你好|谢谢|我想|咨询|关于|知道|[？?]"
)
"""Words that make a question a question; answers do not repeat them."""


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that may be asked about any matter."""

    name: str
    asked: re.Pattern[str]
    detail: str
    """The column of an item that says it."""


@cache
def wants() -> tuple[Want, ...]:
    """All wants of ``wants.toml``, the most particular first."""
    told = tomllib.loads((HOME / "wants.toml").read_text("utf-8"))
    return tuple(Want(name, re.compile(row["asked"]), row["detail"]) for name, row in told.items())


def wanted(question: str) -> tuple[Want, ...]:
    """What ``question`` wants to know; often several, often nothing in particular."""
    return tuple(want for want in wants() if want.asked.search(question))


def matter(question: str) -> str:
    """``question`` without the words that only ask."""
    return _ASKING.sub(" ", question)
