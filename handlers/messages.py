"""What comes into the house and what goes out. No WeChat in sight."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from classifier.places import Gazetteer
from classifier.types import Understanding
from directory.models import Role
from directory.registry import Registry
from kit import clock
from knowledge.dialogs import Dialog
from knowledge.golden import Examiner
from knowledge.library import Library
from letters.inbox import Opening, Outcome
from topics import Catalogue

Kind = Literal[
    "text", "picture", "voice", "video", "place", "link", "follow", "unfollow", "scan", "menu",
    "report", "silent", "unknown",
]  # fmt: skip
Talk = Mapping[str, Any]
"""What the bot is waiting to hear: ``{"about": "village", …}``; kept with the person as JSON."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One push, read."""

    key: str
    """Alike for repetitions of one push, unlike otherwise."""
    openid: str
    kind: Kind
    text: str = ""
    """Words typed or recognised; menu key; scene of a scan; label of a place."""
    media_id: str = ""
    latitude: float | None = None
    longitude: float | None = None
    report: str = ""
    """Id of the notice a delivery report is about."""
    arrived: bool = False
    opens: Opening = Opening.MESSAGE


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who sent it, as loaded at the door."""

    id: int
    openid: str
    role: Role = Role.RESIDENT
    unit_id: int | None = None
    area_id: int | None = None
    talk: Talk | None = None
    following: bool = True
    letters_waiting: bool = False
    live_tickets: bool = False
    """Whether anything this person reported is not finished."""
    asked_by: int | None = None
    """Number of a ticket on which a cadre waits for this person's answer."""

    @property
    def is_staff(self) -> bool:
        """Works here: cadre, operator or leader."""
        return self.role != Role.RESIDENT


@dataclass(frozen=True, slots=True)
class House:
    """What all handlers may use; everything in it is read-only and replaced as a whole."""

    catalogue: Catalogue
    registry: Registry
    library: Library
    gazetteer: Gazetteer
    dialogs: Mapping[str, Dialog] = field(default_factory=dict)
    """Eligibility dialogs by name."""
    examiner: Examiner | None = None
    """Asks the golden questions when something is to be published."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One incoming message, who sent it, and what we made of it."""

    house: House
    message: Incoming
    speaker: Speaker
    understood: Understanding

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def talk(self) -> Talk:
        """What we asked this person last; empty when nothing is open."""
        return self.speaker.talk or {}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person is shown."""

    text: str
    outcome: Outcome = Outcome.CONVERSATION
    options: tuple[str, ...] = ()
    """Choices shown as numbered, tappable lines: the first is ``1``."""
    talk: Talk | None = None
    """What we wait for from now on; None: nothing."""
    keep_talk: bool = False
    """True: what we waited for before stays as it was."""
    basis: str = ""
    """The revision of an item, or the ticket, it rests on."""


def written(talk: Talk | None) -> str | None:
    """``talk`` as kept in the database, with the second in which it was asked (``at``)."""
    if not talk:
        return None
    return json.dumps({**talk, "at": clock.now().timestamp()}, ensure_ascii=False)


def read(talk: str | None) -> Talk | None:
    """``talk`` as the handlers see it."""
    return json.loads(talk) if talk else None
