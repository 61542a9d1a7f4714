"""Redis, or its stand-in inside the process: only what may be lost at any moment."""

import threading
import time
from collections.abc import Callable
from typing import Any

import redis
import structlog
from fakeredis import FakeServer, FakeStrictRedis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger()
_SHARED = FakeServer()
PAUSE_S = 5.0
"""After a failure Redis is left alone for so long: nobody waits for it twice."""


def open_redis(url: str) -> Any:
    """A synchronous client for ``redis://…``, or for ``memory://`` a store in this process.

    Nobody waits longer than half a second for it.
    """
    if url == "memory://":
        return FakeStrictRedis(server=_SHARED)
    never = Retry(NoBackoff(), 0)  # by default it tries for seconds
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=never)


class Memory:
    """Short-lived facts shared between processes, kept in this process while Redis is away."""

    def __init__(self, client: Any) -> None:
        self._redis = client
        self._own: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._quiet_until = 0.0

    def get(self, name: str) -> str | None:
        """What was remembered under ``name``, or None when nothing was or it has run out."""
        value = self._try(lambda: self._redis.get(name))
        if value is not None:
            return str(value.decode() if isinstance(value, bytes) else value)
        text, until = self._own.get(name, ("", 0.0))
        return text if time.monotonic() < until else None

    def put(self, name: str, value: str, seconds: float) -> None:
        """Remember ``value`` under ``name`` for ``seconds``."""
        self._own[name] = value, time.monotonic() + seconds
        self._try(lambda: self._redis.set(name, value, px=int(seconds * 1000)))

    def take(self, name: str, seconds: float) -> bool:
        """True for the first who asks within ``seconds``; a lock that runs out by itself."""
        answer = self._try(
            lambda: bool(self._redis.set(name, "1", nx=True, px=int(seconds * 1000)))
        )
        if answer is not None:
            return bool(answer)
        with self._lock:
            if self._own.get(name, ("", 0.0))[1] > time.monotonic():
                return False
            self._own[name] = "1", time.monotonic() + seconds
            return True

    def drop(self, name: str) -> None:
        """Forget ``name``."""
        self._own.pop(name, None)
        self._try(lambda: self._redis.delete(name))

    def _try(self, ask: Callable[[], Any]) -> Any:
        """The answer of Redis, or None when it does not answer."""
        if time.monotonic() < self._quiet_until:
            return None
        try:
            return ask()
        except (RedisError, OSError) as problem:
            self._quiet_until = time.monotonic() + PAUSE_S
            log.warning("redis is away", problem=type(problem).__name__)
            return None
