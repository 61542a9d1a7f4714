"""How often each endpoint was called, today and since the last reset."""

import threading
from collections import Counter

from emulator.accounts import Account
from emulator.clock import Clock
from emulator.errors import ApiError

CLEARS_PER_MONTH = 10


class Quotas:
    """Daily quotas per path and lifetime counters for inspection. Thread-safe."""

    def __init__(self, account: Account, clock: Clock) -> None:
        self._account, self._clock = account, clock
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget every count."""
        self.calls: Counter[str] = Counter()
        """Calls that arrived, by path, refused ones included."""
        self.errcodes: Counter[int] = Counter()
        """Refusals by errcode."""
        self._today: Counter[str] = Counter()
        self._day = ""
        self._cleared: Counter[str] = Counter()

    def arrived(self, path: str) -> None:
        """Count a call for inspection, before anything is judged."""
        with self._lock:
            self.calls[path] += 1

    def refused(self, errcode: int) -> None:
        """Count a refusal for inspection."""
        with self._lock:
            self.errcodes[errcode] += 1

    def spend(self, path: str) -> None:
        """Use one call of today's quota; ApiError 45009 when it is used up."""
        with self._lock:
            self._roll()
            limit = self._account.daily_limit(path)
            if limit is not None and self._today[path] >= limit:
                raise ApiError(45009)
            self._today[path] += 1

    def usage(self, path: str) -> tuple[int, int]:
        """(daily limit, used today) of ``path``; ApiError 40035 for a path without a quota."""
        with self._lock:
            self._roll()
            limit = self._account.daily_limit(path)
            if limit is None:
                raise ApiError(40035, "cgi_path")
            return limit, self._today[path]

    def clear_today(self) -> None:
        """``clear_quota``: ten times a month, then ApiError 48006. WeChat docs (API limits)."""
        with self._lock:
            month = self._clock.month()
            if self._cleared[month] >= CLEARS_PER_MONTH:
                raise ApiError(48006)
            self._cleared[month] += 1
            self._today.clear()

    def _roll(self) -> None:
        day = self._clock.day()
        if day != self._day:
            self._day = day
            self._today.clear()
