"""Carries letters: takes what is due, finds the lane, hands it over, writes down what happened."""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Protocol

import requests
import structlog
from sqlalchemy.orm import Session, sessionmaker
from wechatpy.exceptions import WeChatClientException

from directory.models import Person, Role
from directory.registry import Registry
from kit import clock
from kit.errors import Unavailable
from kit.text import size, without_controls
from letters import outbox
from letters.ladder import PATIENCE, Abilities, Lane, next_lane
from letters.outbox import SEAM, Owed, Parcel
from phrases import say
from tickets.models import Ticket

log = structlog.get_logger()

ROOM = 2048
LANE_CLOSED = frozenset({45015, 45047})
NOT_REACHABLE = frozenset({40003, 43004, 43019, 48002, 50002})
NOT_ALLOWED = frozenset({48001, 40200})
NOTICE_WRONG = frozenset({40037, 47003})
"""The template was deleted or has other fields: sending it again changes nothing."""
OUT_OF_QUOTA, TOO_FAST = 45009, 45011
ALARMING = NOT_ALLOWED | NOTICE_WRONG | {
    OUT_OF_QUOTA, 40001, 40013, 40125, 40164, 40243, 41002, 41004, 48004
}  # fmt: skip
"""Nothing works until an operator looks at the account's settings."""
SLOWEST = timedelta(hours=1)


class Sender(Protocol):
    """What the courier needs of WeChat."""

    def send_text(self, openid: str, text: str) -> None: ...
    def send_notice(self, openid: str, template: str) -> str: ...


class WeChatSender:
    """Sends through the account's API."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send_text(self, openid: str, text: str) -> None:
        """One customer-service message of at most 2,048 bytes."""
        self._client.message.send_text(openid, without_controls(text))

    def send_notice(self, openid: str, template: str) -> str:
        """A template notice that asks to write; returns the id it will be reported under."""
        data = {
            "thing1": {"value": say("notice.template_title")},
            "time2": {"value": f"{clock.now().astimezone(clock.TOWN):%Y-%m-%d %H:%M}"},
            "thing3": {"value": say("notice.template_hint")},
        }
        return str(self._client.message.send_template(openid, template, data).get("msgid", ""))


class Courier:
    """Delivers letters, one person's at a time, at least once."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        sender: Sender,
        abilities: Abilities,
        template: str = "",
    ) -> None:
        self._sessions, self._sender = sessions, sender
        self._abilities, self._template = abilities, template

    def deliver_next(self, registry: Registry) -> bool:
        """Take the letters of whoever waits longest and do what can be done; False: none is due."""
        with self._sessions.begin() as session:
            parcel = outbox.claim(session)
        if parcel is None:
            return False
        lane = next_lane(parcel.reach, self._abilities, clock.now())
        self._try(parcel, lane, lambda: self._carry(registry, parcel, lane))
        return True

    def _carry(self, registry: Registry, parcel: Parcel, lane: Lane) -> None:
        match lane:
            case Lane.SERVICE:
                letters, text = _together(parcel)
                self._sender.send_text(parcel.openid or "", text)
                with self._sessions.begin() as session:
                    outbox.settle(session, parcel, letters, lane)
                    outbox.put_back(session, parcel, "", timedelta())  # what had no room
            case Lane.TEMPLATE:
                self._announce(parcel)
            case Lane.IN_PERSON:
                self._in_person(registry, parcel)
            case _:
                self._put_back(parcel, "waits for contact", _until_patience(parcel))

    def _announce(self, parcel: Parcel) -> None:
        report = self._sender.send_notice(parcel.openid or "", self._template)
        with self._sessions.begin() as session:
            outbox.settle(session, parcel, parcel.letters, Lane.TEMPLATE, report=report)

    def _in_person(self, registry: Registry, parcel: Parcel) -> None:
        """Ask the unit to tell the resident; never where that would expose who complained.

        Only what is about the first letter's ticket: the unit has no business with the others.
        """
        number = parcel.letters[0].ticket_id
        about = [letter for letter in parcel.letters if letter.ticket_id == number]
        with self._sessions.begin() as session:
            ticket = session.get(Ticket, number) if number else None
            clerk = _clerk(registry, ticket)
            if ticket is None or clerk is None or ticket.level != "L1" or ticket.accuses:
                why = "cannot be told in person"
                outbox.put_back(session, parcel, why, timedelta(days=7), only=about)
            elif outbox.settle(session, parcel, about, Lane.IN_PERSON):
                words = SEAM.join(letter.text for letter in about)
                text = say("notice.in_person", number=ticket.id, text=words)
                outbox.promise(session, clerk, text, ticket_id=ticket.id)
            outbox.put_back(session, parcel, "", timedelta())

    def _refused(self, parcel: Parcel, lane: Lane, problem: WeChatClientException) -> None:
        """WeChat said no: what each code asks for (WeChat docs: global return codes)."""
        code = problem.errcode
        tell = log.error if code in ALARMING else log.warning
        tell("wechat refused", errcode=code, errmsg=str(problem.errmsg)[:80])
        if lane is Lane.SERVICE and code in LANE_CLOSED | NOT_ALLOWED and self._abilities.template:
            return self._try(parcel, Lane.TEMPLATE, lambda: self._announce(parcel))
        if code in NOT_REACHABLE:
            with self._sessions.begin() as session:
                session.get_one(Person, parcel.person_id).following = False
        if code in LANE_CLOSED | NOT_REACHABLE | NOT_ALLOWED | NOTICE_WRONG:
            failed = Lane.TEMPLATE if lane is Lane.TEMPLATE else None
            return self._put_back(parcel, f"errcode {code}", _until_patience(parcel), failed)
        return self._put_back(parcel, f"errcode {code}", _pause(code) or _later(parcel))

    def _try(self, parcel: Parcel, lane: Lane, carry: Callable[[], None]) -> None:
        """``carry`` the parcel; what WeChat or the line do to it is written down."""
        try:
            carry()
        except WeChatClientException as problem:
            self._refused(parcel, lane, problem)
        except (Unavailable, requests.RequestException) as problem:
            self._put_back(parcel, type(problem).__name__, _later(parcel))

    def _put_back(
        self, parcel: Parcel, error: str, after: timedelta, failed: Lane | None = None
    ) -> None:
        with self._sessions.begin() as session:
            outbox.put_back(session, parcel, error, after, failed=failed)


def _clerk(registry: Registry, ticket: Ticket | None) -> int | None:
    """Who is asked to tell the resident: the unit's first clerk, else an operator."""
    office = registry.offices.get(ticket.unit_id) if ticket else None
    asked = (*(office.clerks if office else ()), *registry.by_role.get(Role.OPERATOR, ()))
    return asked[0] if asked else None


def _together(parcel: Parcel) -> tuple[list[Owed], str]:
    """As many of the letters as fit one message: the window allows five."""
    letters: list[Owed] = []
    room = ROOM
    for letter in parcel.letters:
        room -= size(SEAM) + size(letter.text)
        if room < 0 and letters:
            break
        letters.append(letter)
    return letters, SEAM.join(letter.text for letter in letters)


def _pause(code: int | None) -> timedelta | None:
    """How long the account itself is out of action after ``code``; None: it is not."""
    now = clock.now().astimezone(clock.TOWN)
    if code == OUT_OF_QUOTA:  # counted by the day, Beijing time
        return datetime.combine(now.date() + timedelta(days=1), time(), clock.TOWN) - now
    return timedelta(minutes=1) if code == TOO_FAST else None


def _later(parcel: Parcel) -> timedelta:
    backoff = timedelta(seconds=min(2 ** min(parcel.attempts, 12), SLOWEST.total_seconds()))
    return backoff + timedelta(seconds=random.random())  # noqa: S311 -- spreads the retries


def _until_patience(parcel: Parcel) -> timedelta:
    """When there is something new to try: a cadre calls on residents after a while."""
    left = parcel.reach.owed_since + PATIENCE - clock.now()
    return max(left, timedelta(minutes=10)) if parcel.reach.resident else timedelta(days=1)
