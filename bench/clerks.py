"""Cadres at work in chat: the list, the first matter, sign, reply, send; until told to stop."""

import threading
from collections.abc import Sequence
from itertools import cycle

from sqlalchemy import Engine, select, update

from directory.models import Person, Role
from emulator import Exchange, Phone, World
from phrases import say

ANSWER = "您反映的事我们看过了，明天上午派人上门处理，处理完再给您回话。"


def bind_staff(engine: Engine) -> tuple[list[str], list[str]]:
    """Give every unit's first cadre, every operator and every leader a phone.

    Openids of those who work on tickets, and of the leaders, who only look on.
    """
    working: list[str] = []
    looking_on: list[str] = []
    with engine.begin() as connection:
        staff = connection.execute(
            select(Person.id, Person.unit_id, Person.role, Person.openid)
            .where(Person.role.in_((Role.CADRE, Role.OPERATOR, Role.LEADER)))
            .order_by(Person.unit_id, Person.openid.is_(None), Person.id)
        ).all()
        seen: set[int | None] = set()
        for id_, unit_id, role, openid in staff:
            if role == Role.CADRE and unit_id in seen:
                continue
            if role == Role.CADRE:
                seen.add(unit_id)
            theirs = openid or f"o-cadre-{id_:03d}"
            (looking_on if role == Role.LEADER else working).append(theirs)
            connection.execute(update(Person).where(Person.id == id_).values(openid=theirs))
    return working, looking_on


class Clerks:
    """The cadres with phones; a few threads take turns for all of them."""

    def __init__(self, world: World, openids: Sequence[str], threads: int = 3) -> None:
        self._phones = [world.phone(openid) for openid in openids]
        self._stop = threading.Event()
        turns = [self._phones[n::threads] for n in range(threads)]
        self._threads = [
            threading.Thread(target=self._work, args=(phones,), name="cadre", daemon=True)
            for phones in turns
            if phones
        ]
        self.replied = 0
        self.faults = 0
        self.stuck: list[str] = []
        """What a cadre was shown when no way on was found."""
        self._lock = threading.Lock()

    def start(self) -> None:
        """Go to work."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the matter in hand and go home."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, phones: Sequence[Phone]) -> None:
        idle = 0
        for phone in cycle(phones):
            if self._stop.is_set():
                return
            idle = 0 if self._one_matter(phone) else idle + 1
            if idle >= len(phones):
                idle = 0
                self._stop.wait(0.5)

    def _one_matter(self, phone: Phone) -> bool:
        """One matter from list to reply; False when the list is empty."""
        shown = self._says(phone, "待办")
        if shown.text.startswith(say("cadre.nothing_to_do")) or shown.fault:
            return False
        for step in (None, "签收", "答复群众", ANSWER, "发出"):
            if step == ANSWER:
                shown = self._says(phone, ANSWER)
                continue
            option = next((o for o in shown.options if step is None or step in o.label), None)
            if option is None and step == "签收":
                continue  # signed before
            if option is None:
                with self._lock:
                    self.stuck.append(shown.text[:200])
                return True
            shown = self._says(phone, option.content, option.id)
        with self._lock:
            self.replied += "已答复" in shown.text
        return True

    def _says(self, phone: Phone, text: str, menu_id: str | None = None) -> Exchange:
        told = phone.says(text, menu_id=menu_id)
        if told.fault:
            with self._lock:
                self.faults += 1
        return told
