"""Which way a letter can go now: the ladder of delivery, decided without asking anybody.

Passive reply, customer-service message, template notice, next contact, and at last a cadre who
tells the person (WeChat docs: customer messages 48 h / 5, menu, follow and scan 1 min / 3).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MESSAGE_WINDOW = timedelta(hours=48)
MESSAGE_QUOTA = 5
ACTION_WINDOW = timedelta(minutes=1)
ACTION_QUOTA = 3
PATIENCE = timedelta(hours=48)
"""A resident who could not be told for so long is told by a cadre."""
SAFETY = timedelta(seconds=10)
"""Windows are taken as closing this much early: our clock is not WeChat's."""


class Lane(StrEnum):
    PASSIVE = "passive"
    SERVICE = "service"
    TEMPLATE = "template"
    CONTACT = "contact"
    """Wait until the person says something again."""
    IN_PERSON = "in-person"


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody can be reached."""

    following: bool
    message_at: datetime | None
    """Last time the person wrote to us."""
    action_at: datetime | None
    """Last menu click, follow or scan."""
    message_used: int
    """Service messages sent since the person wrote to us last."""
    action_used: int
    """Service messages sent since the last menu click, follow or scan."""
    owed_since: datetime
    resident: bool
    """Only residents are called on; staff find their work when they write next."""
    notice_failed: bool = False
    """A template notice about this was refused or did not arrive: it is not tried again."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the account may do; read from its permission page (settings)."""

    service: bool = True
    template: bool = False


def next_lane(reach: Reach, abilities: Abilities, now: datetime) -> Lane:
    """The lane for a letter at ``now``; ``CONTACT`` means: not now, wait."""
    if reach.following:
        if abilities.service and _window_open(reach, now):
            return Lane.SERVICE
        if abilities.template and not reach.notice_failed:
            return Lane.TEMPLATE
    if reach.resident and now - reach.owed_since >= PATIENCE:
        return Lane.IN_PERSON
    return Lane.CONTACT


def _window_open(reach: Reach, now: datetime) -> bool:
    written, acted = reach.message_at, reach.action_at
    if written and now - written < MESSAGE_WINDOW - SAFETY and reach.message_used < MESSAGE_QUOTA:
        return True
    fresh = acted is not None and now - acted < ACTION_WINDOW - SAFETY
    return fresh and reach.action_used < ACTION_QUOTA
