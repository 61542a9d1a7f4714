"""Names of places in a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.places import Gazetteer, Mention

TOWN = Gazetteer({"白果村": "v1", "白果": "v1", "白果村二组": "v1-2", "石桥头": "v2", "石桥": "v3"})


def test_the_longest_name_wins() -> None:
    assert TOWN.places("我是白果村二组的") == ("v1-2",)
    assert TOWN.places("石桥头的路坏了") == ("v2",)


def test_the_most_precise_place_comes_first() -> None:
    assert TOWN.places("石桥和白果村二组之间的路") == ("v1-2", "v3")


def test_each_place_is_told_once() -> None:
    assert TOWN.places("白果，就是白果村，白果") == ("v1",)


def test_a_text_without_places_has_none() -> None:
    for text in ("", "白", "路灯坏了", "果白"):
        assert TOWN.places(text) == ()


COUNTRY = Gazetteer(
    {"白果村": "v1", "白果": "v1", "石桥头": "v2", "柿子坪": "v3", "柿子坪水库": "v3-w"},
    {"v1": {"三组": "v1-03", "十二组": "v1-12", "二十组": "v1-20"}, "v2": {"三组": "v2-03"}},
)
PIECES = [
    "白果",
    "村",
    "石桥头",
    "石乔头",
    "柿子平",
    "水库",
    "3组",
    "第三",
    "村民小组",
    "，",
    " ",
    "的",
]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("石乔头的路坏了", "v2"),
        ("住在柿子平", "v3"),
        ("拜果村停水", "v1"),
        ("柿子平水裤漏水", "v3-w"),
    ],
)
def test_a_village_is_known_by_its_sound(text: str, code: str) -> None:
    assert COUNTRY.places(text) == (code,)


def test_a_name_of_two_characters_is_known_by_its_writing_only() -> None:
    assert COUNTRY.places("白果停水") == ("v1",)
    for text in ("百果停水", "摆过一次", "白过"):
        assert COUNTRY.places(text) == ()


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("我是白果村3组的", "v1-03", "白果村3组"),
        ("白果三组停水", "v1-03", "白果三组"),
        ("白果村第12村民小组", "v1-12", "白果村第12村民小组"),
        ("白果村 三队", "v1-03", "白果村 三队"),
        ("白果村的二十社", "v1-20", "白果村的二十社"),
        ("石乔头3组路灯坏了", "v2-03", "石乔头3组"),
        ("白果村9组", "v1", "白果村"),
        ("石桥头十二组", "v2", "石桥头"),
        ("柿子坪3组", "v3", "柿子坪"),
        ("白果村3个人", "v1", "白果村"),
    ],
)
def test_a_group_is_known_beside_its_village_only(text: str, code: str, words: str) -> None:
    (mention,) = COUNTRY.mentions(text)
    assert (mention.code, text[mention.start : mention.end]) == (code, words)
    assert COUNTRY.places("3组停水，十二组也停") == ()


def test_every_number_of_a_group_is_read_in_both_ways_of_writing() -> None:
    tens = ["", "十", "二十", "三十"]
    ones = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    names = [tens[n // 10] + ones[n % 10] + "组" for n in range(1, 40)]
    home = Gazetteer({"白果村": "v1"}, {"v1": {name: f"v1-{name}" for name in names}})
    for number, name in enumerate(names, 1):
        assert home.places(f"白果村{number}组") == (f"v1-{name}",)
        assert home.places(f"白果村{name}") == (f"v1-{name}",)


def test_every_mention_is_told_where_it_stands() -> None:
    assert COUNTRY.mentions("白果到石乔头，再到白果") == (
        Mention("v1", 0, 2), Mention("v2", 3, 6), Mention("v1", 9, 11),
    )  # fmt: skip


@given(st.one_of(st.text(st.characters()), st.lists(st.sampled_from(PIECES)).map("".join)))
@settings(deadline=None)
def test_mentions_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    at = 0
    mentions = COUNTRY.mentions(text)
    for mention in mentions:
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end
    assert set(COUNTRY.places(text)) == {mention.code for mention in mentions}
