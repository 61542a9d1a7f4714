"""Where a person lives: from a scanned code, from the person, or from the one question we asked."""

import re
from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.models import Person
from directory.registry import Place
from handlers.filing import ask_village, file
from handlers.messages import Reply, Turn
from kit.text import choice
from letters import outbox
from phrases import say

SCENE = "v:"
"""Scenes of the codes that hang in the villages: ``v:v03``."""
_AN_ANSWER = 12
"""Characters an answer to 「哪个村」 has at most; more may be a matter of its own."""
_AROUND = re.compile(r"[我们俺咱家是在住就的人村里这边。，,. !！]")


def remember(session: Session, person_id: int, area_id: int) -> None:
    """The person lives at ``area_id`` from now on."""
    session.execute(update(Person).where(Person.id == person_id).values(area_id=area_id))


def scanned(session: Session, turn: Turn) -> Place | None:
    """The village whose code was scanned, remembered; None when the scene names none."""
    scene = turn.text.removeprefix(SCENE)
    place = turn.house.registry.area_codes.get(scene) if turn.text.startswith(SCENE) else None
    if place is not None:
        remember(session, turn.speaker.id, place.id)
    return place


def village_answered(session: Session, turn: Turn) -> Reply | None:
    """The answer to 「您是哪个村的」; what cannot be placed goes on without it."""
    if turn.talk.get("about") != "village" or _something_else(turn):
        return None
    matter = turn.talk["draft"]
    number = choice(turn.text)
    named = turn.text if number is None else str(number)
    place = turn.house.registry.village_named(named) if named else None
    if place is not None:
        remember(session, turn.speaker.id, place.id)
        return file(session, turn, {**matter, "area": place.id})
    if not matter.get("again") and (not turn.text or number is not None):
        attached = matter.get("attached") or bool(turn.message.media_id)
        return ask_village(
            turn, {"about": "village", "draft": {**matter, "again": True, "attached": attached}}
        )
    if len(turn.text) > _AN_ANSWER:  # it may tell where, in words we do not know
        matter = {**matter, "text": f"{matter['text']}\n{turn.text}"}
    filed = file(session, turn, matter)
    return replace(filed, text="\n".join((say("where.without"), filed.text)))


def village_told(session: Session, turn: Turn) -> Reply | None:
    """「我是白果村的」, said without being asked: remembered, nothing more."""
    if not turn.text or len(turn.text) > _AN_ANSWER or not turn.understood.places:
        return None
    place = turn.house.registry.area_codes[turn.understood.places[0]]
    bare = turn.text
    for name in sorted((place.name, *place.aliases), key=len, reverse=True):
        bare = bare.replace(name, "")
    if _AROUND.sub("", bare):
        return None
    remember(session, turn.speaker.id, place.id)
    return Reply(say("where.thanks", village=place.name), keep_talk=True)


def left_open(session: Session, turn: Turn) -> None:
    """The person turned to something else before saying the village: the matter is filed anyway.

    The receipt comes as a letter, beside the reply to what is being said now.
    """
    if turn.talk.get("about") == "village":
        filed = file(session, turn, turn.talk["draft"])
        outbox.promise(session, turn.speaker.id, filed.text)


def _something_else(turn: Turn) -> bool:
    """Whether these words are clearly no answer but a matter or a question of their own."""
    code = turn.understood.code
    if turn.understood.certainty != "sure" or code is None:
        return False
    if code in turn.house.catalogue.subtopics:
        return len(turn.text) > _AN_ANSWER
    return code in {"progress", "withdraw"}
