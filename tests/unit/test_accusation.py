"""Whoever speaks against a cadre is heard; whoever greets or thanks one is not misheard."""

import pytest

from classifier.accusation import accuses
from kit.text import cleaned
from tests.unit.conftest import lines

POSITIVE = lines("accusation_positive.txt")
NEGATIVE = lines("accusation_negative.txt")


def test_every_accusation_is_heard() -> None:
    assert [text for text in POSITIVE if not accuses(cleaned(text))] == []
    assert len(POSITIVE) >= 60


def test_ordinary_business_with_cadres_is_no_accusation() -> None:
    misheard = {text: found for text in NEGATIVE if (found := accuses(cleaned(text)))}
    assert misheard == {}
    assert len(NEGATIVE) >= 60


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("会计冒领我爹的养老金", ("会计", "冒领")),
        ("书记说话不算数", ("书记", "不算数")),
        ("不送烟就不给盖章", ("不送烟就不给盖",)),
        ("支书家把水渠改了道", ("支书",)),
    ],
)
def test_it_says_who_and_what(text: str, words: tuple[str, ...]) -> None:
    assert accuses(text) == words


def test_a_wrong_far_away_is_somebody_elses() -> None:
    far = "，".join(["书记来看过路了", *["那天大家都在晒谷子"] * 8, "隔壁骂了我"])
    assert accuses(far) == ()
