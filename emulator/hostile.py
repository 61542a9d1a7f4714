"""Requests no honest platform makes, for a bot that must survive them.

Each kind is a builder; all but the first are signed properly unless the forgery is the point, so
that the bot's parser is reached and not only its door.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from emulator import events
from emulator.crypto import signature
from emulator.events import Bare, Fields
from emulator.exchange import WireRequest

if TYPE_CHECKING:
    from emulator.world import World

OPENID = "o-hostile-0000000000000000000"


def _fields(world: "World", openid: str, text: str) -> Fields:
    head = events.envelope(world.account.gh_id, openid, world.clock.stamp())
    return [*head, *events.text(text), ("MsgId", world.next_message_id())]


def _signed(world: "World", openid: str, xml: str) -> WireRequest:
    return world.courier.wire(xml, openid)


def honest(world: "World", openid: str, text: str = "你好") -> WireRequest:
    """A proper text message, the control of every experiment."""
    return _signed(world, openid, events.xml(_fields(world, openid, text)))


def forged(world: "World", openid: str) -> WireRequest:
    """A signature that is wrong."""
    wire = honest(world, openid)
    bad = {"signature": "0" * 40, "msg_signature": "0" * 40}
    params = {key: bad.get(key, value) for key, value in wire.params.items()}
    return replace(wire, params=params)


def forged_message(world: "World", openid: str) -> WireRequest:
    """A right ``signature`` with a wrong ``msg_signature``; in plain mode like :func:`forged`."""
    wire = honest(world, openid)
    name = "msg_signature" if "msg_signature" in wire.params else "signature"
    return replace(wire, params={**wire.params, name: "f" * 40})


def unsigned(world: "World", openid: str) -> WireRequest:
    """No signature at all."""
    wire = honest(world, openid)
    return replace(wire, params={"openid": openid})


def empty_token(world: "World", openid: str) -> WireRequest:
    """Signed with an empty token, which one library accepts."""
    wire = honest(world, openid)
    at, nonce = wire.params["timestamp"], wire.params["nonce"]
    return replace(wire, params={**wire.params, "signature": signature("", at, nonce)})


def stale(world: "World", openid: str, seconds: int = 86_400) -> WireRequest:
    """Signed properly, ``seconds`` ago."""
    wire = honest(world, openid)
    token, nonce = world.account.token, wire.params["nonce"]
    at = str(int(wire.params["timestamp"]) - seconds)
    params = {**wire.params, "timestamp": at, "signature": signature(token, at, nonce)}
    if "msg_signature" in params:
        start, end = b"<Encrypt><![CDATA[", b"]]></Encrypt>"
        cipher = wire.body.split(start)[1].split(end)[0].decode()
        params["msg_signature"] = signature(token, at, nonce, cipher)
    return replace(wire, params=params)


def doctype(world: "World", openid: str) -> WireRequest:
    """A document type declaration in front of a proper message."""
    xml = "<!DOCTYPE xml>" + events.xml(_fields(world, openid, "你好"))
    return _signed(world, openid, xml)


def entity(world: "World", openid: str) -> WireRequest:
    """A billion laughs, ten levels."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE xml [<!ENTITY l0 "哈">{levels}]>'
    xml = events.xml(_fields(world, openid, "X")).replace("<![CDATA[X]]>", "&l9;")
    return _signed(world, openid, head + xml)


def external_entity(world: "World", openid: str) -> WireRequest:
    """An entity that names a file of the server."""
    head = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    xml = events.xml(_fields(world, openid, "X")).replace("<![CDATA[X]]>", "&f;")
    return _signed(world, openid, head + xml)


def deep(world: "World", openid: str, levels: int = 20_000) -> WireRequest:
    """Tags nested ``levels`` deep."""
    xml = "<xml>" + "<a>" * levels + "</a>" * levels + "</xml>"
    return _signed(world, openid, xml)


def oversize(world: "World", openid: str, size: int = 2 * 1024 * 1024) -> WireRequest:
    """A message of ``size`` bytes."""
    return honest(world, openid, "长" * (size // 3))


def garbage_ciphertext(world: "World", openid: str) -> WireRequest:
    """Signed ciphertext that decrypts to noise; in plain mode just noise."""
    wire = honest(world, openid)
    noise = secrets.token_urlsafe(128)
    if "msg_signature" not in wire.params:
        return replace(wire, body=secrets.token_bytes(256))
    token = world.account.token
    params = dict(wire.params)
    params["msg_signature"] = signature(token, params["timestamp"], params["nonce"], noise)
    body = (
        f"<xml>{events.tag('ToUserName', world.account.gh_id)}{events.tag('Encrypt', noise)}</xml>"
    )
    return replace(wire, params=params, body=body.encode())


def broken_xml(world: "World", openid: str) -> WireRequest:
    """A message that stops in the middle."""
    return _signed(world, openid, events.xml(_fields(world, openid, "你好"))[:-20])


def not_xml(world: "World", openid: str) -> WireRequest:
    """JSON where XML belongs, and no envelope around it."""
    return replace(honest(world, openid), body=b'{"hello": "world"}')


def empty_body(world: "World", openid: str) -> WireRequest:
    """Nothing at all, signed."""
    return replace(honest(world, openid), body=b"")


def _changed(world: "World", openid: str, change: Callable[[Fields], Fields]) -> WireRequest:
    return _signed(world, openid, events.xml(change(_fields(world, openid, "你好"))))


def unknown_type(world: "World", openid: str) -> WireRequest:
    """A MsgType nobody heard of."""
    return _changed(
        world, openid, lambda f: [(k, "hologram" if k == "MsgType" else v) for k, v in f]
    )


def duplicate_type(world: "World", openid: str) -> WireRequest:
    """Two MsgType elements."""
    return _changed(world, openid, lambda f: [*f, ("MsgType", "image")])


def bad_create_time(world: "World", openid: str) -> WireRequest:
    """``CreateTime`` is ``abc``."""
    return _changed(
        world, openid, lambda f: [(k, Bare("abc") if k == "CreateTime" else v) for k, v in f]
    )


def bad_message_id(world: "World", openid: str) -> WireRequest:
    """``MsgId`` is ``abc``."""
    return _changed(
        world, openid, lambda f: [(k, Bare("abc") if k == "MsgId" else v) for k, v in f]
    )


def missing(world: "World", openid: str, field: str = "FromUserName") -> WireRequest:
    """A message without ``field``."""
    return _changed(world, openid, lambda f: [(k, v) for k, v in f if k != field])


def no_fields(world: "World", openid: str) -> WireRequest:
    """``<xml/>``."""
    return _signed(world, openid, "<xml></xml>")


def other_account(world: "World", openid: str) -> WireRequest:
    """A message to somebody else's account."""
    return _changed(
        world, openid, lambda f: [(k, "gh_somebodyelse" if k == "ToUserName" else v) for k, v in f]
    )


Builder = Callable[..., WireRequest]

KINDS: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        honest,
        forged,
        forged_message,
        unsigned,
        empty_token,
        stale,
        doctype,
        entity,
        external_entity,
        deep,
        oversize,
        garbage_ciphertext,
        broken_xml,
        not_xml,
        empty_body,
        unknown_type,
        duplicate_type,
        bad_create_time,
        bad_message_id,
        missing,
        no_fields,
        other_account,
    )
}
"""Every kind by name; parametrise a test over ``sorted(KINDS)``."""


def request(world: "World", kind: str, openid: str = OPENID, **details: Any) -> WireRequest:
    """The request of ``kind``; ``details`` as its builder takes them. KeyError if unknown."""
    return KINDS[kind](world, openid, **details)
