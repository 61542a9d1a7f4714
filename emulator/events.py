"""The XML of every message and event the platform pushes.

Field names and their order follow the WeChat docs (receive-message, receive-event). A message or
event is a list of (name, value) pairs; numbers go bare, text in CDATA, lists become nested tags.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

Fields = list[tuple[str, Any]]

_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

SILENT_EVENTS = {
    "unsubscribe",
    "TEMPLATESENDJOBFINISH",
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
}
"""Events after which a person sees no reply, whatever the account answers."""


class Bare(str):
    """Text that goes into the XML without CDATA, e.g. a number written in an odd way."""

    __slots__ = ()


@dataclass(frozen=True)
class Push:
    """One message or event; every delivery of it carries exactly this XML."""

    openid: str
    type: Literal["message", "event"]
    name: str
    xml: str

    @property
    def shows_reply(self) -> bool:
        """Whether an answer to this push appears on the phone."""
        return self.type == "message" or self.name not in SILENT_EVENTS


def cdata(text: str) -> str:
    """``text`` in CDATA; a ``]]>`` inside is split and characters XML forbids are dropped."""
    clean = _CONTROL.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"


def tag(name: str, value: Any) -> str:
    """One element; a list of pairs or a list of lists nests."""
    if isinstance(value, list):
        if value and isinstance(value[0], list):
            return "".join(tag(name, one) for one in value)
        inner = "".join(tag(*pair) for pair in value)
    elif isinstance(value, int | float | Bare):
        inner = str(value)
    else:
        inner = cdata(str(value))
    return f"<{name}>{inner}</{name}>"


def xml(fields: Fields) -> str:
    """The ``<xml>`` document of ``fields``."""
    return "<xml>" + "".join(tag(*pair) for pair in fields) + "</xml>"


def envelope(gh_id: str, openid: str, at: int) -> Fields:
    """The fields in front of everything: to whom, from whom, when."""
    return [("ToUserName", gh_id), ("FromUserName", openid), ("CreateTime", at)]


def text(content: str, menu_id: str | None = None) -> Fields:
    """A typed message, or a tap on a menu option when ``menu_id`` is given."""
    fields: Fields = [("MsgType", "text"), ("Content", content)]
    if menu_id is not None:
        fields.append(("bizmsgmenuid", menu_id))
    return fields


def image(pic_url: str, media_id: str) -> Fields:
    """A picture."""
    return [("MsgType", "image"), ("PicUrl", pic_url), ("MediaId", media_id)]


def voice(media_id: str, media_id_16k: str, recognition: str | None, format_: str) -> Fields:
    """A voice message; ``recognition`` None leaves the element out, "" leaves it empty.

    Seen in production on 2026-09-27: present and always empty, with ``MediaId16K`` beside it.
    """
    fields: Fields = [
        ("MsgType", "voice"),
        ("MediaId", media_id),
        ("Format", format_),
        ("MediaId16K", media_id_16k),
    ]
    if recognition is not None:
        fields.append(("Recognition", recognition))
    return fields


def video(media_id: str, thumb_id: str, *, short: bool = False) -> Fields:
    """A video, or the small one taken inside the chat."""
    kind = "shortvideo" if short else "video"
    return [("MsgType", kind), ("MediaId", media_id), ("ThumbMediaId", thumb_id)]


def location(lat: float, lng: float, label: str, scale: int) -> Fields:
    """A place; ``Location_X`` is the latitude, against what one would think."""
    return [
        ("MsgType", "location"),
        ("Location_X", lat),
        ("Location_Y", lng),
        ("Scale", scale),
        ("Label", label),
    ]


def link(title: str, description: str, url: str) -> Fields:
    """A shared article."""
    return [("MsgType", "link"), ("Title", title), ("Description", description), ("Url", url)]


def file(title: str, key: str, md5: str, size: int) -> Fields:
    """A document; undocumented, seen in the field."""
    return [
        ("MsgType", "file"),
        ("Title", title),
        ("Description", ""),
        ("FileKey", key),
        ("FileMd5", md5),
        ("FileTotalLen", size),
    ]


def event(name: str, *rest: tuple[str, Any]) -> Fields:
    """An event of any name."""
    return [("MsgType", "event"), ("Event", name), *rest]


def follow(scene: str | None, ticket: str | None) -> Fields:
    """Following, through a code with a scene or without."""
    if scene is None:
        return event("subscribe", ("EventKey", ""))
    return event("subscribe", ("EventKey", f"qrscene_{scene}"), ("Ticket", ticket or ""))


def scan(scene: str, ticket: str) -> Fields:
    """A follower scanning a code; no prefix here."""
    return event("SCAN", ("EventKey", scene), ("Ticket", ticket))


def where(lat: float, lng: float, precision: float) -> Fields:
    """The position report of the account setting, every 5 s or on entering."""
    return event("LOCATION", ("Latitude", lat), ("Longitude", lng), ("Precision", precision))


def scancode(name: str, key: str, result: str, scan_type: str) -> Fields:
    """``scancode_push`` or ``scancode_waitmsg``."""
    info = [("ScanType", scan_type), ("ScanResult", result)]
    return event(name, ("EventKey", key), ("ScanCodeInfo", info))


def pictures(name: str, key: str, md5_sums: list[str]) -> Fields:
    """``pic_sysphoto``, ``pic_photo_or_album``, ``pic_weixin``; the pictures come as messages."""
    items: list[list[tuple[str, Any]]] = [[("PicMd5Sum", md5)] for md5 in md5_sums]
    info: Fields = [("Count", len(md5_sums)), ("PicList", [("item", items)])]
    return event(name, ("EventKey", key), ("SendPicsInfo", info))


def location_select(key: str, lat: float, lng: float, label: str) -> Fields:
    """A menu's place picker; the place follows as a message."""
    info: Fields = [
        ("Location_X", str(lat)),
        ("Location_Y", str(lng)),
        ("Scale", "16"),
        ("Label", label),
        ("Poiname", ""),
    ]
    return event("location_select", ("EventKey", key), ("SendLocationInfo", info))


def template_finished(msg_id: int, status: str) -> Fields:
    """The fate of a template message: success, failed:user block, failed: system failed."""
    return event("TEMPLATESENDJOBFINISH", ("MsgID", msg_id), ("Status", status))


def notices_answered(answers: list[tuple[str, bool]], popup_scene: int) -> Fields:
    """A person answered the notice pop-up; ``popup_scene`` 1 is a page, 2 an article."""
    items: list[Fields] = [
        [
            ("TemplateId", template_id),
            ("SubscribeStatusString", "accept" if accepted else "reject"),
            ("PopupScene", popup_scene),
        ]
        for template_id, accepted in answers
    ]
    return event("subscribe_msg_popup_event", ("SubscribeMsgPopupEvent", [("List", items)]))


def notices_withdrawn(template_ids: list[str]) -> Fields:
    """A person switched notices off later; only rejections are pushed."""
    items: list[Fields] = [
        [("TemplateId", template_id), ("SubscribeStatusString", "reject")]
        for template_id in template_ids
    ]
    return event("subscribe_msg_change_event", ("SubscribeMsgChangeEvent", [("List", items)]))


def notices_sent(results: list[tuple[str, int, int, str]]) -> Fields:
    """The real delivery result of ``bizsend``: (template, msgid, error code, error status)."""
    items: list[Fields] = [
        [
            ("TemplateId", template_id),
            ("MsgID", str(msg_id)),
            ("ErrorCode", str(code)),
            ("ErrorStatus", status),
        ]
        for template_id, msg_id, code, status in results
    ]
    return event("subscribe_msg_sent_event", ("SubscribeMsgSentEvent", [("List", items)]))
