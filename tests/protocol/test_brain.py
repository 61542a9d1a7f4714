"""The model in use is renewed without a restart, and never replaced by something broken."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import assemble
from bot.brain import Brain
from bot.settings import Settings
from classifier import model, promotion
from classifier.estimator import MessageClassifier
from classifier.model import Model
from classifier.understand import Thresholds
from letters.inbox import Received
from tests.protocol.conftest import Wire
from tests.town import Server, Town
from topics import Catalogue

BERRY = "院子里的蓝莓被鸟吃光了"
TEXTS = [BERRY, "蓝莓树苗在哪里领", "水塔上面裂了一道缝", "水塔放不出水来"]
FIT = Thresholds(act=0.3, margin=0.05, choose=0.1)


def taught(catalogue: Catalogue, berries: str, towers: str) -> Model:
    """A tiny model of the catalogue, told apart from others by what it takes blueberries for."""
    names = [berries, berries, towers, towers]
    head = MessageClassifier(C=10, folds=0).fit(TEXTS, names).head_
    kind = MessageClassifier("wish", folds=0).fit(TEXTS, ["投诉", "咨询", "投诉", "求助"]).head_
    return Model(head, kind, catalogue.digest, learned=berries, versions=model.versions())


@pytest.fixture(scope="module")
def lamps(catalogue: Catalogue) -> Model:
    return taught(catalogue, "1203", "0501")


@pytest.fixture(scope="module")
def wages(catalogue: Catalogue) -> Model:
    return taught(catalogue, "0601", "0501")


@pytest.fixture
def path(tmp_path: Path, lamps: Model) -> Path:
    model.save(lamps, tmp_path / "own" / "topics.model")
    return tmp_path / "own" / "topics.model"


@pytest.fixture
def mind(path: Path, catalogue: Catalogue) -> Brain:
    """The brain of a model file of its own."""
    return Brain(path, catalogue, FIT)


def guess(mind: Brain) -> str | None:
    return mind.classifier().understand(BERRY).code


def test_another_model_is_taken_over(mind: Brain, path: Path, lamps: Model, wages: Model) -> None:
    assert guess(mind) == "1203"
    assert mind.classifier().understand(BERRY).model == lamps.name
    model.save(wages, path)
    assert guess(mind) == "1203"  # not before it is looked for
    assert mind.refresh() is True
    assert guess(mind) == "0601"
    assert mind.classifier().understand(BERRY).model == wages.name != lamps.name


def test_an_unchanged_file_is_not_read_again(mind: Brain) -> None:
    before = mind.classifier()
    assert mind.refresh() is False
    assert mind.classifier() is before


def test_rolling_back_is_taken_over_although_the_file_is_older(
    mind: Brain, path: Path, lamps: Model, wages: Model
) -> None:
    promotion.keep(path)
    model.save(wages, path)
    os.utime(path.with_name("topics.model.1"), (1, 1))
    assert mind.refresh() is True
    assert guess(mind) == "0601"
    promotion.roll_back(path)
    assert mind.refresh() is True
    assert guess(mind) == "1203"


def test_without_a_file_keywords_decide_until_there_is_one(
    path: Path, catalogue: Catalogue, wages: Model
) -> None:
    path.unlink()
    mind = Brain(path, catalogue, FIT)
    assert mind.classifier().understand("老板拖欠工资").code == "0601"
    assert mind.classifier().understand("老板拖欠工资").model == ""
    assert mind.refresh() is False
    model.save(wages, path)
    assert mind.refresh() is True
    assert guess(mind) == "0601"


def broken(path: Path, wages: Model) -> Iterator[str]:
    """One after another, everything that may be wrong with the file."""
    model.save(wages, path)
    whole = path.read_bytes()
    for part in (b"", b"no model", whole[: len(whole) // 2], whole[:-7], b"PK\x03\x04" * 99):
        path.write_bytes(part)
        yield f"{part[:8]!r}, {len(part)} bytes"
    model.save(replace(wages, digest="of another corpus"), path)
    yield "another corpus"
    model.save(replace(wages, versions="other libraries"), path)
    yield "other libraries"
    path.unlink()
    yield "gone"


def test_a_broken_file_leaves_the_classifier_as_it_was(
    mind: Brain, path: Path, wages: Model
) -> None:
    before = mind.classifier()
    for what in broken(path, wages):
        assert mind.refresh() is False, what
        assert mind.classifier() is before, what
    model.save(wages, path)
    assert mind.refresh() is True
    assert guess(mind) == "0601"


def test_a_broken_file_at_the_start_leaves_the_keywords(
    path: Path, catalogue: Catalogue, wages: Model
) -> None:
    for what in broken(path, wages):
        understood = Brain(path, catalogue, FIT).classifier().understand("老板拖欠工资")
        assert (understood.code, understood.model) == ("0601", ""), what


def test_a_running_bot_takes_it_over_and_writes_down_which_model_understood(  # noqa: PLR0917
    hexi: Town, settings: Settings, mind: Brain, path: Path, lamps: Model, wages: Model, wire: Wire
) -> None:
    server = Server(assemble(settings, mind))
    fields = [("MsgType", "text"), ("Content", BERRY)]
    try:
        hexi.phone("o_li", "v03").says("你好")
        assert "村内路、路灯" in wire.push("o_li", fields, server.callback)
        model.save(wages, path)
        until = time.monotonic() + 20
        while mind.classifier().understand(BERRY).model != wages.name:
            assert time.monotonic() < until, "the bot did not look for another model"
            time.sleep(0.05)
        assert "拖欠农民工工资" in wire.push("o_li", fields, server.callback)
    finally:
        server.stop()
    with hexi.session() as session:
        told = select(Received.model, Received.code).where(Received.text == BERRY)
        found = session.execute(told.order_by(Received.at)).all()
    assert [tuple(row) for row in found] == [(lamps.name, "1203"), (wages.name, "0601")]
