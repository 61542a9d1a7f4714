"""Cut Chinese text into words and features: rjieba where it is installed, jieba otherwise.

Both are the same algorithm over the same dictionary; a test compares their cuts on the corpus.
"""

import re
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_HAN_OR_LETTER = re.compile(r"[\w]")
LONGEST = 600
"""Characters of a message that are read; the matter stands in the first lines."""


def _rjieba(extra: Iterable[str]) -> Callable[[str], list[str]]:
    import rjieba  # noqa: PLC0415 -- either of the two is enough

    engine = rjieba.Jieba()
    for word in extra:
        engine.add_word(word, None, None)
    return lambda text: list(engine.cut(text))


@cache
def _dictionary() -> Callable[[str], list[str]]:
    try:
        import rjieba  # noqa: PLC0415
    except ImportError:
        import jieba  # noqa: PLC0415

        return lambda text: list(jieba.cut(text, HMM=False))
    engine = rjieba.Jieba()
    return lambda text: list(engine.cut(text, False))


def _jieba(extra: Iterable[str]) -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source has escapes that newer Pythons warn of
        import jieba  # noqa: PLC0415

    engine = jieba.Tokenizer()
    for word in extra:
        engine.add_word(word)
    return lambda text: list(engine.cut(text))


def cutter(name: str = "rjieba", extra: Iterable[str] = ()) -> Callable[[str], list[str]]:
    """A function that cuts text into words, by the segmenter called ``name``.

    Raises
    ------
    ValueError
        ``name`` is neither ``rjieba`` nor ``jieba``.
    """
    engines = {"rjieba": _rjieba, "jieba": _jieba}
    if name not in engines:
        raise ValueError(f"Unknown segmenter {name!r}: use rjieba or jieba.")
    return engines[name](extra)


_cut = cutter()


def words_in_order(text: str) -> list[str]:
    """All words of ``text`` as they follow each other, without spaces."""
    return [word for word in _cut(text) if not word.isspace()]


def words_of(text: str) -> list[str]:
    """``text`` cut into words that stand in the dictionary, and the characters between them."""
    return _dictionary()(text)


def features(text: str) -> list[str]:
    """Words (``w…``), single characters and character pairs (``c…``), as the model counts them.

    Digits are blurred to ``0``: that a sum is named tells more than which.
    """
    bare = _DIGITS.sub("0", _SPACE.sub("", text[:LONGEST].lower()))
    found = ["w" + word for word in _cut(bare) if len(word) > 1 and _HAN_OR_LETTER.search(word)]
    found += ["c" + a + b for a, b in pairwise(bare)]
    found += ["c" + character for character in bare]
    return found
