"""Faults switched on from outside, per endpoint, and the middleware that commits them."""

import asyncio
import json
import socket
import struct
import threading
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.errors import error_body

if TYPE_CHECKING:
    from emulator.world import World

Kind = Literal["errcode", "http", "hang", "slow", "reset", "garbage"]
KINDS: tuple[Kind, ...] = ("errcode", "http", "hang", "slow", "reset", "garbage")
HANG_S = 3600.0


@dataclass
class Fault:
    """One switched-on fault.

    ``endpoint`` is a path, ``*`` wildcards allowed. ``kind``: errcode (``value`` is the code), http
    (status), hang (seconds without any answer, then a dropped connection; 0 is an hour), slow
    (seconds before the real answer), reset (connection reset), garbage (an HTML page instead of
    JSON). ``count`` times, or until cleared when None. ``after`` performs the call first and then
    loses the answer: the caller cannot know whether it took place.
    """

    endpoint: str
    kind: Kind
    value: float = 0
    count: int | None = None
    after: bool = False
    hits: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values for the control API."""
        return asdict(self)


class FaultPlan:
    """The faults in force, oldest first. Thread-safe."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self,
        endpoint: str,
        kind: Kind,
        value: float = 0,
        *,
        count: int | None = None,
        after: bool = False,
    ) -> Fault:
        """Switch a fault on; ValueError for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}")
        fault = Fault(endpoint, kind, value, count, after)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self, endpoint: str | None = None) -> None:
        """Switch off the faults of ``endpoint``, or all."""
        with self._lock:
            self._faults = [f for f in self._faults if endpoint not in (None, f.endpoint)]

    def all(self) -> list[Fault]:
        """Those in force."""
        with self._lock:
            return list(self._faults)

    def take(self, path: str) -> Fault | None:
        """The fault this call meets, counted; None for a healthy call."""
        with self._lock:
            for fault in self._faults:
                if fnmatchcase(path, fault.endpoint):
                    fault.hits += 1
                    if fault.count is not None and fault.hits >= fault.count:
                        self._faults.remove(fault)
                    return fault
        return None


class FaultMiddleware:
    """Commits the planned faults on the platform's own paths; pages and control stay healthy."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(("/_emulator", "/phone")):
            await self._app(scope, receive, send)
            return
        world: World = scope["app"].state.world
        fault = world.faults.take(path)
        if fault is None:
            await self._app(scope, receive, send)
            return
        if fault.after and fault.kind == "slow":
            await self._app(scope, receive, _late(send, fault.value))
            return
        if fault.after:
            await self._app(scope, receive, _swallow)
        else:
            world.quotas.arrived(path)
        await self._commit(fault, scope, receive, send)

    async def _commit(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.kind:
            case "errcode":
                body = json.dumps(error_body(int(fault.value))).encode()
                await _answer(send, 200, body, b"application/json")
            case "http":
                await _answer(send, int(fault.value) or 502, b"Bad Gateway", b"text/plain")
            case "garbage":
                await _answer(send, 200, b"<html><body>system busy</body></html>", b"text/html")
            case "slow":
                await asyncio.sleep(fault.value)
                await self._app(scope, receive, send)
            case "hang":
                await _wait_or_leave(receive, fault.value or HANG_S)
                _reset(receive)
            case "reset":
                _reset(receive)


async def _swallow(message: Message) -> None:
    """Drop an answer on the floor."""


def _late(send: Send, seconds: float) -> Send:
    """A ``send`` that holds the answer back for ``seconds``."""

    async def held(message: Message) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(seconds)
        await send(message)

    return held


async def _wait_or_leave(receive: Receive, seconds: float) -> None:
    """Wait ``seconds``, or less when the caller gives up first."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), seconds)
    except TimeoutError:
        return


async def _answer(send: Send, status: int, body: bytes, content_type: bytes) -> None:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _reset(receive: Receive) -> None:
    """Cut the connection with a TCP reset.

    ASGI knows no such thing, so this reaches for uvicorn's transport behind ``receive``; under
    another server the exception below becomes a 500, which is a fault too.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("the emulator was told to reset this connection")
    sock = transport.get_extra_info("socket")
    if sock is not None:
        # lingering for zero seconds makes close() send RST instead of FIN
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
