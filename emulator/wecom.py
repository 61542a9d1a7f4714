"""State of the small WeCom (企业微信) side: one app, one group robot, and what they sent."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from emulator.clock import Clock

ROBOT_PER_MINUTE = 20
TOKEN_S = 7200


@dataclass
class WeComSettings:
    """One corp with one app and one robot; ``trusted_ips`` empty means unchecked."""

    corp_id: str = "wwemulator00000001"
    secret: str = "emulator-corp-secret"  # noqa: S105
    agent_id: int = 1000002
    robot_key: str = "emulator-robot"
    members: set[str] = field(default_factory=lambda: {"wang", "li", "zhao"})
    trusted_ips: list[str] = field(default_factory=list)


class WeCom:
    """What the WeCom endpoints need to remember."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.settings = WeComSettings()
        self.clear()

    def clear(self) -> None:
        """Forget tokens and messages."""
        self._token, self._token_until = "", 0.0
        self._robot_times: deque[float] = deque()
        self.sent: list[dict[str, Any]] = []
        """Accepted messages of app and robot, newest last, with ``door`` app or robot."""

    def token(self) -> tuple[str, int]:
        """The app's token and its remaining seconds; the same one while it lives."""
        now = self._clock.now()
        if self._token_until <= now:
            self._token, self._token_until = secrets.token_urlsafe(64), now + TOKEN_S
        return self._token, int(self._token_until - now)

    def knows(self, token: str) -> bool:
        """Whether ``token`` is the living one."""
        return bool(token) and token == self._token and self._token_until > self._clock.now()

    def robot_may_speak(self) -> bool:
        """Count one robot message; False above 20 in a minute."""
        now = self._clock.now()
        while self._robot_times and self._robot_times[0] <= now - 60:
            self._robot_times.popleft()
        if len(self._robot_times) >= ROBOT_PER_MINUTE:
            return False
        self._robot_times.append(now)
        return True
