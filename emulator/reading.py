"""The strict reading of a reply: shown, silent, or a fault with its reason.

Stricter than WeChat on purpose: what the platform might forgive on one day is a fault here on
every day. WeChat docs (passive reply) name the abnormal bodies; the 2048 bytes were measured.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

from emulator.accounts import Mode
from emulator.crypto import CryptoError, MessageCipher, same, signature
from emulator.transcript import Article, Option

MAX_TEXT_BYTES = 2048
MAX_ARTICLES = 1
MAX_BODY_BYTES = 1024 * 1024

_HANDOVER = ("transfer_customer_service", "transfer_biz_ai_ivr")
_MENU_LINK = re.compile(
    r"""<a\s+[^>]*?href\s*=\s*(["'])weixin://bizmsgmenu\?(.*?)\1[^>]*>(.*?)</a>""", re.S | re.I
)


class Abnormal(ValueError):
    """A body the platform would answer with its out-of-service notice."""


@dataclass(frozen=True)
class Message:
    """What appears on the phone."""

    kind: str
    text: str = ""
    options: tuple[Option, ...] = ()
    articles: tuple[Article, ...] = ()
    media_id: str | None = None
    raw: str = ""


@dataclass(frozen=True)
class Reading:
    """The verdict on one response body; ``xml`` is the decrypted reply, if it was one."""

    outcome: Literal["shown", "silent", "fault"]
    message: Message | None = None
    reason: str | None = None
    xml: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads replies to one account's pushes; ``knows_media`` tells whether a media id lives."""

    gh_id: str
    token: str
    mode: Mode
    cipher: MessageCipher = field(repr=False)
    knows_media: Callable[[str], bool] = field(default=bool, repr=False)

    def read(self, body: bytes, openid: str) -> Reading:
        """Judge ``body``, the answer to a push from ``openid``; never raises."""
        if body in (b"", b"success"):
            return Reading("silent")
        xml = ""
        try:
            root = parse(decode(body))
            xml, root = self._unwrap(root, body.decode())
            message = self._message(root, openid)
        except Abnormal as problem:
            return Reading("fault", reason=str(problem), xml=xml)
        if message.kind in _HANDOVER:
            return Reading("silent", message, xml=xml)
        return Reading("shown", message, xml=xml)

    def _unwrap(self, root: ET.Element, plain: str) -> tuple[str, ET.Element]:
        encrypted = root.find("Encrypt") is not None
        if self.mode == "safe" and not encrypted:
            raise Abnormal("plain reply in safe mode")
        if self.mode == "plain" and encrypted:
            raise Abnormal("encrypted reply in plain mode")
        if not encrypted:
            return plain, root
        cipher, given = need(root, "Encrypt"), need(root, "MsgSignature")
        at, nonce = need(root, "TimeStamp"), need(root, "Nonce")
        if not at.isdigit():
            raise Abnormal("TimeStamp is no number")
        if not same(signature(self.token, at, nonce, cipher), given):
            raise Abnormal("MsgSignature is wrong")
        try:
            xml = self.cipher.decrypt(cipher)
        except CryptoError as problem:
            raise Abnormal(f"cannot decrypt: {problem}") from problem
        return xml, parse(xml)

    def _message(self, root: ET.Element, openid: str) -> Message:
        to, sender = need(root, "ToUserName"), need(root, "FromUserName")
        if to != openid or sender != self.gh_id:
            raise Abnormal(f"ToUserName/FromUserName not swapped: to {to}, from {sender}")
        if not need(root, "CreateTime").isdigit():
            raise Abnormal("CreateTime is no number")
        kind = need(root, "MsgType")
        if kind == "text":
            return text_message(need(root, "Content", empty=True))
        if kind == "news":
            return _news(root)
        if kind in ("image", "voice", "video"):
            part = root.find(kind.capitalize())
            if part is None:
                raise Abnormal(f"{kind} reply without <{kind.capitalize()}>")
            media_id = need(part, "MediaId")
            if not self.knows_media(media_id):
                raise Abnormal("MediaId is unknown or older than three days")
            return Message(kind, media_id=media_id)
        if kind == "music":
            return _music(root)
        if kind in _HANDOVER:
            return Message(kind)
        raise Abnormal(f"unknown MsgType {kind!r}")


def decode(body: bytes) -> str:
    """The body as text, with the commonest mistakes named."""
    if len(body) > MAX_BODY_BYTES:
        raise Abnormal("reply is larger than 1 MB")
    try:
        text = body.decode()
    except UnicodeDecodeError as problem:
        raise Abnormal("reply is no UTF-8") from problem
    bare = text.strip().strip("\ufeff")
    if bare in ('"success"', "'success'", '""'):
        raise Abnormal(f"JSON string {bare} instead of plain success")
    if bare == "success":
        raise Abnormal("success with whitespace around it")
    if not bare:
        raise Abnormal("blank reply that is not empty")
    if bare[0] in "{[" or bare in ("null", "true", "false"):
        raise Abnormal("JSON instead of XML")
    return text


def parse(text: str) -> ET.Element:
    """The ``<xml>`` root with unrepeated children; Abnormal for anything else."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Abnormal("reply declares a DOCTYPE")
    try:
        # no entity can be declared past the check above, so the standard parser is safe here
        root = ET.fromstring(text)  # noqa: S314
    except ET.ParseError as problem:
        raise Abnormal(f"broken XML: {problem}") from problem
    if root.tag != "xml":
        raise Abnormal(f"root element is <{root.tag}>, not <xml>")
    names = [child.tag for child in root]
    if len(names) != len(set(names)):
        raise Abnormal("an element appears twice")
    return root


def need(parent: ET.Element, name: str, *, empty: bool = False) -> str:
    """Text of the child ``name``; Abnormal when missing, or empty unless ``empty``."""
    child = parent.find(name)
    if child is None:
        raise Abnormal(f"<{name}> is missing")
    text = child.text or ""
    if not text.strip() and not empty:
        raise Abnormal(f"<{name}> is empty")
    return text


def text_message(content: str) -> Message:
    """A text reply, its tappable options taken out of the text they stand in."""
    if not content.strip():
        raise Abnormal("empty text")
    size = len(content.encode())
    if size > MAX_TEXT_BYTES:
        raise Abnormal(f"text of {size} bytes, more than {MAX_TEXT_BYTES}")
    text, options = cut_options(content)
    return Message("text", text, options, raw=content)


def cut_options(content: str) -> tuple[str, tuple[Option, ...]]:
    """``content`` with each ``weixin://bizmsgmenu`` link replaced by its label, and the options.

    Ordinary links stay as they are: the phone page makes them tappable itself.
    """
    options: list[Option] = []

    def replace(match: re.Match[str]) -> str:
        query = parse_qs(html.unescape(match[2]), keep_blank_values=True)
        label = html.unescape(match[3])
        said = query.get("msgmenucontent", [""])[0] or label
        options.append(Option(label, said, query.get("msgmenuid", [""])[0]))
        return label

    return _MENU_LINK.sub(replace, content), tuple(options)


def _news(root: ET.Element) -> Message:
    count, holder = need(root, "ArticleCount"), root.find("Articles")
    items = [] if holder is None else holder.findall("item")
    if not count.isdigit() or int(count) != len(items) or not items:
        raise Abnormal(f"ArticleCount says {count}, found {len(items)}")
    if len(items) > MAX_ARTICLES:
        raise Abnormal(f"{len(items)} articles, only {MAX_ARTICLES} may answer")
    articles = tuple(
        Article(
            need(item, "Title"),
            item.findtext("Description") or "",
            need(item, "Url"),
            item.findtext("PicUrl") or "",
        )
        for item in items
    )
    return Message("news", articles[0].title, articles=articles)


def _music(root: ET.Element) -> Message:
    part = root.find("Music")
    if part is None:
        raise Abnormal("music reply without <Music>")
    title = part.findtext("Title") or ""
    return Message("music", title, media_id=need(part, "ThumbMediaId"))
