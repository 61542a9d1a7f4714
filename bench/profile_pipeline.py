"""Where the time of a message goes: ``python -m bench.profile_pipeline [messages]``.

Runs ``Pipeline.handle`` in this process on SQLite, and prints µs per message and the functions
that take most. The profiler itself costs time: the first figure is measured without it.
"""

import argparse
import cProfile
import pstats
import sys
import time
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from bench.installation import fresh
from bench.townsfolk import openid, sentences, settle_residents
from bot.app import Parts, assemble
from bot.logs import set_up as log_from
from handlers.messages import Incoming
from letters.inbox import Received

PEOPLE = 200


def messages(count: int, first: int = 0, seed: int = 7) -> list[Incoming]:
    """``count`` texts from ``PEOPLE`` residents in turn, keys numbered from ``first``."""
    return [
        Incoming(key=f"msg:bench:{first + n}", openid=openid(n % PEOPLE), kind="text", text=text)
        for n, text in enumerate(sentences(count, seed))
    ]


def timed(parts: Parts, told: Sequence[Incoming]) -> float:
    """Microseconds per message."""
    began = time.perf_counter()
    for message in told:
        parts.pipeline.handle(parts.pipeline.understand(message))
    return (time.perf_counter() - began) / len(told) * 1e6


def understood(parts: Parts, told: Sequence[Incoming]) -> float:
    """Microseconds per message of the classifier alone."""
    began = time.perf_counter()
    gazetteer = parts.snapshot.house().gazetteer
    for message in told:
        parts.brain.classifier().understand(message.text, gazetteer)
    return (time.perf_counter() - began) / len(told) * 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, then profile."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("messages", type=int, nargs="?", default=2000)
    command.add_argument("--top", type=int, default=40)
    command.add_argument("--sort", default="tottime", help="tottime or cumulative")
    command.add_argument("--server", default="", help="URL of a PostgreSQL server; else SQLite")
    given = command.parse_args(arguments)
    log_from("warning")
    with fresh(given.server) as installation:
        engine = installation.engine()
        settle_residents(engine, PEOPLE)
        parts = assemble(installation.settings())
        timed(parts, messages(200, seed=1))
        count = given.messages
        print(f"classifier  {understood(parts, messages(count)):7.0f} µs per message")
        print(f"pipeline    {timed(parts, messages(count, first=10**6)):7.0f} µs per message")
        profile = cProfile.Profile()
        profile.enable()
        slow = timed(parts, messages(count, first=2 * 10**6, seed=8))
        profile.disable()
        print(f"profiled    {slow:7.0f} µs per message")
        pstats.Stats(profile, stream=sys.stdout).sort_stats(given.sort).print_stats(given.top)
        with engine.connect() as connection:
            mix = connection.execute(
                select(Received.outcome, func.count()).group_by(Received.outcome)
            )
            print("outcomes", dict(Counter({str(name): int(n) for name, n in mix})))
        parts.engine.dispose()
        engine.dispose()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
