"""The directory, the library and the model in memory, renewed within moments of any change."""

import threading
from collections.abc import Mapping

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import topics
from bot.bell import Bell
from bot.brain import Brain
from classifier.places import Gazetteer
from db import revision
from directory import registry
from directory.models import Person, Role
from handlers.messages import House
from knowledge import dialogs, shelf
from knowledge.documents import Meaning
from knowledge.files import STARTER
from knowledge.golden import Examiner
from letters import outbox
from phrases import say

log = structlog.get_logger()
EVERY_S = 0.5
"""How often is looked where nobody rings."""


class Snapshot:
    """Gives the present ``House``; looks for changes in the background.

    A change that cannot be read keeps the house as it was; it is reported and the administrators
    are told.
    """

    def __init__(
        self,
        engine: Engine,
        catalogue: topics.Catalogue,
        brain: Brain,
        bell: Bell,
        meaning: Meaning | None = None,
    ) -> None:
        """``meaning``: sentence embeddings for the search, where the extra is used."""
        self._all, self._engine = engine, engine.execution_options(readonly=True)
        self._catalogue, self._brain, self._bell = catalogue, brain, bell
        self._meaning = meaning
        self._dialogs = dialogs.load(STARTER / "dialogs")
        self._numbers: dict[str, int] = {}
        self._failed: dict[str, int] = {}
        self._likely: dict[str, Mapping[str, float]] = {}
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
        self._bell.wake()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def refresh(self) -> bool:
        """Renew what has changed; True when something had."""
        if self._brain.refresh():
            self._likely = {}
        with Session(self._engine) as session:
            numbers = revision.numbers(session)
        if numbers == self._numbers:
            return False
        try:
            self._house = self._read()
        except Exception:
            self._alarm(numbers)
            raise
        return True

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._bell.wait(EVERY_S)
            if self._stop.is_set():
                break
            try:
                if self.refresh():
                    log.info("house renewed", **self._numbers)
            except Exception:
                log.exception("house not renewed; the old one stays")
        self._bell.close()

    def _alarm(self, numbers: dict[str, int]) -> None:
        """Tell the administrators, once for each state that cannot be read."""
        if numbers == self._failed:
            return
        self._failed = numbers
        told = select(Person.id).where(Person.role == Role.ADMIN, Person.openid.is_not(None))
        with Session(self._all) as session, session.begin():
            for person in session.scalars(told):
                outbox.promise(session, person, say("editor.build_failed"))

    def _read(self) -> House:
        with Session(self._engine) as session:
            numbers = revision.numbers(session)
            directory, gazetteer = self._directory(session, numbers)
            library = shelf.load(session, self._meaning)
        house = House(
            self._catalogue,
            directory,
            library,
            gazetteer,
            self._dialogs,
            examiner(self._brain, directory, self._likely, self._meaning),
        )
        self._numbers = numbers
        return house

    def _directory(
        self, session: Session, numbers: Mapping[str, int]
    ) -> tuple[registry.Registry, Gazetteer]:
        """Read anew only where it has changed."""
        if self._numbers and numbers.get("directory") == self._numbers.get("directory"):
            return self._house.registry, self._house.gazetteer
        directory = registry.load(session)
        return directory, Gazetteer(directory.place_names, directory.group_names)


def examiner(
    brain: Brain,
    directory: registry.Registry,
    known: dict[str, Mapping[str, float]],
    meaning: Meaning | None = None,
) -> Examiner:
    """Who asks the golden questions, with the classifier and the areas of this installation."""
    gazetteer = Gazetteer(directory.place_names, directory.group_names)

    def guess(question: str) -> Mapping[str, float]:
        understood = brain.classifier().understand(question, gazetteer)
        return {one.code: one.probability for one in understood.guesses}

    def around(area: str) -> tuple[str, ...]:
        place = directory.area_codes.get(area)
        return directory.around(place.id if place else None)

    return Examiner(guess, around, known, meaning)
