"""The parts of a message: several matters in one breath, several things asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 4
"""Parts at most."""
SHORTEST = 7
"""Characters from which a part may be a matter of its own."""
_SEAM = re.compile(
    r"[。！？!?；;\n]+|(?<=[,，])(?=还有|另外|再(?:一|有|就|说|问)|二是|第二|顺便|对了|同时也?想|此外|其次|最后问)|"
    r"\s+(?=(?:还有|另外|再一个|第[二三四]|[2-9二三四][、.．）)]))|(?<=[\u4e00-\u9fff，,])(?=[2-9][、．）)])"
)
_ASKED = re.compile(
    r"(?:(?<![申邀聘])请(?![假客])求?|希望|要求|恳请|盼望?|能不能|能否|可不可以|是否可以|想请|麻烦|建议|求)(?:你们|您|政府|领导|有关部门|相关部门|镇里|村里)*"
    r"[^。！？!?；;\n]{3,60}|[^。！？!?；;\n,，]{3,40}(?:吗|呢|怎么办|咋办|怎么弄|怎么处理|什么时候|多少钱|找谁|归谁管)[？?]?"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, in characters."""

    start: int
    end: int


def parts(text: str) -> tuple[Part, ...]:
    """``text`` cut where a new matter may begin; parts too short to be one join the one before."""
    cut: list[Part] = []
    for part in _cut(text):
        if cut and (part.end - part.start < SHORTEST or cut[-1].end - cut[-1].start < SHORTEST):
            cut[-1] = Part(cut[-1].start, part.end)
        else:
            cut.append(part)
    while len(cut) > MOST:  # a long letter: neighbours are taken together, the shortest first
        at = min(range(len(cut) - 1), key=lambda i: cut[i + 1].end - cut[i].start)
        cut[at : at + 2] = [Part(cut[at].start, cut[at + 1].end)]
    return tuple(cut)


def demands(text: str) -> tuple[Part, ...]:
    """What is asked for, each demand a stretch of ``text``."""
    return tuple(Part(*found.span()) for found in _ASKED.finditer(text))


def _cut(text: str) -> Iterator[Part]:
    at = 0
    for seam in _SEAM.finditer(text):
        if seam.end() > at:
            yield Part(at, seam.end())
            at = seam.end()
    if at < len(text):
        yield Part(at, len(text))
