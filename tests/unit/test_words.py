"""Two segmenters, one way of cutting."""

import pytest

import topics
from kit import words


def test_rjieba_and_jieba_cut_alike(catalogue: topics.Catalogue) -> None:
    fast, reference = words.cutter("rjieba"), words.cutter("jieba")
    told = [text for texts in catalogue.sentences.values() for text in texts]
    alike = sum(fast(text) == reference(text) for text in told)
    assert alike / len(told) >= 0.99


def test_an_unknown_segmenter_is_refused() -> None:
    with pytest.raises(ValueError, match="scissors"):
        words.cutter("scissors")


def test_a_word_of_ones_own_is_kept_whole() -> None:
    for name in ("rjieba", "jieba"):
        assert "禾溪堰塘" in words.cutter(name, ["禾溪堰塘"])("去禾溪堰塘看水")


def test_which_number_it_is_does_not_matter() -> None:
    assert words.features("欠我3600元") == words.features("欠我 18 元")
    assert words.features("欠我3600元") != words.features("欠我元")


def test_only_the_first_lines_of_a_long_message_are_read() -> None:
    long = "路灯坏了" * 200
    assert words.features(long) == words.features(long[: words.LONGEST])
