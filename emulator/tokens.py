"""Access tokens of both kinds, their lives and the limits on asking for them."""

import secrets
import threading
from dataclasses import dataclass

from emulator.accounts import Account
from emulator.clock import Clock
from emulator.errors import ApiError

LIFETIME_S = 7200
RENEW_AHEAD_S = 300
FORCED_PER_DAY = 20
FORCED_GAP_S = 30.0


@dataclass
class Token:
    """An access token, valid until ``expires_at`` in emulated seconds."""

    value: str
    expires_at: float
    revoked: bool = False


class TokenLedger:
    """Hands out and judges access tokens. Thread-safe.

    WeChat docs (access token, stable token): the two interfaces are isolated from each other. A
    plain fetch gives a new token and the old one dies after a short overlap; the stable one gives
    the same token with its *remaining* life and renews five minutes ahead with both valid.
    """

    def __init__(self, account: Account, clock: Clock) -> None:
        self._account, self._clock = account, clock
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget every token and every count."""
        self._known: dict[str, Token] = {}
        self._plain: Token | None = None
        self._stable: Token | None = None
        self._forced: dict[str, int] = {}
        self._forced_at = float("-inf")

    def _new(self) -> Token:
        # The documents ask callers to reserve at least 512 characters; real ones have about 136.
        token = Token("90_" + secrets.token_urlsafe(100), self._clock.now() + LIFETIME_S)
        self._known[token.value] = token
        return token

    def plain(self) -> tuple[str, int]:
        """A new token of ``/cgi-bin/token`` and its seconds to live."""
        with self._lock:
            old = self._plain
            if old is not None:
                limit = self._clock.now() + self._account.token_overlap_s
                old.expires_at = min(old.expires_at, limit)
                old.revoked = True
            self._plain = self._new()
            return self._plain.value, LIFETIME_S

    def stable(self, force: bool) -> tuple[str, int]:
        """The token of ``/cgi-bin/stable_token`` and its remaining seconds.

        Raises
        ------
        ApiError
            45009 on the 21st forced refresh of a day, 45011 less than 30 s after the last.
        """
        with self._lock:
            now, current = self._clock.now(), self._stable
            if force:
                self._count_forced(now)
                if current is not None:
                    current.revoked = True
                    current.expires_at = now
                current = None
            if current is None or current.expires_at - now <= RENEW_AHEAD_S:
                current = self._stable = self._new()
            return current.value, int(current.expires_at - now)

    def _count_forced(self, now: float) -> None:
        day = self._clock.day()
        if self._forced.get(day, 0) >= FORCED_PER_DAY:
            raise ApiError(45009, "force_refresh 20 times a day")
        if now - self._forced_at < FORCED_GAP_S:
            raise ApiError(45011, "force_refresh within 30 seconds")
        self._forced[day] = self._forced.get(day, 0) + 1
        self._forced_at = now

    def check(self, value: str | None) -> None:
        """Accept a token.

        Raises
        ------
        ApiError
            41001 missing, 40014 nothing like a token, 40001 unknown or replaced, 42001 expired.
        """
        if not value:
            raise ApiError(41001)
        token = self._known.get(value)
        if token is None:
            raise ApiError(40001 if value.startswith("90_") else 40014)
        if token.expires_at <= self._clock.now():
            raise ApiError(40001 if token.revoked else 42001)

    def expire_all(self) -> None:
        """Make every token invalid at once, as when somebody else refreshed by force."""
        with self._lock:
            for token in self._known.values():
                token.expires_at, token.revoked = self._clock.now(), True
            self._plain = self._stable = None
