"""The few fixtures every test shares; named for people and places.

``MINHU_TEST_DATABASE`` (a PostgreSQL URL) and ``MINHU_TEST_REDIS`` let the same suite run
against real services; without them SQLite and the embedded store are used.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker

import topics
from bot.app import assemble
from bot.brain import Brain
from bot.logs import set_up as log_from
from bot.settings import Settings
from classifier import model, train
from classifier.understand import Classifier, Thresholds
from db.engine import open_engine
from emulator import Account, World, serve
from kit import clock
from minhu import schema, town
from minhu.demo import AES_KEY, APP_ID, SECRET, TEMPLATE, TOKEN, demo_settings
from tests.town import Server, Town

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "var" / "topics.model"
DATABASE = os.environ.get("MINHU_TEST_DATABASE", "")


def own_redis() -> str:
    """A Redis database for each process that runs tests: each has an account of its own."""
    url, _, number = os.environ.get("MINHU_TEST_REDIS", "memory://").rpartition("/")
    if not number.isdigit():
        return f"{url}/{number}"
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return f"{url}/{(int(number) + worker) % 16}"


REDIS = own_redis()

log_from("error")


@pytest.fixture(scope="session")
def catalogue() -> topics.Catalogue:
    return topics.load()


@pytest.fixture(scope="session")
def classifier(brain: Brain) -> Classifier:
    """What understands messages in these tests: the model that ships."""
    return brain.classifier()


@pytest.fixture(scope="session")
def brain(catalogue: topics.Catalogue) -> Brain:
    """The model file that ``make test`` trains first; a bare pytest run does so here."""
    try:
        model.load(MODEL, catalogue.digest)
    except (FileNotFoundError, model.StaleModel):
        model.save(train.train(catalogue), MODEL)
    return Brain(MODEL, catalogue, Thresholds())


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with schema and demo town, to be copied for each test."""
    if DATABASE:
        name = f"minhu_template_{uuid.uuid4().hex[:8]}"
        _admin(f"CREATE DATABASE {name}")
        url = _named(name)
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('filled') / 'minhu.db'}"
    engine = open_engine(url)
    schema.upgrade(engine)
    town.seed(sessionmaker(engine))
    if not DATABASE:
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    yield url
    if DATABASE:
        _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(filled: str, tmp_path: Path) -> Iterator[str]:
    """A fresh copy of the filled database."""
    if not DATABASE:
        path = tmp_path / "minhu.db"
        shutil.copy(filled.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    name = f"minhu_test_{uuid.uuid4().hex[:8]}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {make_url(filled).database}")
    yield _named(name)
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def wechat() -> Iterator[World]:
    """The emulated platform behind a real port, shared by all tests of this process."""
    account = Account(app_id=APP_ID, secret=SECRET, token=TOKEN, aes_key=AES_KEY, mode="safe")
    with World(account) as world, serve(world, api_only=True):
        yield world


@pytest.fixture
def settings(wechat: World, database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation that talks to the emulated platform."""
    return demo_settings(
        tmp_path,
        f"{wechat.base_url}/",
        database_url=database_url,
        redis_url=REDIS,
        model_path=MODEL,
        embedded_worker=False,
        log_level="error",
    )


@pytest.fixture
def hexi(wechat: World, settings: Settings, brain: Brain, tmp_path: Path) -> Iterator[Town]:
    """The demo town, open for business; nothing in it is patched."""
    wechat.reset()
    wechat.account.mode = "safe"
    fields = {"thing1": "事项", "time2": "时间", "thing3": "备注"}
    wechat.add_template(TEMPLATE, "办理进度提醒", fields)
    parts = assemble(settings, brain)
    server = Server(parts)
    wechat.account.callback = server.callback
    clock.travel(timedelta())
    yield Town(wechat, parts, tmp_path)
    clock.travel(timedelta())
    wechat.settle()
    server.stop()


def _named(database: str) -> str:
    return make_url(DATABASE).set(database=database).render_as_string(hide_password=False)


def _admin(statement: str) -> None:
    engine = create_engine(DATABASE, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
