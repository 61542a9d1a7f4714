"""What people say to the bot itself: greetings, thanks, who are you, insults. Always kind."""

import re

from sqlalchemy.orm import Session

from handlers.attachments import in_words
from handlers.filing import draft
from handlers.messages import Reply, Turn
from phrases import say

_ANSWERED = frozenset({
    "greeting", "thanks", "about", "privacy", "chat", "abuse", "rate", "add", "withdraw",
    "progress", "other", "textsize", "suggest",
})  # fmt: skip
_LONGEST = 60
"""A long text is a matter, however it begins."""
_ALL_RIGHT = re.compile(
    r"^(好(的|吧|嘞)?|行|可以|嗯+|哦+|ok|收到|(知道|晓得|明白)了)[。.!！~～]*$", re.I
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[^\W\d_]{2,}")


def small_talk(session: Session, turn: Turn) -> Reply | None:
    """A kind word for anything that is neither question nor petition; what was asked stays open."""
    if not turn.text:
        return None
    if key := _plain(turn.text):
        return Reply(say(f"meta.{key}"), keep_talk=True)
    code = turn.understood.code
    if code not in _ANSWERED or len(turn.text) > _LONGEST or len(turn.text) < 2:
        return None
    if turn.understood.guesses[0].probability < 0.5:
        return None
    return Reply(say(f"meta.{code}"), keep_talk=True)


def wordless(session: Session, turn: Turn) -> Reply | None:
    """Picture, voice, video, place or link without a word: keep it and ask what it is about."""
    if turn.text and turn.message.kind not in {"place", "link"}:
        return None
    if turn.message.kind not in {"picture", "voice", "video", "place", "link"}:
        return Reply(say("unsure.kind"), keep_talk=True) if turn.message.kind == "unknown" else None
    sent = {"words": in_words(turn), "area": draft(turn, None)["area"]}
    return Reply(say(f"received.{turn.message.kind}"), talk={"about": "attached", "sent": sent})


def _plain(text: str) -> str:
    """The kind of a message that can be told by its looks, "" for any other."""
    if _ALL_RIGHT.match(text):
        return "all_right"
    if text.isdecimal():
        return "number"
    return "foreign" if _WORDS.search(text) and not _HAN.search(text) else ""
