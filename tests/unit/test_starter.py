"""What comes with the house: whole, checked against the vocabulary, golden throughout."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import topics
from bot.brain import Brain
from classifier.places import Gazetteer
from directory.models import Area, Unit
from directory.registry import Registry
from kit import clock
from kit.text import size
from knowledge import dialogs, facts, files, shelf, starter
from knowledge.errors import BadItem
from knowledge.files import GOLDEN, STARTER, ItemFile
from knowledge.golden import Examiner
from knowledge.kinds import Kind
from knowledge.models import FactValue, ItemRevision, Standing

CLASSES = {
    "就业创业": 4, "社会保险": 5, "医疗保障": 4, "社会救助": 5, "养老服务": 3, "残疾人服务": 3,
    "退役军人": 2, "婚育健康": 4, "教育助学": 3, "农业农村": 5, "土地建房": 4, "公用事业": 3,
    "户籍证件": 5, "市场与法律": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def told() -> list[ItemFile]:
    return list(files.items(STARTER / "items"))


def test_every_item_is_in_the_vocabulary(
    told: list[ItemFile], catalogue: topics.Catalogue, session: Session
) -> None:
    units = set(session.scalars(select(Unit.slug)))
    areas = set(session.scalars(select(Area.code)))
    known = files.read_facts(STARTER / "facts")
    assert len(told) >= 150
    for item in told:
        assert set(item.form.subtopics) <= {*catalogue.subtopics, "meta"}, item.slug
        assert item.form.unit in units, item.slug
        assert item.form.area in areas, item.slug
        assert item.body, item.slug
        assert size(item.body) <= 1500, item.slug
        words = "\n".join((item.form.title, item.body, str(item.form.details)))
        assert set(facts.slots(words)) <= set(known), item.slug


def test_no_phrasing_belongs_to_two_items(told: list[ItemFile]) -> None:
    asked = Counter(question for item in told for question in item.form.questions)
    assert [question for question, count in asked.items() if count > 1] == []


def test_the_54_service_guides_stand_in_14_classes(told: list[ItemFile]) -> None:
    guides = [item for item in told if item.form.kind == Kind.GUIDE]
    assert Counter(item.form.details["service"] for item in guides) == CLASSES


def test_every_kind_of_item_is_there(told: list[ItemFile]) -> None:
    assert {item.form.kind for item in told} == set(Kind)


def test_every_golden_question_goes_right(session: Session, town: Registry, brain: Brain) -> None:
    """All phrasings that must be answered are; all that must be refused are (N18)."""
    library = shelf.load(session)
    classifier = brain.classifier()
    gazetteer = Gazetteer(town.place_names, town.group_names)

    def likely(question: str) -> dict[str, float]:
        guesses = classifier.understand(question, gazetteer).guesses
        return {guess.code: guess.probability for guess in guesses}

    def around(area: str) -> tuple[str, ...]:
        return town.around(town.area_codes[area].id)

    wrong = list(Examiner(likely, around).wrong(library, clock.today()))
    assert [str(change) for change in wrong] == []


def test_every_dialog_rests_on_an_item_that_offers_it(told: list[ItemFile]) -> None:
    known = dialogs.load(STARTER / "dialogs")
    offered = {item.form.dialog: item.slug for item in told if item.form.dialog}
    assert {name: dialog.item for name, dialog in known.items()} == offered
    assert len(known) >= 3


def test_publishing_twice_changes_nothing(session: Session) -> None:
    before = session.scalars(select(ItemRevision.id)).all()
    facts_before = session.scalars(select(FactValue.id)).all()
    starter.publish_all(session)
    session.flush()
    assert session.scalars(select(ItemRevision.id)).all() == before
    assert session.scalars(select(FactValue.id)).all() == facts_before


def test_a_changed_file_becomes_a_new_revision(session: Session, folder: Path) -> None:
    starter.publish_all(session, folder)
    path = folder / "items" / "one.md"
    path.write_text(path.read_text("utf-8").replace("正文", "新的正文"), "utf-8")
    starter.publish_all(session, folder)
    mine = select(ItemRevision).join(ItemRevision.item).where(ItemRevision.title == "题目")
    mine = mine.order_by(ItemRevision.number)
    told = [(one.number, one.standing, one.body) for one in session.scalars(mine)]
    assert told == [(1, Standing.REPLACED, "正文"), (2, Standing.PUBLISHED, "新的正文")]


def test_the_fictional_town_lives_in_the_present(session: Session, folder: Path) -> None:
    starter.publish_all(session, folder, years=2)
    session.flush()
    mine = select(ItemRevision).where(ItemRevision.title == "题目")
    revision = session.scalars(mine).one()
    assert (revision.effective.year, revision.expires.year) == (2026, 2029)
    fact = session.scalars(select(FactValue).where(FactValue.key == "line")).one()
    assert (fact.starts.year, fact.until.year, fact.value) == (2026, 2028, "700.0")


GOOD = """+++
kind = "policy"
title = "题目"
subtopics = ["0501"]
source = "某办法"
unit = "shehui"
effective = 2026-01-01
expires = 2027-01-01
review = 2026-12-01
area = "hx"
questions = ["怎么办", "咋办", "如何办"]
not_for = ["办不办"]
+++
正文"""
FACT = """[line]
name = "线"
kind = "money"
value = 700
source = "文件"
starts = 2026-01-01
until = 2026-12-31
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("items", "facts"):
        (tmp_path / name).mkdir()
    (tmp_path / "items" / "one.md").write_text(GOOD, "utf-8")
    (tmp_path / "facts" / "one.toml").write_text(FACT, "utf-8")
    return tmp_path


def test_an_item_file_is_read(folder: Path) -> None:
    (item,) = files.items(folder / "items")
    assert (item.slug, item.form.title, item.body) == ("one", "题目", "正文")
    assert item.form.questions[:GOLDEN] == ["怎么办", "咋办", "如何办"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (GOOD.replace('unit = "shehui"\n', ""), "unit"),
        (GOOD.replace("unit", "office"), "office"),
        (GOOD.replace("2026-01-01", "gestern"), "Invalid"),
        (GOOD.replace('"怎么办"', "怎么办"), "Invalid"),
        (GOOD.replace('"咋办", ', ""), "at least 3"),
        (GOOD.replace('["办不办"]', "[]"), "must not answer"),
        (GOOD.replace("2027-01-01", "2025-01-01"), "expires"),
        (GOOD.replace('"policy"', '"guide"'), "service"),
        ("没有题头的正文", "not enough values"),
    ],
)
def test_a_bad_item_file_is_named(folder: Path, wrong: str, why: str) -> None:
    (folder / "items" / "wrong.md").write_text(wrong, "utf-8")
    with pytest.raises(BadItem) as refusal:
        list(files.items(folder / "items"))
    assert refusal.value.facts["file"] == "wrong.md"
    assert why in str(refusal.value.facts["why"])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (FACT.replace("[line]", "[Line]"), "small letters"),
        (FACT.replace("700", '"viel"'), "not a number"),
        (FACT.replace("700", "-1"), "out of range"),
        (FACT.replace("money", "phone"), "telephone"),
        (FACT.replace("money", "date"), "not a date"),
        (FACT.replace("money", "duration"), "unit"),
        (FACT.replace("2026-12-31", "2025-12-31"), "until"),
        (FACT.replace("[line]", "[line"), ""),
        (FACT, "another file"),
    ],
)
def test_a_bad_facts_file_is_named(folder: Path, wrong: str, why: str) -> None:
    if wrong != FACT:
        (folder / "facts" / "one.toml").unlink()
    (folder / "facts" / "wrong.toml").write_text(wrong, "utf-8")
    with pytest.raises(BadItem) as refusal:
        files.read_facts(folder / "facts")
    assert refusal.value.facts["file"] == "wrong.toml"
    assert why in str(refusal.value.facts["why"])
