"""Names of places in a text."""

from classifier.places import Gazetteer

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
