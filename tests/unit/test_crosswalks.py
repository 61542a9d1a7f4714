"""From our subtopics and kinds to the labels of others."""

import tomllib
from pathlib import Path

import pytest

from classifier.features import ANALYZERS
from topics import Catalogue, crosswalks
from topics.crosswalks import Crosswalk, for_labels
from topics.examples import Example, Kind

WALKS = crosswalks.load()


@pytest.fixture(params=WALKS, ids=lambda walk: walk.name)
def walk(request: pytest.FixtureRequest) -> Crosswalk:
    return request.param


def test_every_code_and_kind_there_is_exists(walk: Crosswalk, catalogue: Catalogue) -> None:
    assert set(walk.subtopics) <= {*catalogue.subtopics, *catalogue.titles}
    assert set(walk.kinds) <= set(Kind)
    assert walk.subtopics or walk.kinds
    assert walk.analyzer in ANALYZERS
    assert walk.title


def test_every_code_stands_under_one_label() -> None:
    """A code under two labels would silently get the second."""
    for path in sorted(crosswalks.HOME.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for part in ("subtopics", "kinds"):
            codes = [code for held in table.get(part, {}).values() for code in held]
            assert len(set(codes)) == len(codes), path.name


def test_every_label_is_told_by_some_sentences_of_ours(
    walk: Crosswalk, catalogue: Catalogue
) -> None:
    labels = [walk.label(example) for example in catalogue.examples]
    assert set(labels) - {""} == walk.labels
    assert all(labels.count(label) >= 50 for label in walk.labels)


def test_every_kind_has_a_label_where_kinds_are_asked() -> None:
    (wish,) = (walk for walk in WALKS if walk.kinds)
    assert set(wish.kinds) == set(Kind)


def test_a_code_says_more_than_its_topic() -> None:
    walk = Crosswalk("own", "", "matter", {"T01": "all", "0102": "one"}, {})
    told = [walk.label(Example("话", name, None)) for name in ("0101", "0102", "0201", "thanks")]
    assert told == ["all", "one", "", ""]


def test_where_kinds_decide_a_sentence_without_one_has_no_label() -> None:
    walk = Crosswalk("own", "", "wish", {}, {"咨询": "asks"})
    told = [walk.label(Example("话", "0101", kind)) for kind in (Kind.ENQUIRY, Kind.PRAISE, None)]
    assert told == ["asks", "", ""]


def test_labels_find_their_crosswalk(walk: Crosswalk) -> None:
    assert for_labels(walk.labels) == walk
    assert for_labels(sorted(walk.labels)[:2]) == walk
    assert for_labels({*walk.labels, "从未见过"}) is None


def test_without_files_there_is_none(tmp_path: Path) -> None:
    assert crosswalks.load(tmp_path) == ()
    assert for_labels({"咨询"}, tmp_path) is None
