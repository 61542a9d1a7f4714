"""The bell: heard here at once, elsewhere through Redis, and never missed for good."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import fakeredis
import pytest
from redis.exceptions import ConnectionError as NoRedis
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot import bell as bells
from bot.bell import Bell
from db import revision
from db.base import Base
from db.engine import open_engine


class Broken:
    """A Redis that fails whatever is asked of it."""

    def __init__(self, problem: Exception) -> None:
        self.problem, self.asked = problem, 0

    def publish(self, *_: Any) -> None:
        self.asked += 1
        raise self.problem

    def pubsub(self, **_: Any) -> "Broken":
        return self

    def subscribe(self, *_: Any) -> None:
        self.asked += 1
        raise self.problem


PROBLEMS = [NoRedis("gone"), OSError("no route"), TimeoutError("late")]


@pytest.fixture
def server() -> fakeredis.FakeServer:
    return fakeredis.FakeServer()


@pytest.fixture
def hang(server: fakeredis.FakeServer) -> Iterator[Callable[[], Bell]]:
    """Hangs up a bell with a client of its own on the one Redis, as another process would."""
    hung: list[Bell] = []

    def make() -> Bell:
        hung.append(Bell(fakeredis.FakeStrictRedis(server=server), shared=True))
        return hung[-1]

    yield make
    for bell in hung:
        bell.close()


def waited(bell: Bell, seconds: float) -> float:
    began = time.monotonic()
    bell.wait(seconds)
    return time.monotonic() - began


def later(act: Callable[[], None], seconds: float = 0.05) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.start()
    return timer


# —— In one process ——


def test_who_waits_here_hears_it_at_once() -> None:
    bell = Bell(None, shared=False)
    ringing = later(bell.ring)
    assert waited(bell, 5) < 1
    ringing.join()


def test_a_ring_before_the_wait_is_not_missed_and_counts_once() -> None:
    bell = Bell(None, shared=False)
    bell.ring()
    bell.ring()
    assert waited(bell, 5) < 0.5
    assert 0.1 <= waited(bell, 0.1) < 1


def test_waking_ends_the_wait() -> None:
    bell = Bell(None, shared=False)
    waking = later(bell.wake)
    assert waited(bell, 5) < 1
    waking.join()


# —— Across processes ——


def test_others_hear_it_through_redis(hang: Callable[[], Bell]) -> None:
    ringer, one, other = hang(), hang(), hang()
    for bell in (one, other):
        assert 0.05 <= waited(bell, 0.05) < 1  # from now on it listens
    ringer.ring()
    assert waited(one, 5) < 1
    assert waited(other, 5) < 1


def test_a_ring_while_others_wait_wakes_them(hang: Callable[[], Bell]) -> None:
    ringer, one = hang(), hang()
    one.wait(0.01)
    ringing = later(ringer.ring)
    assert waited(one, 5) < 1
    ringing.join()
    assert waited(one, 0.05) >= 0.05


def test_quiet_is_waited_out(hang: Callable[[], Bell]) -> None:
    assert 0.3 <= waited(hang(), 0.3) < 1


def test_waking_ends_the_listening(hang: Callable[[], Bell]) -> None:
    bell = hang()
    waking = later(bell.wake)
    assert waited(bell, 5) < 1
    waking.join()


def test_a_connection_that_is_gone_is_taken_for_quiet(
    server: fakeredis.FakeServer, hang: Callable[[], Bell]
) -> None:
    bell = hang()
    bell.wait(0.01)
    server.connected = False
    assert waited(bell, 0.05) < 1
    bell.ring()
    assert waited(bell, 5) < 1


# —— A Redis that always fails ——


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: type(one).__name__)
def test_ringing_never_fails_and_is_heard_here(problem: Exception) -> None:
    client = Broken(problem)
    bell = Bell(client, shared=True)
    bell.ring()
    assert client.asked == 1
    assert waited(bell, 5) < 0.5
    bell.ring()
    assert client.asked == 1  # it is left alone for a while


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: type(one).__name__)
def test_listening_never_fails_and_goes_on_without(problem: Exception) -> None:
    client = Broken(problem)
    bell = Bell(client, shared=True)
    bell.wait(0.05)
    assert client.asked == 1
    assert 0.1 <= waited(bell, 0.1) < 1  # no busy loop while Redis is away
    assert client.asked == 1
    ringing = later(bell.ring)
    assert waited(bell, 5) < 1
    ringing.join()


def test_after_a_pause_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bells, "PAUSE_S", 0.05)
    client = Broken(PROBLEMS[0])
    bell = Bell(client, shared=True)
    bell.ring()
    time.sleep(0.06)
    bell.ring()
    assert client.asked == 2


# —— Who rings it ——


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[revision.Revision.__table__])
    yield engine
    engine.dispose()


@pytest.fixture
def told() -> list[dict[str, int]]:
    return []


@pytest.fixture
def sessions(engine: Engine, told: list[dict[str, int]]) -> sessionmaker[Session]:
    """Sessions whose commits tell what stands in the database by then."""
    made = sessionmaker(engine)

    def listener() -> None:
        with Session(engine) as session:
            told.append(revision.numbers(session))

    revision.tell(made, listener)
    return made


def test_a_change_is_told_after_its_commit_and_once(
    sessions: sessionmaker[Session], told: list[dict[str, int]]
) -> None:
    with sessions() as session:
        revision.bump(session, "library")
        revision.bump(session, "library")
        revision.bump(session, "directory")
        session.flush()
        assert told == []
        session.commit()
        assert told == [{"library": 2, "directory": 1}]
        session.commit()
        assert len(told) == 1


def test_what_is_undone_is_not_told(
    sessions: sessionmaker[Session], told: list[dict[str, int]]
) -> None:
    with sessions() as session:
        revision.bump(session, "library")
        session.rollback()
        session.commit()
        assert told == []
        assert revision.numbers(session) == {}
    with pytest.raises(ZeroDivisionError), sessions.begin() as session:  # noqa: PT012
        revision.bump(session, "library")
        raise ZeroDivisionError
    assert told == []


def test_a_commit_that_changed_nothing_is_not_told(
    sessions: sessionmaker[Session], told: list[dict[str, int]]
) -> None:
    with sessions.begin() as session:
        revision.numbers(session)
    assert told == []


def test_sessions_of_others_do_not_ring(
    engine: Engine, sessions: sessionmaker[Session], told: list[dict[str, int]]
) -> None:
    with Session(engine) as session, session.begin():
        revision.bump(session, "library")
    assert told == []
