"""Everything that differs between one installation and the next; explained in docs/settings.md."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class WeChat(BaseModel, extra="forbid"):
    """The official account."""

    app_id: Annotated[str, Field(min_length=1)]
    secret: SecretStr
    token: Annotated[SecretStr, Field(min_length=3)]
    """The word agreed on in the console; an empty one would accept forged signatures."""
    mode: Literal["plain", "compatible", "safe"] = "safe"
    aes_key: SecretStr | None = None
    """EncodingAESKey, 43 characters; needed for compatible and safe mode."""
    previous_aes_key: SecretStr | None = None
    """The key before the last change: messages under way may still use it."""
    api_base: str = "https://api.weixin.qq.com/"
    """Where the server API is; the emulator in demonstrations and tests."""
    can_send: bool = True
    """Whether the account may send customer-service messages (its 接口权限 page)."""
    notice_template: str = ""
    """Id of the template for 「您有新的办理消息」; empty where there is none."""

    @model_validator(mode="after")
    def _key_for_the_mode(self) -> Self:
        if self.mode != "plain" and (
            self.aes_key is None or len(self.aes_key.get_secret_value()) != 43
        ):
            raise ValueError(f"mode {self.mode} needs aes_key, 43 characters from the console")
        return self


class Settings(BaseSettings):
    """Read from the environment (``MINHU_…``) and from ``minhu.env``."""

    model_config = SettingsConfigDict(
        env_prefix="MINHU_", env_nested_delimiter="__", env_file="minhu.env", extra="forbid"
    )

    wechat: WeChat
    database_url: str = "sqlite:///var/minhu.db"
    redis_url: str = "memory://"
    """``redis://…`` in production; ``memory://`` keeps it in the one process."""
    threads: Annotated[int, Field(ge=1, le=32)] = 4
    """Messages handled at the same time on PostgreSQL; SQLite handles one after the other."""
    model_path: Path = Path("var/topics.model")
    semantic: bool = False
    """Compare meanings as well when searching; needs the extra ``semantic`` and AVX2."""
    media_folder: Path = Path("var/media")
    """Pictures and voice notes of residents; private, to be backed up with the database."""
    phrases_overlay: Path | None = None
    """A TOML file with sentences that replace ours."""
    act: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Probability from which a guess is acted on without asking."""
    margin: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Lead over the second guess that is needed to act."""
    embedded_worker: bool = True
    """Run the worker inside the bot; set false where ``minhu worker`` runs beside it."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"


@cache
def settings() -> Settings:
    """Read the environment once, at the edge (app factory, worker, command line)."""
    return Settings()  # type: ignore[call-arg]


def unknown_variables() -> list[str]:
    """Names of ``MINHU_…`` variables in the environment that nobody reads: most likely misspelt."""
    known = {f"MINHU_{name}".upper() for name in Settings.model_fields}
    known |= {f"MINHU_WECHAT__{name}".upper() for name in WeChat.model_fields}
    return sorted(name for name in os.environ if name.startswith("MINHU_") and name not in known)
