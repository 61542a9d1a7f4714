"""Load runs: many signed requests made ahead of time, sent over raw keep-alive sockets.

The sender does nothing but write bytes and find the end of the answer, so that it measures the bot
and not itself; replies are decrypted and read strictly afterwards.
"""

import asyncio
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode, urlsplit

from emulator import events
from emulator.accounts import Account
from emulator.clock import Clock
from emulator.exchange import WireRequest
from emulator.push import HEADERS, Courier
from emulator.reading import Reading

WAIT_S = 5.0
FIRST_MESSAGE_ID = 24_800_000_000_000_001


@dataclass(frozen=True)
class LoadRequest:
    """One request as bytes for the socket, and the person it comes from."""

    raw: bytes
    openid: str


@dataclass
class LoadResult:
    """What came back, one item per request in the order they were given.

    ``latencies_ms`` counts from the moment a request was due (at a fixed rate) or sent (at a fixed
    concurrency) to its last byte. ``statuses`` has 0 for a request without an answer, and
    ``errors`` says why.
    """

    latencies_ms: list[float]
    statuses: list[int]
    bodies: list[bytes]
    openids: list[str] = field(repr=False)
    seconds: float = 0.0
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Requests finished per second."""
        return len(self.statuses) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """Latency in ms below which ``share`` (0 to 1) of the requests stayed."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def readings(self, account: Account) -> list[Reading]:
        """The strict reading of every body; a missing or non-200 answer is a fault."""
        reader = Courier(account, Clock()).reader
        return [
            reader.read(body, openid)
            if status == 200
            else Reading("fault", reason=f"HTTP {status}" if status else "no answer")
            for status, body, openid in zip(self.statuses, self.bodies, self.openids, strict=True)
        ]

    def summary(self) -> dict[str, float]:
        """Requests, seconds, rate, and latency mean, p50, p95, p99 and maximum in ms."""
        return {
            "requests": len(self.statuses),
            "seconds": round(self.seconds, 3),
            "rate": round(self.rate, 1),
            "mean_ms": round(statistics.fmean(self.latencies_ms), 3),
            "p50_ms": round(self.quantile(0.50), 3),
            "p95_ms": round(self.quantile(0.95), 3),
            "p99_ms": round(self.quantile(0.99), 3),
            "max_ms": round(max(self.latencies_ms), 3),
        }


def raw_request(wire: WireRequest) -> bytes:
    """``wire`` as HTTP/1.1 bytes for a kept-alive connection."""
    parts = urlsplit(wire.url)
    head = [
        f"{wire.method} {parts.path or '/'}?{urlencode(wire.params)} HTTP/1.1",
        f"host: {parts.netloc}",
        *(f"{name}: {value}" for name, value in HEADERS.items()),
        f"content-length: {len(wire.body)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + wire.body


def text_requests(
    account: Account,
    texts: Sequence[str],
    *,
    people: int = 100,
    first_msg_id: int = FIRST_MESSAGE_ID,
    clock: Clock | None = None,
) -> list[LoadRequest]:
    """One signed (and by mode encrypted) text message per item of ``texts``.

    ``people`` openids take turns; MsgIds count from ``first_msg_id``. Signatures carry the time of
    building: build shortly before running when the bot rejects stale ones.
    """
    clock = clock or Clock()
    courier = Courier(account, clock)
    requests = []
    for n, text in enumerate(texts):
        openid = f"o-load-{n % people:021d}"
        head = events.envelope(account.gh_id, openid, clock.stamp())
        fields = [*head, *events.text(text), ("MsgId", first_msg_id + n)]
        wire = courier.wire(events.xml(fields), openid)
        requests.append(LoadRequest(raw_request(wire), openid))
    courier.close()
    return requests


class _Line(asyncio.Protocol):
    """One kept-alive connection carrying one request at a time."""

    def __init__(
        self,
        done: "Callable[[_Line, int, bytes, str], None]",
        gone: "Callable[[_Line], None]",
    ) -> None:
        self._done, self._gone = done, gone
        self._buffer = b""
        self.busy = False
        self.open = False
        self.index = -1
        self.due = 0.0
        self.sent = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no asyncio.Transport by inheritance, only by behaviour
        self._transport = cast(asyncio.Transport, transport)
        self.open = True

    def ask(self, raw: bytes, index: int, due: float) -> None:
        self.index, self.due, self.sent, self.busy = index, due, time.perf_counter(), True
        self._buffer = b""
        if self._transport is not None:
            self._transport.write(raw)

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        found = _split(self._buffer)
        if found is not None and self.busy:
            self.busy = False
            status, body, keep = found
            self.open = self.open and keep
            self._done(self, status, body, "")

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        if self.busy:
            self.busy = False
            reason = type(exc).__name__ if exc else "connection closed"
            self._done(self, 0, b"", reason)
        else:
            self._gone(self)


def _split(buffer: bytes) -> tuple[int, bytes, bool] | None:
    """(status, body, may go on) of a whole answer, None while bytes are missing."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = buffer[:end].lower()
    status, start = int(head[9:12]), end + 4
    keep = b"\nconnection: close" not in head
    at = head.find(b"\ncontent-length:")
    if at >= 0:
        stop = head.find(b"\r", at)
        length = int(head[at + 16 : stop if stop >= 0 else None])
        if len(buffer) < start + length:
            return None
        return status, buffer[start : start + length], keep
    if b"\ntransfer-encoding: chunked" in head:
        body = _unchunk(buffer[start:])
        return None if body is None else (status, body, keep)
    return status, b"", keep


def _unchunk(data: bytes) -> bytes | None:
    parts: list[bytes] = []
    at = 0
    while True:
        stop = data.find(b"\r\n", at)
        if stop < 0:
            return None
        size = int(data[at:stop].split(b";")[0], 16)
        if len(data) < stop + 2 + size + 2:
            return None
        if size == 0:
            return b"".join(parts)
        parts.append(data[stop + 2 : stop + 2 + size])
        at = stop + 2 + size + 2


class _Run:
    """The state of one load run on the event loop."""

    def __init__(self, host: str, port: int, requests: Sequence[LoadRequest]) -> None:
        self._host, self._port, self._requests = host, port, requests
        count = len(requests)
        openids = [request.openid for request in requests]
        self.result = LoadResult([0.0] * count, [0] * count, [b""] * count, openids)
        self._left = count
        self._finished = asyncio.Event()
        self._waiting: deque[tuple[int, float]] = deque()
        self._lines: set[_Line] = set()
        self._idle: list[_Line] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(
            lambda: _Line(self._done, self._gone), self._host, self._port
        )
        self._lines.add(line)
        self._next(line)

    def offer(self, index: int, due: float) -> None:
        """Send request ``index`` on an idle line, or queue it; waiting counts as latency."""
        if self._idle:
            line = self._idle.pop()
            line.ask(self._requests[index].raw, index, due)
        else:
            self._waiting.append((index, due))

    def _next(self, line: _Line) -> None:
        if self._waiting:
            index, due = self._waiting.popleft()
            line.ask(self._requests[index].raw, index, due)
        else:
            self._idle.append(line)

    def _done(self, line: _Line, status: int, body: bytes, error: str) -> None:
        result, index = self.result, line.index
        result.latencies_ms[index] = (time.perf_counter() - (line.due or line.sent)) * 1000
        result.statuses[index], result.bodies[index] = status, body
        if error:
            result.errors[error] += 1
        self._left -= 1
        if self._left == 0:
            self._finished.set()
        elif line.open:
            self._next(line)
        else:
            self._replace(line)

    def _gone(self, line: _Line) -> None:
        """An idle line was closed from the other side: never hand it a request."""
        if line in self._lines and self._left:
            if line in self._idle:
                self._idle.remove(line)
            self._replace(line)

    def _replace(self, line: _Line) -> None:
        self._lines.discard(line)
        line.abort()
        task = asyncio.get_running_loop().create_task(self._reconnect())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reconnect(self) -> None:
        try:
            await self.connect()
        except OSError as problem:
            # nobody listens any more: with no line left, what waits can never be sent
            if not self._lines:
                for index, _ in self._waiting:
                    self.result.errors[type(problem).__name__] += 1
                    self.result.statuses[index] = 0
                self._left -= len(self._waiting)
                self._waiting.clear()
                if self._left <= 0:
                    self._finished.set()

    async def watch(self) -> None:
        """Cut off requests older than 5 s, as the platform does."""
        while True:
            await asyncio.sleep(0.25)
            for line in list(self._lines):
                if line.busy and time.perf_counter() - line.sent > WAIT_S:
                    line.abort()

    async def finish(self) -> None:
        if self._left:
            await self._finished.wait()
        # connections half made when the loop closes would hang it
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in self._lines:
            line.abort()
        await asyncio.sleep(0)


async def _run(
    host: str,
    port: int,
    requests: Sequence[LoadRequest],
    concurrency: int,
    rate: float | None,
) -> LoadResult:
    run_ = _Run(host, port, requests)
    await asyncio.gather(*(run_.connect() for _ in range(min(concurrency, len(requests)))))
    watch = asyncio.create_task(run_.watch())
    started = time.perf_counter()
    if rate is None:
        for index in range(len(requests)):
            run_.offer(index, 0.0)
    else:
        for index in range(len(requests)):
            due = started + index / rate
            pause = due - time.perf_counter()
            if pause > 0.0005:
                await asyncio.sleep(pause)
            elif index % 64 == 0:
                await asyncio.sleep(0)  # behind schedule: let answers in, then catch up
            run_.offer(index, due)
    await run_.finish()
    run_.result.seconds = time.perf_counter() - started
    watch.cancel()
    return run_.result


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 -- faster when there, not needed
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def run(
    host: str,
    port: int,
    requests: Sequence[LoadRequest],
    *,
    concurrency: int = 64,
    rate: float | None = None,
) -> LoadResult:
    """Send ``requests`` and collect their answers.

    Without ``rate``, ``concurrency`` connections send one request after another. With ``rate``
    (requests per second) they are due at fixed moments whatever the bot does, and ``concurrency``
    caps the connections; latency then counts from the due moment, so waiting is not left out.

    Raises
    ------
    ValueError
        No requests, or a concurrency or rate that is not positive.
    OSError
        Nobody listens there.
    """
    if not requests or concurrency < 1 or (rate is not None and rate <= 0):
        raise ValueError("a load run needs requests, and a positive concurrency and rate")
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_run(host, port, requests, concurrency, rate))
