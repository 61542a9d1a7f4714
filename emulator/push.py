"""The platform's side of the callback: sign, encrypt, deliver, wait, deliver again."""

import functools
import secrets
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from emulator import events
from emulator.accounts import Account
from emulator.clock import Clock
from emulator.crypto import MessageCipher, signature
from emulator.events import Push
from emulator.exchange import Attempt, WireRequest
from emulator.reading import Reader

HEADERS = {"content-type": "text/xml", "user-agent": "Mozilla/4.0", "accept": "*/*"}
"""What the platform's pushes carry, as far as matters."""

MAX_ANSWER = 2 * 1024 * 1024


@functools.cache
def _trust() -> ssl.SSLContext:
    """Reading the certificate store takes longer than many a test; once is enough."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Verification:
    """Outcome of the GET check of the callback URL."""

    ok: bool
    problem: str | None
    status: int | None
    body: bytes = b""


class Courier:
    """Delivers pushes to the account's callback. Thread-safe.

    ``http`` may be any ``httpx.Client``, e.g. a test client over an in-process app; without it a
    client with keep-alive is made.
    """

    def __init__(
        self,
        account: Account,
        clock: Clock,
        knows_media: Callable[[str], bool] = bool,
        http: httpx.Client | None = None,
    ) -> None:
        self.account, self._clock, self._knows_media = account, clock, knows_media
        self._own = http is None
        # uvicorn drops idle connections after 5 s; letting go first avoids a race for the last one
        limits = httpx.Limits(
            max_connections=256, max_keepalive_connections=256, keepalive_expiry=3
        )
        self._http = http or httpx.Client(limits=limits, trust_env=False, verify=_trust())
        self._ciphers: dict[tuple[str, str], MessageCipher] = {}

    def close(self) -> None:
        """Close the connections, unless the client was lent to us."""
        if self._own:
            self._http.close()

    @property
    def cipher(self) -> MessageCipher:
        """The cipher of the key now in force."""
        key = (self.account.aes_key, self.account.app_id)
        if key not in self._ciphers:
            self._ciphers[key] = MessageCipher(*key)
        return self._ciphers[key]

    @property
    def reader(self) -> Reader:
        """A reader for the settings now in force."""
        account = self.account
        return Reader(account.gh_id, account.token, account.mode, self.cipher, self._knows_media)

    def stamp(self) -> str:
        """Seconds for a signature, by the clock ``wire_time`` names."""
        emulated = self.account.wire_time == "emulator"
        return str(int(self._clock.now() if emulated else self._clock.real()))

    def wire(self, xml: str, openid: str) -> WireRequest:
        """Sign and, by mode, encrypt ``xml``; a new nonce and timestamp on every call."""
        account, at = self.account, self.stamp()
        nonce = str(secrets.randbelow(10**10))
        params = {
            "signature": signature(account.token, at, nonce),
            "timestamp": at,
            "nonce": nonce,
            "openid": openid,
        }
        if account.mode == "plain":
            return WireRequest(account.callback, params, xml.encode())
        encrypted = self.cipher.encrypt(xml)
        params["encrypt_type"] = "aes"
        params["msg_signature"] = signature(account.token, at, nonce, encrypted)
        element = events.tag("Encrypt", encrypted)
        if account.mode == "compatible":
            body = xml.removesuffix("</xml>") + element + "</xml>"
        else:
            body = f"<xml>{events.tag('ToUserName', account.gh_id)}{element}</xml>"
        return WireRequest(account.callback, params, body.encode())

    def send(self, wire: WireRequest) -> httpx.Response:
        """Send ``wire`` as it is and return the raw answer, for hostile and replayed requests."""
        return self._http.request(
            wire.method,
            wire.url,
            params=wire.params,
            content=wire.body,
            headers=HEADERS,
            timeout=self.account.timeout_s,
        )

    def attempt(self, push: Push, n: int) -> Attempt:
        """Make delivery number ``n`` and judge its answer.

        WeChat docs (passive reply): no answer within 5 s drops the connection. An answer that
        trickles in past the limit is as late as none.
        """
        wire = self.wire(push.xml, push.openid)
        url = str(httpx.URL(wire.url, params=wire.params))
        attempt = Attempt(n, url, push.xml, wire.body.decode(), wire=wire)
        limit, started = self.account.timeout_s, time.perf_counter()
        try:
            with self._http.stream(
                wire.method,
                wire.url,
                params=wire.params,
                content=wire.body,
                headers=HEADERS,
                timeout=limit,
            ) as response:
                attempt.status = response.status_code
                body = _collect(response, started + limit)
        except httpx.TimeoutException:
            attempt.problem = f"no answer within {limit:g} s"
        except httpx.HTTPError as problem:
            attempt.problem = f"connection failed: {type(problem).__name__}: {problem}"
        else:
            self._judge(attempt, push, body)
        attempt.ms = round((time.perf_counter() - started) * 1000, 3)
        return attempt

    def _judge(self, attempt: Attempt, push: Push, body: bytes) -> None:
        attempt.response_raw = body.decode(errors="replace")
        if attempt.status != 200:
            attempt.problem = f"HTTP {attempt.status}"
            return
        attempt.reading = self.reader.read(body, push.openid)
        attempt.response_xml = attempt.reading.xml
        attempt.problem = attempt.reading.reason

    def deliver(self, push: Push) -> list[Attempt]:
        """Deliver until something answers, three times in total (``account.deliveries``).

        A lost or refused delivery is repeated with the identical message but a new signature; an
        abnormal body is not, the person sees the notice at once.
        """
        attempts: list[Attempt] = []
        for n in range(1, self.account.deliveries + 1):
            attempts.append(self.attempt(push, n))
            if attempts[-1].reading is not None:
                break
        return attempts

    def deliver_times(self, push: Push, times: int, *, parallel: bool) -> list[Attempt]:
        """Deliver exactly ``times``, as when answers get lost on the way back."""
        numbers = range(1, times + 1)
        if not parallel:
            return [self.attempt(push, n) for n in numbers]
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda n: self.attempt(push, n), numbers))

    def verify(self, *, forged: bool = False) -> Verification:
        """Make the GET check: the exact echostr must come back, as plain text, in time.

        With ``forged`` the signature is wrong, and echoing it is the failure.
        """
        at, nonce = self.stamp(), str(secrets.randbelow(10**10))
        echo = str(secrets.randbelow(10**19))
        token = "somebody-else" if forged else self.account.token
        params = {
            "signature": signature(token, at, nonce),
            "timestamp": at,
            "nonce": nonce,
            "echostr": echo,
        }
        try:
            answer = self.send(WireRequest(self.account.callback, params, b"", "GET"))
        except httpx.HTTPError as problem:
            return Verification(False, f"{type(problem).__name__}: {problem}", None)
        echoed = answer.content == echo.encode() and answer.status_code == 200
        wrong = "echoed a forged check" if forged else f"expected {echo}, got {answer.content!r}"
        ok = echoed is not forged
        return Verification(ok, None if ok else wrong, answer.status_code, answer.content)


def _collect(response: httpx.Response, deadline: float) -> bytes:
    """Read the body until ``deadline`` (perf_counter seconds); TimeoutException past it."""
    parts, size = [], 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER:
            break
        if time.perf_counter() > deadline:
            raise httpx.ReadTimeout("the answer trickled in too slowly")
    if time.perf_counter() > deadline:
        raise httpx.ReadTimeout("the answer came too late")
    return b"".join(parts)
