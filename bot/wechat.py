"""The WeChat callback: signature, AES, XML in; XML, AES out. The only file that parses WeChat."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply

from bot.settings import WeChat
from handlers.messages import Incoming, Kind
from kit.text import without_controls
from letters.inbox import Opening

MOST_BYTES = 64 * 1024
"""A push is a few kilobytes; more is not from WeChat."""
LONGEST_OPENID, LONGEST_MEDIA_ID = 64, 200
"""Characters there is room for; real ones have 28 and 64."""
_KINDS: Mapping[str, Kind] = {
    "text": "text", "image": "picture", "voice": "voice", "video": "video", "shortvideo": "video",
    "location": "place", "link": "link",
}  # fmt: skip
_EVENTS: Mapping[str, Kind] = {
    "subscribe": "follow", "unsubscribe": "unfollow", "scan": "scan", "click": "menu",
    "scancode_push": "menu", "scancode_waitmsg": "menu", "templatesendjobfinish": "report",
}  # fmt: skip
_OPENING_EVENTS = frozenset({"subscribe", "scan", "click", "scancode_push", "scancode_waitmsg"})


class Forged(Exception):
    """Not from WeChat, or not readable with our keys."""


@dataclass(frozen=True, slots=True)
class Push:
    """A push that was really from WeChat."""

    message: Incoming
    account: str
    """Our own name (ToUserName), the sender of the reply."""
    encrypted: bool


class Gate:
    """Checks and reads pushes, and seals replies, with the keys of one account."""

    def __init__(self, account: WeChat) -> None:
        """Raises ``ValueError`` when the AES key is not 43 characters of base64."""
        self._token = account.token.get_secret_value()
        self._mode = account.mode
        keys = [
            key.get_secret_value() for key in (account.aes_key, account.previous_aes_key) if key
        ]
        self._cryptos = [WeChatCrypto(self._token, key, account.app_id) for key in keys]

    def is_signed(self, query: Mapping[str, str]) -> bool:
        """Whether ``signature`` fits token, timestamp and nonce; compared in constant time."""
        parts = sorted([self._token, query.get("timestamp", ""), query.get("nonce", "")])
        wanted = hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 -- WeChat says so
        return hmac.compare_digest(wanted.encode(), query.get("signature", "").encode())

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        """The push in ``body``.

        Raises
        ------
        Forged
            Wrong signature, too large, a DOCTYPE or entity, not decryptable, not XML, or plain
            where the account is in safe mode.
        """
        if not self.is_signed(query):
            raise Forged("signature")
        if len(body) > MOST_BYTES:
            raise Forged("too large")
        if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
            raise Forged("document type")
        encrypted = self._mode != "plain" and b"<Encrypt>" in body
        if self._mode == "safe" and not encrypted:
            raise Forged("plain in safe mode")
        try:
            xml = self._decrypted(query, body) if encrypted else body.decode()
            if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
                raise Forged("document type inside")
            # not wechatpy's parse_message: it renames some events and fails on others
            fields = xmltodict.parse(xml)["xml"]
            return Push(_incoming(fields, xml), _field(fields, "ToUserName"), encrypted)
        except Forged:
            raise
        except Exception as problem:  # wechatpy and xmltodict raise a dozen kinds for bad input
            raise Forged(type(problem).__name__) from problem

    def sealed(self, push: Push, text: str) -> str:
        """The reply to ``push`` showing ``text``; ``success`` when there is nothing to show."""
        if not text:
            return "success"
        reply = TextReply(
            source=push.account,
            target=push.message.openid,
            time=int(time.time()),
            content=_inside_cdata(text),
        )
        if not push.encrypted:
            return str(reply.render())
        nonce, stamp = secrets.token_hex(8), str(int(time.time()))
        return str(self._cryptos[0].encrypt_message(reply, nonce, stamp))

    def _decrypted(self, query: Mapping[str, str], body: bytes) -> str:
        signed = query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", "")
        for crypto in self._cryptos[:-1]:
            try:
                return str(crypto.decrypt_message(body, *signed))
            except Exception:  # noqa: S112 -- sealed with the key before the last change
                continue
        return str(self._cryptos[-1].decrypt_message(body, *signed))


def _incoming(data: Mapping[str, Any], xml: str) -> Incoming:
    """What the push says, whatever it is; fields we do not know are left alone."""
    openid, name = _field(data, "FromUserName"), _field(data, "MsgType").lower()
    if not name or not _field(data, "ToUserName") or not 0 < len(openid) <= LONGEST_OPENID:
        raise Forged("envelope")
    if name == "event":
        return _event(data, openid)
    number = _field(data, "MsgId")
    key = f"msg:{_field(data, 'ToUserName')}:{openid}:{number or sha256(xml.encode()).hexdigest()}"
    kind: Kind = _KINDS.get(name, "unknown")
    text = _field(data, "Content") or _field(data, "Recognition") or _field(data, "Label")
    if kind == "link":
        text = " ".join((_field(data, "Title"), _field(data, "Description"), _field(data, "Url")))
    return Incoming(
        key=_bounded(key),
        openid=openid,
        kind=kind,
        text=text,
        media_id=_field(data, "MediaId")[:LONGEST_MEDIA_ID],
        latitude=_number(data, "Location_X") if kind == "place" else None,
        longitude=_number(data, "Location_Y") if kind == "place" else None,
        # WeChat docs: a tapped menu message counts as a menu click; the same of our links is
        # unknown, and to expect less costs nothing.
        opens=Opening.ACTION if _field(data, "bizmsgmenuid") else Opening.MESSAGE,
    )


def _event(data: Mapping[str, Any], openid: str) -> Incoming:
    event, event_key = _field(data, "Event").lower(), _field(data, "EventKey")
    report = _field(data, "MsgID")
    parts = (
        _field(data, "ToUserName"),
        openid,
        _field(data, "CreateTime"),
        event,
        event_key,
        report,
    )
    # WeChat docs: opens the three messages within a minute; a scan or follow, and these clicks.
    opens = Opening.ACTION if event in _OPENING_EVENTS else Opening.NOTHING
    return Incoming(
        key=_bounded("evt:" + ":".join(parts)),
        openid=openid,
        kind=_EVENTS.get(event, "silent"),
        text=event_key.removeprefix("qrscene_") if event in {"subscribe", "scan"} else event_key,
        report=report,
        arrived=_field(data, "Status").lower() == "success",
        opens=opens,
    )


def _field(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(data: Mapping[str, Any], name: str) -> float | None:
    try:
        return float(_field(data, name))
    except ValueError:
        return None


def _bounded(key: str) -> str:
    return key if len(key) <= 200 else f"{key[:100]}:{sha256(key.encode()).hexdigest()}"


def _inside_cdata(text: str) -> str:
    """``text`` as it can stand in XML: wechatpy puts it between CDATA marks as it is."""
    return without_controls(text).replace("]]>", "]]]]><![CDATA[>")
