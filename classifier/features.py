"""What the models count in a plain text: words, characters and sounds; for the kind also where.

An analyzer is known by its name, which is kept in the model file.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise

from kit.sound import sounds
from kit.words import LONGEST, features, words_in_order

Analyzer = Callable[[str], list[str]]
LONGEST_WISH = 1200
"""What is wanted often stands at the end of a long letter."""
HEAD, TAIL = 24, 40
"""Characters at the beginning and end that tell most about what somebody wants."""


def matter(text: str) -> list[str]:
    """What a text is about: words, characters, pairs of characters and pairs of sounds."""
    heard = sounds("".join(filter(str.isalnum, text[:LONGEST])))
    return features(text) + ["s" + one + two for one, two in pairwise(heard)]


def wish(text: str) -> list[str]:
    """What its writer wants: runs of one to three characters, words with the next, head and tail.

    Punctuation stays: a question is told by its mark.
    """
    text = text[:LONGEST_WISH]
    found = [text[i : i + size] for size in (1, 2, 3) for i in range(len(text) - size + 1)]
    cut = words_in_order(text)
    found += ["w" + word for word in cut]
    found += [f"b{one}_{two}" for one, two in pairwise(cut)]
    head, tail = text[:HEAD], text[-TAIL:]
    found += ["^" + head[i : i + 2] for i in range(len(head) - 1)]
    found += ["$" + tail[i : i + size] for size in (2, 3) for i in range(len(tail) - size + 1)]
    return found


ANALYZERS: Mapping[str, Analyzer] = {"matter": matter, "wish": wish}
