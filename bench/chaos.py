"""The same replay while things break: the bot killed three times, Redis away once."""

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.crowd import Crowd
from bench.installation import Installation, free_port
from bench.lines import Line
from bench.replay import Played, play

SERVING = ("-m", "bench.serving")
KILLS = (0.2, 0.5, 0.8)
"""Shares of the lines after which the bot is killed."""
OUTAGE = (0.35, 0.45)
"""Redis is away between these."""


class Redis:
    """A Redis of our own that keeps nothing on disk: stopped, it has forgotten everything."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers while it runs."""
        return f"redis://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it; it answers within moments."""
        self._process = subprocess.Popen(  # noqa: S603 -- a fixed command
            ["redis-server", "--port", str(self._port), "--save", "", "--appendonly", "no"],  # noqa: S607
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Havoc:
    """Breaks things at fixed shares of the work, and mends them at once."""

    def __init__(self, home: Installation, redis: Redis | None, lines: int) -> None:
        self._home, self._redis, self._lines = home, redis, lines
        self._over = threading.Event()
        self.kills = 0
        self.redis_outages = 0
        self.restarts_s: list[float] = []
        self.problem: Exception | None = None

    def beside(self, crowd: Crowd) -> Callable[[], None]:
        """Start; gives the function that ends it."""
        thread = threading.Thread(target=self._run, args=(crowd,), name="havoc")
        thread.start()

        def end() -> None:
            self._over.set()
            thread.join()
            if self.problem is not None:
                raise self.problem

        return end

    def _run(self, crowd: Crowd) -> None:
        acts = [(share, self._kill) for share in KILLS]
        if self._redis is not None:
            acts += [(OUTAGE[0], self._redis.stop), (OUTAGE[1], self._redis_back)]
        try:
            for share, act in sorted(acts, key=lambda one: one[0]):
                while crowd.done < share * self._lines and not self._over.is_set():
                    time.sleep(0.01)
                act()
        except Exception as problem:
            self.problem = problem

    def _kill(self) -> None:
        self._home.kill()
        self.kills += 1
        self.restarts_s.append(round(self._home.start(SERVING), 2))

    def _redis_back(self) -> None:
        if self._redis is not None:
            self._redis.start()
            self.redis_outages += 1


@contextmanager
def own_redis(folder: Path) -> Iterator[Redis | None]:
    """A running Redis, or None where ``redis-server`` is not installed."""
    if shutil.which("redis-server") is None:
        yield None
        return
    redis = Redis(folder)
    redis.start()
    try:
        yield redis
    finally:
        redis.stop()


def play_with_havoc(
    home: Installation,
    lines: Sequence[Line],
    *,
    people: int | None = None,
    at_once: int = 16,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[dict[str, Any], Played]:
    """Send ``lines`` while things break; what survived, and the run itself."""
    with own_redis(home.folder) as redis:
        if redis is not None:
            home.redis = redis.url
        home.hold_the_door()
        havoc = Havoc(home, redis, len(lines))
        played = play(
            home,
            lines,
            people=people,
            at_once=at_once,
            tell=tell,
            beside=havoc.beside,
            command=SERVING,
        )
    run = played.figures
    figures = {
        "kills": havoc.kills,
        "redis_outages": havoc.redis_outages,
        "restarts_s": havoc.restarts_s,
        "messages": run["messages"],
        "lost": played.verdict.lost() + run["not_counted"] + run["letters_never_shown"],
        "doubled": run["duplicate_tickets"] + run["letters_shown_twice"],
        "never_acknowledged": sum(len(one.never_acknowledged) for one in played.said),
        "letters_owed": run["letters"],
        "letters_delivered": run["delivered_letters"] + run["announced_letters"],
        "undelivered": run["undelivered_letters"],
    }
    return figures | {name: value for name, value in run.items() if name not in figures}, played
