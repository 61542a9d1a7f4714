"""Rings when something that all processes keep in memory has changed."""

import threading
import time
from typing import Any

import structlog
from redis.exceptions import RedisError

log = structlog.get_logger()
CHANNEL = "minhu:changed"
PAUSE_S = 5.0
"""After a failure Redis is left alone for so long; the looks at the database go on meanwhile."""


class Bell:
    """Heard in this process at once, and in all others where Redis carries it."""

    def __init__(self, client: Any, *, shared: bool) -> None:
        """``client`` of Redis; ``shared`` is False for the store inside this process."""
        self._client, self._shared = client, shared
        self._rung = threading.Event()
        self._subscription: Any = None
        self._quiet_until = 0.0

    def ring(self) -> None:
        """Tell everybody to look now; never fails, for everybody looks by and by anyway."""
        self._rung.set()
        if self._shared and time.monotonic() >= self._quiet_until:
            try:
                self._client.publish(CHANNEL, "1")
            except (RedisError, OSError) as problem:
                self._away(problem)

    def wait(self, seconds: float) -> None:
        """Return when it rings, or after ``seconds``."""
        if not self._shared or time.monotonic() < self._quiet_until:
            self._rung.wait(seconds)
        else:
            self._listen(seconds)
        self._rung.clear()

    def wake(self) -> None:
        """Wake whoever waits in this process."""
        self._rung.set()

    def close(self) -> None:
        """Let go of the subscription; for the thread that waits, for no other may touch it."""
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    def _listen(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        try:
            if self._subscription is None:
                self._subscription = self._client.pubsub(ignore_subscribe_messages=True)
                self._subscription.subscribe(CHANNEL)
            while not self._rung.is_set() and (left := until - time.monotonic()) > 0:
                # Never longer than the socket's own patience, else quiet looks like failure.
                if self._subscription.get_message(timeout=min(left, 0.25)) is not None:
                    return
        except (RedisError, OSError) as problem:
            self._subscription = None
            self._away(problem)

    def _away(self, problem: Exception) -> None:
        self._quiet_until = time.monotonic() + PAUSE_S
        log.warning("nobody carries the bell", problem=type(problem).__name__)
