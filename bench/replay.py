"""The main job on real input: residents, cadres, the bot as a process, and WeChat in between."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, func, select

from bench.clerks import Clerks, bind_staff
from bench.crowd import Crowd, Said
from bench.installation import SERVE, TEMPLATE, Installation
from bench.lines import Line
from bench.verdict import COLUMNS, Verdict
from directory.models import Person
from emulator import World, serve
from kit import clock
from letters.models import Delivery, Letter

QUIET_S = 180.0
"""The outbox is waited for so long after the last message."""
MARGIN = timedelta(seconds=35)
"""Letters put back for less than this are still on their way (a dead worker's lease is 30 s)."""


@dataclass(frozen=True)
class Played:
    """A finished run."""

    figures: dict[str, Any]
    verdict: Verdict
    said: list[Said]
    clerks: Clerks

    @property
    def adds_up(self) -> bool:
        """Every message ended in exactly one of the five ways."""
        ends = sum(self.figures[name] for name in COLUMNS.values())
        return bool(ends == self.figures["messages"])


def play(
    home: Installation,
    lines: Sequence[Line],
    *,
    people: int | None = None,
    at_once: int = 16,
    tell: Callable[[int], None] = lambda done: None,
    beside: Callable[[Crowd], Callable[[], None]] | None = None,
    command: Sequence[str] = SERVE,
) -> Played:
    """Send ``lines`` and wait until everything promised is delivered.

    ``tell`` hears how many lines are done. ``beside`` starts something that runs during the
    sending and returns how to end it; ``command`` is how the bot is started.

    Raises
    ------
    RuntimeError
        The bot did not start.
    """
    engine = home.engine()
    cadres, leaders = bind_staff(engine)
    with World(home.account) as world, serve(world, api_only=True):
        world.add_template(
            TEMPLATE, "办理进度提醒", {"thing1": "事项", "time2": "时间", "thing3": "备注"}
        )
        home.api_base = f"{world.base_url}/"
        started = home.start(command)
        crowd = Crowd(world, lines, people or len(lines), tell)
        clerks = Clerks(world, cadres)
        for leader in leaders:
            world.phone(leader)
        clerks.start()
        end_beside = beside(crowd) if beside else lambda: None
        began = time.perf_counter()
        try:
            said = crowd.speak(at_once)
            seconds = time.perf_counter() - began
        finally:
            end_beside()
            clerks.stop()
        quiet = wait_until_quiet(engine)
        world.settle()
        verdict = Verdict(engine, world, said)
        extra = {
            "cadre_faults": clerks.faults,
            "cadres_stuck": len(clerks.stuck),
            "outbox_quiet": quiet,
            "handler_failures": home.log.count('"event": "handler failed"'),
            "bot_start_s": round(started, 2),
        }
        figures = verdict.figures(seconds) | extra
        home.stop()
    engine.dispose()
    return Played(figures, verdict, said, clerks)


def wait_until_quiet(engine: Engine, seconds: float = QUIET_S) -> bool:
    """Wait until no letter to somebody with WeChat is about to be delivered; False: in vain."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        under_way = (
            select(func.count())
            .select_from(Letter)
            .join(Person, Person.id == Letter.person_id)
            .where(
                Letter.delivery == Delivery.WAITING,
                Letter.due_at <= clock.now() + MARGIN,
                Person.openid.is_not(None),
            )
        )
        with engine.connect() as connection:
            if not connection.scalar(under_way):
                return True
        time.sleep(0.5)
    return False
