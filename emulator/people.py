"""People with phones, and the ledgers the platform keeps about each."""

import zlib
from dataclasses import dataclass, field
from enum import StrEnum

_COLOURS = ("#4a7c59", "#8f5a3c", "#3c6e8f", "#7a4a7c", "#8f7a3c", "#5a5f8f", "#3c8f86", "#8f3c4f")


class Trigger(StrEnum):
    """What opens a window for custom-service messages. WeChat docs (custom send)."""

    MESSAGE = "message"
    CLICK = "click"
    FOLLOW = "follow"
    SCAN = "scan"


WINDOWS: dict[Trigger, tuple[float, int]] = {
    Trigger.MESSAGE: (48 * 3600, 5),
    Trigger.CLICK: (60, 3),
    Trigger.FOLLOW: (60, 3),
    Trigger.SCAN: (60, 3),
}
"""Seconds it stays open, messages it allows. WeChat docs (custom send, since 2023-06-12)."""


@dataclass
class Window:
    """Permission to send ``left`` custom-service messages until ``closes_at`` (emulated time)."""

    closes_at: float
    left: int


@dataclass
class Grant:
    """What a person allowed for one notice template: one message, or many if ``long_term``."""

    long_term: bool
    left: int


@dataclass
class Person:
    """One WeChat user as this account knows them."""

    openid: str
    name: str = ""
    about: str = ""
    group: str = ""
    following: bool = True
    followed_at: float = 0.0
    follow_scene: str = "ADD_SCENE_SEARCH"
    scene: str = ""
    blocks_account: bool = False
    """The person muted us: templates are accepted, then end in ``failed:user block``."""
    last_active: float = 0.0
    typing_until: float = 0.0
    windows: dict[Trigger, Window] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)

    @property
    def colour(self) -> str:
        """A quiet colour for the page, always the same for one person."""
        return _COLOURS[zlib.crc32(self.openid.encode()) % len(_COLOURS)]

    def open_window(self, trigger: Trigger, now: float) -> None:
        """Start the window of ``trigger`` afresh.

        It is reset, not added to: the mini-program documents say quotas do not add up, and the
        official-account ones are silent, so the narrower reading is played.
        """
        seconds, count = WINDOWS[trigger]
        self.windows[trigger] = Window(now + seconds, count)

    def open_windows(self, now: float) -> list[Window]:
        """Windows not yet closed, used up or not."""
        return [window for window in self.windows.values() if window.closes_at > now]

    def allowance(self, now: float) -> int:
        """How many custom-service messages could be sent now."""
        if not self.following:
            return 0
        return max((window.left for window in self.open_windows(now)), default=0)

    def spend(self, now: float) -> None:
        """Count one custom-service message against every open window: windows do not add up."""
        for window in self.open_windows(now):
            window.left = max(0, window.left - 1)

    def follow(self, now: float, scene: str | None) -> None:
        """Begin to follow, through the code of ``scene`` or by search."""
        self.following, self.followed_at = True, now
        self.follow_scene = "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH"
        self.scene = scene or ""

    def unfollow(self) -> None:
        """Stop following; the platform forgets every window, though not one-off grants."""
        self.following = False
        self.windows.clear()
