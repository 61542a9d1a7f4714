"""Characters that sound alike, in the standard language and as people speak it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.sound import sounds, syllables

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


def test_a_syllable_is_told_without_its_tone() -> None:
    assert syllables("妈麻马骂") == ["ma"] * 4
    assert syllables("中国") == ["zhong", "guo"]
    assert syllables("绿女") == syllables("率钕")


def test_what_has_no_sound_stands_for_itself() -> None:
    assert syllables("A低2，😀\n") == ["A", "di", "2", "，", "😀", "\n"]
    assert sounds("A低2，😀\n") == ["A", "di", "2", "，", "😀", "\n"]
    assert syllables("") == sounds("") == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("南", "兰"),
        ("湖", "福"),
        ("张", "脏"),
        ("村", "春"),
        ("山", "三"),
        ("林", "零"),
        ("安", "昂"),
        ("真", "争"),
        ("牛", "刘"),
    ],
)
def test_sounds_that_dialects_confuse_are_one_and_the_standard_keeps_them_apart(
    one: str, two: str
) -> None:
    assert sounds(one) == sounds(two)
    assert syllables(one) != syllables(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("东", "天"),
        ("八", "怕"),
        ("大", "他"),
        ("高", "考"),
        ("东", "吨"),
        ("米", "你"),
        ("一", "五"),
        ("人", "能"),
    ],
)
def test_sounds_that_nobody_confuses_stay_apart(one: str, two: str) -> None:
    assert sounds(one) != sounds(two)


@given(st.text(st.one_of(st.characters(), HAN)))
@settings(deadline=None)
def test_every_character_has_one_sound(text: str) -> None:
    assert len(syllables(text)) == len(sounds(text)) == len(text)
    assert all(syllables(text))
    assert all(sounds(text))


@given(st.text(HAN), st.text(HAN))
@settings(deadline=None)
def test_a_text_sounds_as_its_characters_do(one: str, two: str) -> None:
    assert syllables(one + two) == syllables(one) + syllables(two)
    assert sounds(one + two) == sounds(one) + sounds(two)


@given(st.lists(HAN, min_size=2, max_size=40))
@settings(deadline=None)
def test_what_sounds_the_same_sounds_the_same_in_a_dialect(characters: list[str]) -> None:
    by_syllable: dict[str, set[str]] = {}
    for character in characters:
        by_syllable.setdefault(syllables(character)[0], set()).add(sounds(character)[0])
    known = {s: heard for s, heard in by_syllable.items() if s.isascii()}
    assert all(len(heard) == 1 for heard in known.values())


def test_every_common_character_has_a_syllable_of_letters() -> None:
    common = (
        "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家"
    )
    assert all(heard.isascii() and heard.isalpha() for heard in syllables(common))
