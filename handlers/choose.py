"""When we are not sure what is meant: three choices, then say it otherwise, then a person."""

from sqlalchemy.orm import Session

from handlers.answer import answered_from
from handlers.filing import draft, file
from handlers.messages import Reply, Turn
from kit.text import choice
from letters.inbox import Outcome
from phrases import say


def chosen(session: Session, turn: Turn) -> Reply | None:
    """The person picked what was meant; the message they first sent is dealt with under it."""
    if turn.talk.get("about") != "topic":
        return None
    codes, matter = turn.talk["codes"], turn.talk["draft"]
    number = choice(turn.text)
    if number is None:
        titles = [turn.house.catalogue.title(code) for code in codes]
        number = next((i for i, t in enumerate(titles, 1) if turn.text == t), None)
    if number is None:
        return None  # they said something else instead: that is a message of its own
    if number == len(codes) + 1:
        accuses = matter["accuses"] or any(code.startswith("10") for code in codes)
        matter = {**matter, "accuses": accuses}  # it sounded like a cadre's misdeed: to be safe
        return Reply(
            say("unsure.rephrase"), Outcome.ASKED, talk={"about": "rephrase", "draft": matter}
        )
    if not 1 <= number <= len(codes):
        options = (*(turn.house.catalogue.title(code) for code in codes), say("choice.none"))
        return Reply(say("choice.again"), Outcome.ASKED, options, talk=turn.talk)
    matter = {**matter, "code": codes[number - 1]}
    answer = None if matter["accuses"] else answered_from(turn, matter)
    return answer or file(session, turn, matter)


def ask_which(session: Session, turn: Turn) -> Reply | None:
    """Offer the likely subtopics as numbered choices."""
    if turn.understood.certainty != "choose" or not turn.text:
        return None
    subtopics = turn.house.catalogue.subtopics
    codes = [guess.code for guess in turn.understood.guesses if guess.code in subtopics]
    if not codes or turn.talk.get("about") == "rephrase":
        return None  # asked twice already: a person decides
    options = (*(subtopics[code].title for code in codes), say("choice.none"))
    talk = {"about": "topic", "codes": codes, "draft": draft(turn, None)}
    return Reply(say("choice.which"), Outcome.ASKED, options, talk)


def unsure(session: Session, turn: Turn) -> Reply:
    """Ask to say it otherwise, once; the second time an operator gets the words as they are."""
    asked = turn.talk.get("draft") if turn.talk.get("about") == "rephrase" else None
    if not any(character.isalnum() for character in turn.text):
        return Reply(say("unsure.empty"), Outcome.CONVERSATION, keep_talk=True)
    now = draft(turn, None)
    if asked is not None:
        both = "\n".join(dict.fromkeys(part for part in (asked["text"], turn.text) if part))
        accuses = asked["accuses"] or now["accuses"]
        return file(session, turn, {**now, "text": both, "accuses": accuses})
    if now["accuses"]:  # it takes courage to say it once: nobody is asked to say it again
        return file(session, turn, now)
    talk = {"about": "rephrase", "draft": now}
    return Reply(say("unsure.rephrase"), Outcome.ASKED, talk=talk)
