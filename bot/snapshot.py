"""The directory, the library and the model in memory, renewed within moments of any change."""

import threading

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import topics
from bot.brain import Brain
from classifier.places import Gazetteer
from db import revision
from directory import registry
from handlers.messages import House
from knowledge import library

log = structlog.get_logger()
EVERY_S = 1.0


class Snapshot:
    """Gives the present ``House``; looks for changes in the background.

    A change that cannot be read keeps the house as it was and is reported.
    """

    def __init__(self, engine: Engine, catalogue: topics.Catalogue, brain: Brain) -> None:
        self._engine = engine.execution_options(readonly=True)
        self._catalogue, self._brain = catalogue, brain
        self._numbers: dict[str, int] = {}
        self._house = self._read()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def house(self) -> House:
        """What handlers may use right now."""
        return self._house

    def start(self) -> None:
        """Look for changes until ``stop``."""
        self._thread = threading.Thread(target=self._watch, name="snapshot", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for what is being read: the database may be closed after this."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def refresh(self) -> bool:
        """Renew what has changed; True when something had."""
        with Session(self._engine) as session:
            numbers = revision.numbers(session)
        if numbers == self._numbers:
            return False
        self._house = self._read()
        return True

    def _watch(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                self._brain.refresh()
                if self.refresh():
                    log.info("house renewed", **self._numbers)
            except Exception:
                log.exception("house not renewed; the old one stays")

    def _read(self) -> House:
        with Session(self._engine) as session:
            numbers = revision.numbers(session)
            directory = registry.load(session)
            articles = library.load(session)
        house = House(
            self._catalogue,
            directory,
            articles,
            Gazetteer(directory.place_names, directory.group_names),
        )
        self._numbers = numbers
        return house
