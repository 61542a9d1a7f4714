"""Custom-service messages and the typing hint, with the window ledger.

WeChat docs (custom send): 5 messages in 48 h after a message, 3 in a minute after a menu click, a
follow or a scan. ``errcode`` 0 means accepted, not read.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from emulator.accounts import Ability
from emulator.api.gate import Call, CustomCall, done
from emulator.errors import ApiError
from emulator.people import Person
from emulator.reading import MAX_TEXT_BYTES, Message, cut_options
from emulator.transcript import Article, Option

router = APIRouter()

INTERACTION_S = 30
TYPING_S = 15


def _part(order: dict[str, Any], kind: str) -> dict[str, Any]:
    part = order.get(kind)
    if not isinstance(part, dict):
        raise ApiError(40035, f"{kind} missing")
    return part


def _string(part: object, name: str, missing: int = 40035) -> str:
    value = part.get(name) if isinstance(part, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise ApiError(missing, name)
    return value


def _text(call: Call, part: dict[str, Any]) -> Message:
    content = _string(part, "content", 44004)
    if len(content.encode()) > MAX_TEXT_BYTES:
        raise ApiError(45002)
    text, options = cut_options(content)
    return Message("text", text, options, raw=content)


def _media(kind: str) -> Callable[[Call, dict[str, Any]], Message]:
    def read(call: Call, part: dict[str, Any]) -> Message:
        media = call.world.shelf.get(_string(part, "media_id", 40007))
        if media is None or media.kind != kind:
            raise ApiError(40007)
        return Message(kind, media_id=media.media_id)

    return read


def _music(call: Call, part: dict[str, Any]) -> Message:
    for name in ("musicurl", "hqmusicurl", "thumb_media_id"):
        _string(part, name)
    return Message("music", str(part.get("title", "")))


def _news(call: Call, part: dict[str, Any]) -> Message:
    items = part.get("articles")
    if not isinstance(items, list) or len(items) != 1:
        raise ApiError(45008)
    item = items[0] if isinstance(items[0], dict) else {}
    article = Article(
        _string(item, "title"),
        str(item.get("description", "")),
        _string(item, "url"),
        str(item.get("picurl", "")),
    )
    return Message("news", article.title, articles=(article,))


def _msgmenu(call: Call, part: dict[str, Any]) -> Message:
    if not call.world.account.may(Ability.MSGMENU):
        raise ApiError(40200)
    items = part.get("list")
    if not isinstance(items, list) or not items:
        raise ApiError(40035, "msgmenu.list")
    head, tail = str(part.get("head_content", "")), str(part.get("tail_content", ""))
    options = tuple(
        Option(_string(i, "content"), _string(i, "content"), _string(i, "id")) for i in items
    )
    lines = [head, *(option.label for option in options), tail]
    text = "\n".join(line for line in lines if line)
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise ApiError(45002)
    return Message("text", text, options)


def _page(call: Call, part: dict[str, Any]) -> Message:
    for name in ("title", "appid", "pagepath", "thumb_media_id"):
        _string(part, name)
    return Message("news", part["title"], articles=(Article(part["title"], url=part["pagepath"]),))


def _card(call: Call, part: dict[str, Any]) -> Message:
    return Message("news", "卡券", articles=(Article("卡券", url=_string(part, "card_id")),))


def _published(call: Call, part: dict[str, Any]) -> Message:
    return Message("news", "图文", articles=(Article("图文", url=_string(part, "article_id")),))


KINDS: dict[str, Callable[[Call, dict[str, Any]], Message]] = {
    "text": _text,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "music": _music,
    "news": _news,
    "mpnewsarticle": _published,
    "msgmenu": _msgmenu,
    "miniprogrampage": _page,
    "wxcard": _card,
}


def _spend_window(call: Call, person: Person) -> None:
    """Use one message of the person's allowance; 45015 out of window, 45047 used up."""
    with call.world.lock:
        windows = person.open_windows(call.now)
        if not person.following or not windows:
            raise ApiError(45015)
        if person.allowance(call.now) <= 0:
            raise ApiError(45047)
        person.spend(call.now)


@router.post("/cgi-bin/message/custom/send")
async def send(call: CustomCall) -> JSONResponse:
    """Put a message on the person's phone, if a window is open."""
    order = await call.json()
    person = call.person(order.get("touser"))
    kind = order.get("msgtype")
    read = KINDS.get(kind) if isinstance(kind, str) else None
    if read is None or not isinstance(kind, str):
        raise ApiError(40008)
    message = read(call, _part(order, kind))
    context = order.get("aimsgcontext")
    ai = isinstance(context, dict) and context.get("is_ai_msg") == 1
    _spend_window(call, person)
    person.typing_until = 0.0
    call.world.show(person.openid, message, "service", ai=ai)
    return done()


@router.post("/cgi-bin/message/custom/typing")
async def typing(call: CustomCall) -> JSONResponse:
    """Show or hide "对方正在输入": 15 s, within 30 s of the person's last act."""
    order = await call.json()
    person, command = call.person(order.get("touser")), order.get("command")
    if command not in ("Typing", "CancelTyping"):
        raise ApiError(45072)
    if not person.following or call.now - person.last_active > INTERACTION_S:
        raise ApiError(45080)
    if command == "Typing" and person.typing_until > call.now:
        raise ApiError(45081)
    person.typing_until = call.now + TYPING_S if command == "Typing" else 0.0
    return done()
