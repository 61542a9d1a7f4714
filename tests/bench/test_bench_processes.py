"""The bot as a process of its own, as replay, chaos and bench start it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bench.chaos import SERVING
from bench.installation import Installation
from bench.throughput import PEOPLE, Bench
from bench.townsfolk import openid, settle_residents
from classifier.understand import Classifier
from emulator import World


@pytest.fixture
def home(tmp_path: Path, database_url: str, classifier: Classifier) -> Iterator[Installation]:
    """An installation with nobody at work yet."""
    home = Installation(tmp_path, database_url)
    yield home
    home.close()


def test_who_knocks_at_a_held_door_is_answered_once_the_bot_is_up(home: Installation) -> None:
    home.hold_the_door()
    with World(replace(home.account, timeout_s=20)) as world, ThreadPoolExecutor(1) as pool:
        lin = world.phone("o_lin")
        said = pool.submit(lin.says, "你好")

        home.start(SERVING)

        assert "您好" in said.result().text
        assert not said.result().fault


def test_the_bench_gets_real_replies_from_both_callbacks(home: Installation) -> None:
    engine = home.engine()
    settle_residents(engine, PEOPLE)
    engine.dispose()
    bench = Bench(home)
    home.start(("-m", "bench.serving", "--bare"))

    told = bench.pipeline(20)
    bench.result.reply_bytes = 300
    bare = bench.bare(20)

    shown = [reading.message.text for reading in told.readings(home.account) if reading.message]
    assert len(shown) == 20
    assert all(shown)
    echoes = [reading.message.text for reading in bare.readings(home.account) if reading.message]
    assert len(echoes) == 20
    assert all(200 < len(echo.encode()) <= 300 for echo in echoes)
    assert told.openids[0] == openid(0)
