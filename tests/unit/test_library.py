"""Articles: valid ones only, from here only, and never the look-alike."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import topics
from knowledge import library, starter
from knowledge.errors import BadArticle
from knowledge.library import Entry, Library

TODAY = date(2026, 11, 22)
LOW = Entry(
    slug="low-income", title="低保：怎么申请", body="向村里交申请，镇上核对收入。", source="办法",
    unit="社会事务办", phone="000", area="hx", subtopics=("0501",), published=date(2026, 1, 1),
    valid_until=date(2027, 12, 31), questions=("低保怎么申请", "家里没劳力能吃低保吗"),
    not_for=("低保怎么停了",),
)  # fmt: skip
WATER = replace(
    LOW, slug="water", title="水费：怎么交", body="在手机上交，或到营业厅。", subtopics=("1306",),
    questions=("水费在哪里交", "水表读数不对怎么办"), not_for=(),
)  # fmt: skip


def found(entries: list[Entry], question: str, **others) -> list[str]:
    hits = Library(entries).search(question, **({"today": TODAY} | others))
    return [hit.entry.slug for hit in hits]


def test_the_nearest_article_comes_first() -> None:
    assert found([LOW, WATER], "想申请低保，怎么弄")[0] == "low-income"
    assert found([LOW, WATER], "水费怎么交")[0] == "water"


def test_a_known_phrasing_scores_as_a_whole() -> None:
    hit = Library([LOW, WATER]).search("低保怎么申请", today=TODAY)[0]
    assert hit.score == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("published", "valid_until", "answers"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), True),
        (date(2025, 1, 1), date(2026, 11, 21), False),
        (date(2026, 11, 23), date(2027, 1, 1), False),
    ],
)
def test_an_article_answers_within_its_time_and_never_outside(
    published: date, valid_until: date, answers: bool
) -> None:
    entry = replace(LOW, published=published, valid_until=valid_until)
    assert (found([entry], "低保怎么申请") == ["low-income"]) is answers


def test_an_article_from_elsewhere_does_not_answer() -> None:
    elsewhere = replace(LOW, slug="elsewhere", area="yy")
    assert found([elsewhere], "低保怎么申请", areas=frozenset({"v01", "hx", "wc"})) == []
    assert found([elsewhere, LOW], "低保怎么申请", areas=frozenset({"hx"})) == ["low-income"]
    assert found([elsewhere], "低保怎么申请") == ["elsewhere"]


def test_a_question_it_must_not_answer_finds_it_not() -> None:
    assert found([LOW], "我的低保怎么停了") == []
    assert found([LOW], "我的低保怎么停了", likely={"0501": 0.99}) == []


def test_what_the_classifier_thinks_decides_between_two() -> None:
    twins = [
        replace(LOW, slug="a", subtopics=("0501",)),
        replace(LOW, slug="b", subtopics=("0502",)),
    ]
    assert found(twins, "低保怎么申请", likely={"0502": 0.9})[0] == "b"
    assert found(twins, "低保怎么申请", likely={"0501": 0.9})[0] == "a"


def test_nothing_in_common_finds_nothing() -> None:
    assert found([WATER], "zzz") == []
    assert found([], "低保怎么申请") == []
    assert found([LOW], "") == []


def test_no_more_are_given_than_wanted() -> None:
    many = [replace(LOW, slug=str(n)) for n in range(6)]
    assert len(found(many, "低保怎么申请")) == 3
    assert len(found(many, "低保怎么申请", most=5)) == 5


def test_the_starter_articles_answer_their_own_phrasings(session: Session) -> None:
    shelf = library.load(session)
    asked = [(q, entry) for entry in shelf.entries for q in entry.questions]
    hit = sum(
        hits[0].entry.slug == entry.slug
        for q, entry in asked
        if (hits := shelf.search(q, today=entry.published))
    )
    assert len(asked) > 200
    assert hit / len(asked) >= 0.98


def test_no_starter_article_answers_what_it_must_not(session: Session) -> None:
    shelf = library.load(session)
    for entry in shelf.entries:
        for question in entry.not_for:
            hits = shelf.search(question, today=entry.published)
            assert entry.slug not in {hit.entry.slug for hit in hits}, (entry.slug, question)


def test_starter_articles_belong_to_subtopics_there_are(catalogue: topics.Catalogue) -> None:
    for slug, front, body in starter.read():
        assert set(front.subtopics) <= {*catalogue.subtopics, "meta"}, slug
        assert front.published < front.valid_until, slug
        assert body, slug


GOOD = """+++
title = "题目"
subtopics = ["0501"]
source = "某办法"
unit = "某办"
phone = "000"
published = 2026-01-01
valid_until = 2027-01-01
area = "hx"
questions = ["怎么办"]
+++
正文"""


def test_an_article_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(GOOD, "utf-8")
    ((slug, front, body),) = starter.read(tmp_path)
    assert (slug, front.title, front.not_for, body) == ("one", "题目", [], "正文")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (GOOD.replace('phone = "000"\n', ""), "phone"),
        (GOOD.replace("phone", "telephone"), "telephone"),
        (GOOD.replace("2026-01-01", "gestern"), "Invalid"),
        (GOOD.replace('"怎么办"', "怎么办"), "Invalid"),
        ("没有题头的正文", "not enough values"),
    ],
)
def test_a_bad_article_file_is_named(tmp_path: Path, wrong: str, why: str) -> None:
    (tmp_path / "good.md").write_text(GOOD, "utf-8")
    (tmp_path / "wrong.md").write_text(wrong, "utf-8")
    with pytest.raises(BadArticle) as refusal:
        list(starter.read(tmp_path))
    assert refusal.value.facts["file"] == "wrong.md"
    assert why in str(refusal.value.facts["why"])
