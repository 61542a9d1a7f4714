"""A cadre binds the WeChat account with the one-time code from the administrator."""

import re

from sqlalchemy.orm import Session

import directory.service as directory
from directory.models import Person
from handlers.messages import Reply, Turn
from phrases import say

_CODE = re.compile(r"^绑定\s*(\d{8})$")


def bind(session: Session, turn: Turn) -> Reply | None:
    """「绑定 12345678」."""
    code = _CODE.match(turn.text)
    if code is None:
        return None
    stranger = session.get_one(Person, turn.speaker.id)
    person = directory.bind(session, stranger, code[1])
    unit = person.unit.name if person.unit else ""
    return Reply(say("bind.done", name=person.name, unit=unit, post=person.post))
