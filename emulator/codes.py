"""QR codes with a scene, one-time web codes, and the tokens bought with them."""

import secrets
import threading
from dataclasses import dataclass
from urllib.parse import quote

from emulator.clock import Clock

WEB_CODE_S = 300
WEB_TOKEN_S = 7200


@dataclass(frozen=True)
class SceneCode:
    """A QR code; ``expires_at`` None is permanent. ``label`` is what a poster would say."""

    scene: str
    ticket: str
    url: str
    expires_at: float | None = None
    label: str = ""


class SceneCodes:
    """QR codes by ticket. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._codes: dict[str, SceneCode] = {}
        self._permanent: dict[str, SceneCode] = {}

    def create(self, scene: str, seconds: int | None = None, label: str = "") -> SceneCode:
        """A new code, or the old one for a permanent scene that already has one."""
        with self._lock:
            if seconds is None and scene in self._permanent:
                return self._permanent[scene]
            ticket = "gQ" + secrets.token_urlsafe(66)
            url = f"http://weixin.qq.com/q/{secrets.token_urlsafe(16)}"
            expires = None if seconds is None else self._clock.now() + seconds
            code = SceneCode(scene, ticket, url, expires, label or scene)
            self._codes[ticket] = code
            if seconds is None:
                self._permanent[scene] = code
            return code

    def alive(self, code: SceneCode) -> bool:
        """Whether ``code`` still works."""
        return code.expires_at is None or code.expires_at > self._clock.now()

    def by_ticket(self, ticket: str) -> SceneCode | None:
        """The code of ``ticket`` while it works."""
        code = self._codes.get(ticket)
        return code if code is not None and self.alive(code) else None

    def by_scene(self, scene: str) -> SceneCode | None:
        """The newest code of ``scene``, working or not."""
        with self._lock:
            return next((c for c in reversed(self._codes.values()) if c.scene == scene), None)

    def all(self) -> list[SceneCode]:
        """Codes that still work, oldest first."""
        with self._lock:
            return [code for code in self._codes.values() if self.alive(code)]

    def clear(self) -> None:
        """Forget every code."""
        with self._lock:
            self._codes.clear()
            self._permanent.clear()


def picture_url(base_url: str, code: SceneCode) -> str:
    """Where the picture of ``code`` is served."""
    return f"{base_url}/cgi-bin/showqrcode?ticket={quote(code.ticket)}"


@dataclass
class WebCode:
    """An OAuth2 code: five minutes, one use."""

    openid: str
    scope: str
    expires_at: float
    used: bool = False


@dataclass(frozen=True)
class WebToken:
    """A token for ``/sns/*``, unrelated to the account's access token."""

    openid: str
    scope: str
    expires_at: float


class WebLedger:
    """OAuth2 codes, tokens and refresh tokens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.codes: dict[str, WebCode] = {}
        self.tokens: dict[str, WebToken] = {}
        self.refresh_tokens: dict[str, WebToken] = {}

    def issue_code(self, openid: str, scope: str) -> str:
        """A code for ``openid``."""
        code = "0" + secrets.token_urlsafe(23)
        self.codes[code] = WebCode(openid, scope, self._clock.now() + WEB_CODE_S)
        return code

    def issue_token(self, openid: str, scope: str) -> tuple[str, str]:
        """(access token for 2 h, refresh token for 30 days)."""
        now = self._clock.now()
        access, refresh = secrets.token_urlsafe(64), secrets.token_urlsafe(64)
        self.tokens[access] = WebToken(openid, scope, now + WEB_TOKEN_S)
        self.refresh_tokens[refresh] = WebToken(openid, scope, now + 30 * 86400)
        return access, refresh
