"""The whole way of a message through the house, in one place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import structlog
from sqlalchemy import Table, bindparam, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

import tickets.service as tickets
from bot.door import who_are_they, who_is_it
from classifier.types import Understanding
from classifier.understand import Classifier
from db.later import write_later, write_now
from directory.models import Person
from handlers import ask_desk
from handlers.attachments import keep
from handlers.filing import draft, pictures_wait
from handlers.messages import House, Incoming, Reply, Speaker, Turn, written
from handlers.wording import fitted
from kit import clock
from kit.errors import PetitionError
from kit.text import cleaned, masked, without_card_numbers
from letters import inbox, outbox
from letters.inbox import Opening, Outcome
from phrases import say

log = structlog.get_logger()

ROOM = 2048
"""Bytes of a text reply (measured: beyond it the person sees a fault notice)."""
TRIES = 4
STAFF_LETTERS = 3
"""More notices than these are not shown to staff one by one: they are on the work list."""
_PERSON: Table = Person.__table__  # type: ignore[assignment]
_BACK = update(_PERSON).where(_PERSON.c.id == bindparam("who")).values(following=True)
_TALK = update(_PERSON).where(_PERSON.c.id == bindparam("who")).values(talk=bindparam("said"))


@dataclass(frozen=True, slots=True)
class Thought:
    """A message and what was made of it, before anything is done about it."""

    house: House
    message: Incoming
    understood: Understanding
    began: float
    """When it was begun with, seconds of the performance counter."""


class Pipeline:
    """Takes messages in, one transaction each."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        classifier: Callable[[], Classifier],
        house: Callable[[], House],
    ) -> None:
        """``house`` gives the present snapshot of directory and library."""
        self._sessions, self._classifier, self._house = sessions, classifier, house

    def understand(self, message: Incoming) -> Thought:
        """What ``message`` is about; needs no database, so it holds no lock, wherever it runs."""
        house = self._house()
        message = replace(message, text=cleaned(message.text))
        began = perf_counter()
        understood = self._classifier().understand(message.text, house.gazetteer)
        return Thought(house, message, understood, began)

    def handle_together(self, thoughts: Sequence[Thought]) -> list[str | Exception]:
        """What each of ``thoughts`` is shown, or why it was not taken in, in order.

        They share one commit, that is one wait for the disk. Whatever goes wrong with any of them
        undoes all, and each is handled alone: so one message is still one transaction, with all
        its effects or none.
        """
        if len(thoughts) > 1:
            try:
                return list(self._together(thoughts))
            except Exception as problem:
                log.info("together refused", size=len(thoughts), problem=type(problem).__name__)
        return [self._alone(thought) for thought in thoughts]

    def _together(self, thoughts: Sequence[Thought]) -> list[str]:
        # Rows of people are locked in one order everywhere: two batches cannot wait in a circle.
        order = sorted(range(len(thoughts)), key=lambda i: thoughts[i].message.openid)
        shown, outcomes = [""] * len(thoughts), [""] * len(thoughts)
        with self._sessions.begin() as session:
            keys = {thoughts[i].message.openid: thoughts[i].message.key for i in reversed(order)}
            known = who_are_they(session, keys)
            for i in order:
                openid = thoughts[i].message.openid
                if openid not in keys:  # a second message sees what the first one left
                    write_now(session)
                keys.pop(openid, None)
                who = known.pop(openid, None)
                shown[i], outcomes[i] = self._act(session, thoughts[i], ask_desk, who)
                session.flush()
                session.expunge_all()  # the next one must not see what this one has in memory
        for thought, outcome in zip(thoughts, outcomes, strict=True):
            _noted(thought, outcome)
        return shown

    def _alone(self, thought: Thought) -> str | Exception:
        try:
            return self.handle(thought)
        except Exception as problem:
            return problem

    def handle(self, thought: Thought) -> str:
        """Answer an understood message and return what the person is shown ("" for nothing).

        A message that WeChat repeats gets the reply it already had. When this returns, the
        message, everything it caused, everything promised and the reply are committed together.

        Raises
        ------
        sqlalchemy.exc.OperationalError
            The database is out of reach: the message is not taken in, WeChat must repeat it.
        """
        for attempt in range(TRIES):
            try:
                shown, outcome = self._once(thought)
            except IntegrityError:
                # Another delivery of this message, or this person's first message, got there
                # first. Nothing of ours remains; the next round finds what the other one wrote.
                if attempt == TRIES - 1:
                    raise
            else:
                break
        _noted(thought, outcome)
        return shown

    def _once(self, thought: Thought) -> tuple[str, str]:
        """One attempt: the handlers' reply, or, undoing what they did, a refusal or a rescue."""
        try:
            return self._transaction(thought, ask_desk)
        except PetitionError as problem:
            refusal = Reply(say(problem.phrase, **problem.facts), keep_talk=True)
            log.info("refused", key=thought.message.key, problem=type(problem).__name__)
            return self._transaction(thought, lambda *_: refusal)
        except IntegrityError:
            raise
        except Exception as problem:
            if not _is_our_fault(problem):
                raise
            shown = masked(thought.message.text)
            log.exception("handler failed", key=thought.message.key, text=shown)
            return self._transaction(thought, _rescue)

    def _transaction(
        self, thought: Thought, ask: Callable[[Session, Turn], Reply]
    ) -> tuple[str, str]:
        with self._sessions.begin() as session:
            return self._act(session, thought, ask)

    def _act(
        self,
        session: Session,
        thought: Thought,
        ask: Callable[[Session, Turn], Reply],
        who: tuple[Speaker, str | None] | None = None,
    ) -> tuple[str, str]:
        """Take the message in with everything it causes; what is shown, and its outcome."""
        message = thought.message
        speaker, given = who or who_is_it(session, message.openid, message.key)
        if given is not None:
            return given, "repeated"
        turn = Turn(thought.house, message, speaker, thought.understood)
        reply = ask(session, turn)
        if not speaker.following and message.opens != Opening.NOTHING:
            session.connection().execute(_BACK, {"who": speaker.id})  # who speaks can be told
        if message.media_id or pictures_wait(turn):
            keep(session, turn, reply)
        shown = self._worded(session, speaker, reply)
        said = written(reply.talk)
        if not reply.keep_talk and said != written(speaker.talk):
            write_later(session, _TALK, {"who": speaker.id, "said": said})
        inbox.take_in(
            session,
            key=message.key,
            openid=message.openid,
            person_id=speaker.id,
            kind=message.kind,
            text=without_card_numbers(message.text),
            reply=shown,
            outcome=reply.outcome,
            basis=reply.basis,
            certainty=thought.understood.certainty if message.text else "",
            code=thought.understood.code or "",
            confidence=thought.understood.confidence,
            model=thought.understood.model,
            opens=message.opens,
            at=clock.now(),
        )
        return shown, reply.outcome

    def _worded(self, session: Session, speaker: Speaker, reply: Reply) -> str:
        """The reply as shown; what is waiting for this person goes along where there is room."""
        shown, rest = fitted(reply.text, reply.options, ROOM)
        if rest:
            outbox.promise(session, speaker.id, rest)
        elif speaker.letters_waiting and reply.outcome != Outcome.EVENT:
            most = STAFF_LETTERS if speaker.is_staff else None
            # Below choices of our own, a letter that asks "1 or 2?" would be misread: not there.
            asking = bool(reply.options) and not speaker.is_staff
            room = 0 if asking else ROOM - len(shown.encode())
            letters = outbox.attach(session, speaker.id, room, most=most)
            shown = outbox.SEAM.join([shown, *letters])
        elif speaker.letters_waiting:
            outbox.hasten(session, speaker.id)
        return shown


def _noted(thought: Thought, outcome: str) -> None:
    log.info(
        "message",
        key=thought.message.key,
        kind=thought.message.kind,
        outcome=outcome,
        code=thought.understood.code,
        certainty=thought.understood.certainty,
        ms=round((perf_counter() - thought.began) * 1000, 1),
    )


def _rescue(session: Session, turn: Turn) -> Reply:
    """Our own fault must not cost anybody the matter: an operator gets it as it is."""
    matter = draft(turn, None)
    receipt = tickets.open_ticket(
        session,
        turn.house.registry,
        turn.speaker,
        tickets.Matter(
            text=turn.text or say("wordless.unknown"),
            subtopic=None,
            area_id=matter["area"],
            accuses=matter["accuses"],
            source_key=turn.message.key,
        ),
    )
    basis = f"ticket:{receipt.number}"
    return Reply(say("error.unexpected"), Outcome.TICKET, basis=basis)


def _is_our_fault(problem: Exception) -> bool:
    """A programming error, as against a database that is out of reach."""
    return not isinstance(problem, OperationalError)
