"""The order in which handlers are asked; the first that replies wins."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from handlers.answer import answer_judged, answer_question, item_chosen
from handlers.arrivals import arrival
from handlers.ask_on import asked_on
from handlers.attachments import more_to_see
from handlers.bind import bind
from handlers.cadre import cadre
from handlers.choose import ask_which, chosen, unsure
from handlers.editor import editor
from handlers.eligibility import eligibility
from handlers.emergency import emergency
from handlers.file_ticket import file_ticket
from handlers.follow_up import added_now, addition, question_answered, withdrawal
from handlers.handoff import handoff, to_the_person
from handlers.judge import reply_judged
from handlers.messages import Reply, Turn
from handlers.progress import asks_progress
from handlers.small_talk import small_talk, wordless
from handlers.where import left_open, village_answered, village_told

Handler = Callable[[Session, Turn], Reply | None]

DESK: tuple[Handler, ...] = (
    arrival,  # events are nobody's words
    emergency,  # danger before everything that is said
    bind,
    handoff,  # a person, at any moment
    editor,  # those who keep the knowledge base
    cadre,  # staff at work; the rest below is for residents, staff among them
    reply_judged,
    to_the_person,
    question_answered,
    village_answered,
    chosen,
    item_chosen,
    eligibility,
    answer_judged,
    asked_on,
    added_now,
    withdrawal,
    asks_progress,
    addition,
    more_to_see,
    wordless,
    village_told,
    small_talk,
    answer_question,
    file_ticket,
    ask_which,
    unsure,  # always replies, so stays last
)
_TAKES_IT_ALONG: frozenset[Handler] = frozenset({arrival, handoff, village_answered})
"""Those who deal with a matter that waits for its village themselves."""


def ask_desk(session: Session, turn: Turn) -> Reply:
    """The reply of the first handler that has one; no matter is left behind on the way."""
    ask, reply = next((ask, reply) for ask in DESK if (reply := ask(session, turn)))
    if not reply.keep_talk and ask not in _TAKES_IT_ALONG:
        left_open(session, turn)
    return reply
