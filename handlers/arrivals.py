"""What is not said in words: following, scanning, tapping the menu, reports from WeChat."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.models import Person
from handlers.filing import file
from handlers.handoff import handoff
from handlers.messages import Reply, Turn
from handlers.progress import progress
from handlers.where import scanned
from letters import outbox
from letters.inbox import Outcome
from phrases import say

NOTHING = Reply("", Outcome.EVENT, keep_talk=True)


def arrival(session: Session, turn: Turn) -> Reply | None:
    """Answer an event; None for anything a person said."""
    match turn.message.kind:
        case "follow":
            return _followed(session, turn)
        case "scan":
            return _scanned(session, turn)
        case "unfollow":
            _follows(session, turn, False)
            return NOTHING
        case "report":
            outbox.report_arrived(session, turn.message.report, turn.message.arrived)
            return NOTHING
        case "menu":
            return _menu(session, turn)
        case "silent":
            return NOTHING
        case _:
            return None


def _scanned(session: Session, turn: Turn) -> Reply:
    """The village is known now; a matter that waited only for it becomes a ticket."""
    place = scanned(session, turn)
    if place is None:
        return Reply(say("where.strange_code"), Outcome.EVENT, keep_talk=True)
    if turn.talk.get("about") == "village":
        return file(session, turn, {**turn.talk["draft"], "area": place.id})
    return Reply(say("where.scanned", village=place.name), Outcome.EVENT, keep_talk=True)


def _followed(session: Session, turn: Turn) -> Reply:
    _follows(session, turn, True)
    place = scanned(session, turn)
    if place is not None:
        return Reply(say("welcome.village", village=place.name), Outcome.EVENT)
    return Reply(say("welcome.hello"), Outcome.EVENT)


def _follows(session: Session, turn: Turn, following: bool) -> None:
    session.execute(update(Person).where(Person.id == turn.speaker.id).values(following=following))


def _menu(session: Session, turn: Turn) -> Reply:
    match turn.text:
        case "progress":
            return replace(progress(session, turn), keep_talk=True)
        case "human":
            return handoff(session, turn, wanted=True) or NOTHING
        case "report":
            return Reply(say("menu.report"), Outcome.EVENT, keep_talk=True)
        case "guide":
            return Reply(say("menu.guide"), Outcome.EVENT, keep_talk=True)
        case _:
            return Reply(say("meta.about"), Outcome.EVENT, keep_talk=True)
