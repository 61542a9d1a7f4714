"""What villagers say finds what papers say; and the list of it is in order."""

from collections import Counter

import pytest

import topics
from knowledge.synonyms import WEIGHT, Synonyms, groups

IN_TWO: frozenset[str] = frozenset()
"""Words that truly belong to two groups."""


def test_every_group_holds_words_for_one_thing() -> None:
    assert len(groups()) >= 150
    for group in groups():
        assert len(group) >= 2, group
        assert len(set(group)) == len(group), group
        assert all(len(word) >= 2 for word in group), group
        assert all(word == word.strip() for word in group), group


def test_no_word_stands_in_two_groups() -> None:
    often = Counter(word for group in groups() for word in group)
    assert {word for word, times in often.items() if times > 1} == IN_TWO


def test_every_topic_has_words(catalogue: topics.Catalogue) -> None:
    written = " ".join(" ".join(group) for group in groups())
    bare = {
        topic
        for topic in catalogue.titles
        if not any(
            keyword in written
            for subtopic in catalogue.subtopics.values()
            if subtopic.topic == topic
            for keyword in subtopic.keywords
        )
    }
    assert bare == set()


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("我家能吃低保不", "最低生活保障"),
        ("五保户住院谁管", "特困供养"),
        ("红本本丢了咋补", "不动产权证书"),
        ("长寿钱啥时候发", "高龄津贴"),
        ("粮补到账没", "耕地地力保护补贴"),
        ("打预防针要不要钱", "疫苗"),
        ("砍树手续去哪办", "采伐许可"),
        ("想扯证要带啥", "结婚登记"),
    ],
)
def test_a_villagers_word_brings_the_papers_word(question: str, official: str) -> None:
    assert (official, WEIGHT) in Synonyms().of(question)


def test_the_longest_word_is_found() -> None:
    others = [word for word, _ in Synonyms().of("残疾人证怎么办")]
    assert "残疾证" in others
    assert "身体有残疾" not in others, "残疾人 is only a part of 残疾人证"


def test_nobody_is_told_what_they_said_themselves() -> None:
    for group in groups():
        for word in group:
            assert word not in [other for other, _ in Synonyms().of(word)]


def test_other_matters_bring_nothing() -> None:
    assert Synonyms().of("今天天气真好") == []
    assert Synonyms().of("") == []
