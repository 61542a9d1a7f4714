"""A whole installation for one test: emulated WeChat, the bot behind a real port, the demo town."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Parts, create_app
from emulator.phone import Phone
from emulator.world import World
from kit import clock
from tickets.models import Event, Ticket


class Server:
    """The bot behind a port of its own; as many as a test wants, on one database."""

    def __init__(self, parts: Parts) -> None:
        config = uvicorn.Config(
            create_app(parts), host="127.0.0.1", port=0, access_log=False, log_level="error"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started:
            assert time.monotonic() < until, "the bot did not start"
            time.sleep(0.005)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.callback = f"http://127.0.0.1:{port}/wechat"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


class Town:
    """禾溪镇, as a test sees it."""

    def __init__(self, world: World, parts: Parts, folder: Path) -> None:
        self.world, self.parts, self.folder = world, parts, folder

    def phone(self, openid: str, village: str | None = None) -> Phone:
        """Somebody's phone; with ``village`` (``v03``) after scanning the code that hangs there."""
        phone = self.world.phone(openid)
        if village is not None:
            phone.scans(f"v:{village}")
        return phone

    def deliver(self) -> None:
        """Let the worker do everything that is due."""
        self.parts.snapshot.refresh()
        while self.parts.worker.deliver():
            pass
        while self.parts.worker.fetch():
            pass

    def remind(self) -> None:
        """Let the worker look for what is late, and deliver the reminders."""
        self.parts.worker.remind()
        self.deliver()

    def travel(self, **ahead: float) -> None:
        """Move both clocks, ours and WeChat's: ``travel(days=3)``."""
        step = timedelta(**ahead)
        self._ahead = getattr(self, "_ahead", timedelta()) + step
        clock.travel(self._ahead)
        self.world.clock.advance(step.total_seconds())

    def session(self) -> Session:
        """For looking at what is stored; journeys look at phones first."""
        return self.parts.sessions()

    def tickets(self) -> list[Ticket]:
        with self.session() as session:
            return list(session.scalars(select(Ticket).order_by(Ticket.id)))

    def events(self, number: int) -> list[str]:
        with self.session() as session:
            told = select(Event.what).where(Event.ticket_id == number).order_by(Event.id)
            return list(session.scalars(told))


MakeTown = Callable[..., Town]
