"""Towns that are set up otherwise, and hands that reach past the phone to the wire."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from bot.app import Parts, assemble
from bot.brain import Brain
from bot.memory import Memory, open_redis
from bot.settings import Settings
from db.engine import open_engine
from directory.models import Person
from emulator import World
from emulator.phone import Phone
from letters import outbox
from letters.models import Letter
from minhu.demo import APP_ID
from tests.town import Server, Town


class Wire:
    """The wire of the emulated platform: send one push wherever and as often as one likes."""

    def __init__(self, world: World) -> None:
        self._world = world

    def push(self, openid: str, fields: list[tuple[str, Any]], callback: str = "") -> str:
        """Deliver a new push once and return what the person would see."""
        return self.again(self._world.make_push(openid, fields), callback)

    def again(self, push: Any, callback: str = "") -> str:
        """Deliver ``push`` once more."""
        wire = self._world.courier.wire(push.xml, push.openid)
        answer = self._world.send_wire(replace(wire, url=callback or wire.url))
        assert answer.status_code == 200, answer.status_code
        reading = self._world.courier.reader.read(answer.content, push.openid)
        assert reading.outcome != "fault", reading.reason
        return reading.message.text if reading.message else ""


@pytest.fixture
def wire(wechat: World) -> Wire:
    return Wire(wechat)


@pytest.fixture(autouse=True)
def _account_as_it_was(wechat: World, settings: Settings) -> Iterator[None]:
    before = dict(vars(wechat.account))
    Memory(open_redis(settings.redis_url)).drop(f"wx:{APP_ID}:token")  # of the test before
    yield
    vars(wechat.account).update(before)


@pytest.fixture
def account_settings() -> dict[str, Any]:
    """What is set otherwise about the account; a test says so by parametrising this."""
    return {}


@pytest.fixture
def settings(settings: Settings, account_settings: dict[str, Any]) -> Settings:
    account = settings.wechat.model_copy(update=account_settings)
    return settings.model_copy(update={"wechat": account})


@pytest.fixture
def second(hexi: Town, settings: Settings, brain: Brain) -> Iterator[tuple[Parts, str]]:
    """Another bot on the same database: its parts and its callback."""
    parts = assemble(settings, brain)
    server = Server(parts)
    yield parts, server.callback
    server.stop()


def owe(town: Town, phone: Phone, *texts: str, ticket: int | None = None) -> None:
    """Promise ``texts`` to whoever holds ``phone``."""
    with town.parts.sessions.begin() as session:
        who = session.scalars(select(Person.id).where(Person.openid == phone.openid)).one()
        for words in texts:
            outbox.promise(session, who, words, ticket_id=ticket)


def letters(town: Town, phone: Phone) -> list[Letter]:
    """What was ever owed to whoever holds ``phone``, oldest first."""
    with town.session() as session:
        mine = select(Letter).join(Person).where(Person.openid == phone.openid)
        return list(session.scalars(mine.order_by(Letter.id)))


@contextmanager
def busy(town: Town, phone: Phone, seconds: float) -> Iterator[None]:
    """The row of this person (on SQLite the whole database) is held by somebody for a while."""
    held = threading.Event()

    def hold() -> None:
        with town.session() as session:
            mine = select(Person).where(Person.openid == phone.openid)
            session.scalars(mine.with_for_update()).one()
            held.set()
            threading.Event().wait(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    yield
    thread.join()


@contextmanager
def away(url: str) -> Iterator[None]:
    """The database answers nobody: PostgreSQL is shut, SQLite has lost a table."""
    name = make_url(url).database
    if url.startswith("sqlite"):
        leave, back = "ALTER TABLE received RENAME TO lost", "ALTER TABLE lost RENAME TO received"
        admin = open_engine(url)
    else:
        leave, back = (f"ALTER DATABASE {name} ALLOW_CONNECTIONS {on}" for on in ("false", "true"))
        admin = open_engine(make_url(url).set(database="postgres").render_as_string(False))
        admin = admin.execution_options(isolation_level="AUTOCOMMIT")
    with admin.begin() as connection:
        connection.execute(text(leave))
        if not url.startswith("sqlite"):
            ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(ends), {"name": name})
    try:
        yield
    finally:
        with admin.begin() as connection:
            connection.execute(text(back))
        admin.dispose()
