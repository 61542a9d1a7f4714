"""The catalogue says what is wrong with it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

import topics

TOPIC = """title = "某类"
[subtopics."0101"]
title = "某事"
route = "ticket"
lead = "village-committee"
deadline = "E2"
level = "L1"
jurisdiction = "object"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A catalogue of one subtopic with one sentence."""
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "catalogue" / "T01.toml").write_text(TOPIC, "utf-8")
    (tmp_path / "corpus" / "0101.txt").write_text("# 说明\n灯坏了\n\n 路坏了 \n", "utf-8")
    return tmp_path


def test_a_catalogue_is_read(home: Path) -> None:
    catalogue = topics.load(home)
    assert catalogue.titles == {"T01": "某类"}
    assert catalogue.subtopics["0101"].topic == "T01"
    assert catalogue.sentences == {"0101": ("灯坏了", "路坏了")}
    assert catalogue.title("0101") == "某事"
    assert catalogue.title(topics.UNSORTED) not in {"", "某事"}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('lead = "village-committee"\n', "", "lead"),
        ("lead =", "leader =", "leader"),
        ('"ticket"', '"shrug"', "route"),
        ('"E2"', '"E9"', "deadline"),
        ('"0101"', '"101"', "code"),
    ],
)
def test_a_field_missing_unknown_or_wrong_is_named(
    home: Path, old: str, new: str, named: str
) -> None:
    (home / "catalogue" / "T01.toml").write_text(TOPIC.replace(old, new), "utf-8")
    with pytest.raises(ValidationError, match=named):
        topics.load(home)


def test_sentences_without_a_subtopic_are_refused(home: Path) -> None:
    (home / "corpus" / "0199.txt").write_text("灯坏了", "utf-8")
    with pytest.raises(ValueError, match="0199"):
        topics.load(home)


def test_a_subtopic_without_sentences_is_refused(home: Path) -> None:
    (home / "corpus" / "0101.txt").unlink()
    with pytest.raises(ValueError, match="0101"):
        topics.load(home)


def test_the_digest_changes_with_every_sentence_and_keyword(home: Path) -> None:
    digests = {topics.load(home).digest}
    (home / "corpus" / "0101.txt").write_text("灯坏了\n路坏了\n桥坏了", "utf-8")
    digests.add(topics.load(home).digest)
    (home / "catalogue" / "T01.toml").write_text(f'{TOPIC}keywords = ["灯"]\n', "utf-8")
    digests.add(topics.load(home).digest)
    assert len(digests) == 3
