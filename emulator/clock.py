"""The emulator's clock: real time plus an offset a test may push forward."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


class Clock:
    """Time as the platform sees it.

    ``base`` gives seconds since 1970; hand in a bot's own clock to make both move together.
    """

    def __init__(self, base: Callable[[], float] = time.time) -> None:
        self._base = base
        self._offset = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Emulated seconds since 1970."""
        return self._base() + self._offset

    def real(self) -> float:
        """Seconds since 1970 without the offset."""
        return self._base()

    def advance(self, seconds: float) -> float:
        """Move ``seconds`` forward and return the new time.

        Raises
        ------
        ValueError
            ``seconds`` is negative: windows and tokens never come back to life.
        """
        if seconds < 0:
            raise ValueError("the clock never goes backwards")
        with self._lock:
            self._offset += seconds
        return self.now()

    def reset(self) -> None:
        """Forget every advance; only for a world that is being emptied anyway."""
        with self._lock:
            self._offset = 0.0

    def stamp(self) -> int:
        """Whole seconds, as ``CreateTime`` and ``timestamp`` carry them."""
        return int(self.now())

    def iso(self, at: float | None = None) -> str:
        """ISO 8601 with Beijing's offset, of ``at`` or of now."""
        moment = self.now() if at is None else at
        return (
            datetime.fromtimestamp(moment, UTC).astimezone(BEIJING).isoformat("T", "milliseconds")
        )

    def day(self) -> str:
        """The Beijing date; daily quotas begin anew with it."""
        return self.iso()[:10]

    def month(self) -> str:
        """The Beijing month; ``clear_quota`` is counted by it."""
        return self.iso()[:7]
