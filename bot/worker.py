"""The loop beside the bot: deliver letters, fetch media, remind of what is late.

Every replica may run it: letters are leased, reminders are taken by an update that counts.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.orm import Session, sessionmaker

from bot.courier import Courier
from bot.media import fetch_next
from bot.snapshot import Snapshot
from tickets.deadlines import remind

log = structlog.get_logger()
IDLE_S = 0.5
REMIND_EVERY_S = 30.0
AT_ONCE = 50


class Worker:
    """Runs until told to stop; what it was doing when it died is done again by the next one."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        snapshot: Snapshot,
        courier: Courier,
        client: Any,
        media_folder: Path,
    ) -> None:
        self._sessions, self._snapshot, self._courier = sessions, snapshot, courier
        self._client, self._media_folder = client, media_folder
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Run in a thread of its own (embedded)."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def run(self) -> None:
        """Work until ``stop``."""
        reminded = 0.0
        while not self._stop.is_set():
            busy = self._safely(self.deliver)
            busy = self._safely(self.fetch) or busy
            if time.monotonic() - reminded > REMIND_EVERY_S:
                self._safely(self.remind)
                reminded = time.monotonic()
            if not busy:
                self._stop.wait(IDLE_S)

    def deliver(self) -> bool:
        """Deliver what is due, at most 50 parcels; whether there was any."""
        registry = self._snapshot.house().registry
        count = 0
        while count < AT_ONCE and not self._stop.is_set() and self._courier.deliver_next(registry):
            count += 1
        return count > 0

    def fetch(self) -> bool:
        """Fetch one picture or voice note; whether there was one."""
        return fetch_next(self._sessions, self._client, self._media_folder)

    def remind(self) -> bool:
        """Remind of what is late; whether anything was."""
        with self._sessions.begin() as session:
            return remind(session, self._snapshot.house().registry) > 0

    def _safely(self, work: Callable[[], bool]) -> bool:
        try:
            return work()
        except Exception:
            log.exception("worker step failed; it will be tried again")
            self._stop.wait(1.0)
            return False
