"""Kinds of account, what each may call, and the settings of the one we play."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Mode = Literal["plain", "compatible", "safe"]
Recognition = Literal["missing", "empty", "filled"]
WireTime = Literal["emulator", "real"]


class Profile(StrEnum):
    """WeChat docs (account matrix): since 2025 公众号 means the former 订阅号."""

    TEST = "测试号"
    SUBSCRIPTION = "未认证公众号"
    VERIFIED_SUBSCRIPTION = "认证公众号"
    SERVICE = "未认证服务号"
    VERIFIED_SERVICE = "认证服务号"


class Ability(StrEnum):
    """A row of the matrix; ``basic`` is what every account may do."""

    BASIC = "basic"
    MENU = "menu"
    CUSTOM = "custom"
    MSGMENU = "msgmenu"
    USER = "user"
    MEDIA = "media"
    QRCODE = "qrcode"
    OAUTH = "oauth"
    TEMPLATE = "template"
    SUBSCRIBE = "subscribe"


_ALL = frozenset(Ability)
_TALK = {Ability.BASIC, Ability.MENU, Ability.CUSTOM, Ability.USER, Ability.MEDIA}

ABILITIES: dict[Profile, frozenset[Ability]] = {
    Profile.TEST: _ALL - {Ability.SUBSCRIBE},
    Profile.SUBSCRIPTION: frozenset({Ability.BASIC}),
    Profile.VERIFIED_SUBSCRIPTION: frozenset(_TALK),
    Profile.SERVICE: frozenset({Ability.BASIC, Ability.MENU}),
    Profile.VERIFIED_SERVICE: _ALL,
}

DAILY_LIMITS: dict[str, int] = {
    "/cgi-bin/token": 2000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/menu/create": 1000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/get_current_selfmenu_info": 10_000,
    "/cgi-bin/menu/delete": 1000,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/media/get": 200_000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/ticket/getticket": 1_000_000,
}
"""Calls per Beijing day. WeChat docs (API limits)."""


@dataclass
class Account:
    """Settings of the emulated account; any may be changed while it runs.

    ``timeout_s`` is how long a push waits (WeChat docs: 5 s) and ``deliveries`` how often one push
    is made in total (seen in the field: 3). ``token_overlap_s`` is how long the previous plain
    token outlives its successor. ``wire_time`` says which clock signs pushes: the emulator's, or
    the real one for a bot in another process that rejects stale timestamps after a time jump.
    ``ip_whitelist`` empty means unchecked; ``oauth_domain`` None means any host.
    """

    name: str = "民呼测试号"
    app_id: str = "wx49f0ab532d5d035a"
    secret: str = "emulator-secret"  # noqa: S105 -- a made-up account's
    token: str = "emulator-token"  # noqa: S105
    aes_key: str = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aQ"
    gh_id: str = "gh_emulator0001"
    callback: str = "http://127.0.0.1:8000/wechat"
    mode: Mode = "safe"
    profile: Profile = Profile.VERIFIED_SERVICE
    ip_whitelist: list[str] = field(default_factory=list)
    voice_recognition: Recognition = "empty"
    wire_time: WireTime = "emulator"
    oauth_domain: str | None = None
    snapshot_users: bool = False
    timeout_s: float = 5.0
    deliveries: int = 3
    token_overlap_s: float = 300.0
    push_delay_s: float = 0.02
    """Real seconds between an accepted template or notice and the event that tells its fate."""

    def may(self, ability: Ability) -> bool:
        """Whether this profile has ``ability``."""
        return ability in ABILITIES[self.profile]

    def daily_limit(self, path: str) -> int | None:
        """Calls of ``path`` per day; a test account gets a tenth. None is unlimited."""
        limit = DAILY_LIMITS.get(path)
        if limit is None or self.profile is not Profile.TEST:
            return limit
        return max(1, limit // 10)


SETTINGS: dict[str, type | tuple[str, ...]] = {
    "name": str,
    "app_id": str,
    "secret": str,
    "token": str,
    "aes_key": str,
    "gh_id": str,
    "callback": str,
    "mode": ("plain", "compatible", "safe"),
    "profile": tuple(profile.value for profile in Profile),
    "ip_whitelist": list,
    "voice_recognition": ("missing", "empty", "filled"),
    "wire_time": ("emulator", "real"),
    "oauth_domain": str,
    "snapshot_users": bool,
    "timeout_s": float,
    "deliveries": int,
    "token_overlap_s": float,
    "push_delay_s": float,
}
"""What a cast file or the control API may set, and the values each accepts."""


def change(account: Account, settings: dict[str, object]) -> None:
    """Apply ``settings`` to ``account``, all or none.

    Raises
    ------
    ValueError
        An unknown setting or a value it does not accept.
    """
    for name, value in settings.items():
        accepted = SETTINGS.get(name)
        if accepted is None:
            raise ValueError(f"no such account setting: {name}")
        if isinstance(accepted, tuple):
            fits = value in accepted
        elif accepted is float:
            fits = isinstance(value, int | float) and not isinstance(value, bool)
        else:
            fits = isinstance(value, accepted) or (name == "oauth_domain" and value is None)
        if not fits:
            raise ValueError(f"{name} does not accept {value!r}")
    for name, value in settings.items():
        setattr(account, name, Profile(str(value)) if name == "profile" else value)
