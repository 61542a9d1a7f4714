"""The tone of a message, by its words."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.tone import WORDS, Ear, Tone

EAR = Ear()
TABLE = tomllib.loads(WORDS.read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("三组的路灯坏了，麻烦修一下", Tone.CALM),
        ("凭什么不给我家，你们天天推诿", Tone.ANGRY),
        ("太过分了，收了钱不办事", Tone.ANGRY),
        ("儿子去世了，我一个人熬不下去", Tone.SAD),
        ("求求你们救救我家娃", Tone.SAD),
        ("我害怕，晚上都不敢睡", Tone.AFRAID),
        ("举报了会不会被打击报复", Tone.AFRAID),
        ("快点派人，水马上进屋", Tone.HURRIED),
        ("人命关天", Tone.HURRIED),
        ("", Tone.CALM),
    ],
)
def test_the_tone_is_heard(text: str, tone: Tone) -> None:
    assert EAR.tone(text) is tone


@pytest.mark.parametrize("tone", TABLE)
def test_one_strong_word_is_enough_and_one_other_is_not(tone: str) -> None:
    for word in TABLE[tone]["strong"]:
        assert EAR.tone(word) is Tone(tone), word
    alone = {word: EAR.tone(f"说{word}了") for word in TABLE[tone]["words"]}
    loud = {word: heard for word, heard in alone.items() if heard not in {Tone(tone), Tone.CALM}}
    assert loud == {}
    assert Tone.CALM in alone.values()


def test_the_same_word_said_often_counts_once() -> None:
    assert EAR.tone("必须必须必须必须") is Tone.CALM
    assert EAR.tone("难道必须这样") is Tone.ANGRY


def test_fear_goes_before_grief_and_grief_before_anger() -> None:
    assert EAR.tone("太过分，走投无路，提心吊胆") is Tone.AFRAID
    assert EAR.tone("太过分，走投无路，火烧眉毛") is Tone.SAD
    assert EAR.tone("太过分，火烧眉毛") is Tone.ANGRY


def test_more_words_outweigh_the_order() -> None:
    assert EAR.tone("提心吊胆，可是你们欺人太甚，无耻") is Tone.ANGRY


@given(st.text(st.characters()))
def test_every_text_has_a_tone_and_words_without_feeling_are_calm(text: str) -> None:
    words = {w for lists in TABLE.values() for ws in lists.values() for w in ws}
    heard = EAR.tone(text)
    assert heard is Tone.CALM or any(word in text for word in words)


def test_an_unknown_tone_or_a_list_left_out_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tone.toml"
    path.write_text('[jolly]\nstrong = ["哈"]\nwords = ["呵"]\n', "utf-8")
    with pytest.raises(ValueError, match="jolly"):
        Ear(path)
    path.write_text('[sad]\nstrong = ["哭"]\n', "utf-8")
    with pytest.raises(KeyError, match="words"):
        Ear(path)
