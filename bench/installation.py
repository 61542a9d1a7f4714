"""A fresh installation of the demo town for one run, made by the commands an administrator uses."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from bot.settings import Settings, WeChat
from emulator import Account

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "var" / "topics.model"
TEMPLATE = "TEMPLATE-BENCH"
SERVE = ("-m", "minhu", "serve")
START_S = 60.0
STOP_S = 20.0


def account() -> Account:
    """The emulated account every run uses: safe mode, signatures by the real clock."""
    return Account(
        app_id="wx0000minhubench0",
        secret="bench-secret",  # noqa: S106 -- made up
        token="bench-token",  # noqa: S106
        aes_key="MinhuBenchMinhuBenchMinhuBenchMinhuBench123",
        mode="safe",
        wire_time="real",
    )


class Installation:
    """One folder, one fresh database, at most one bot process at a time."""

    def __init__(self, folder: Path, database: str, redis: str = "memory://") -> None:
        self.folder, self.database, self.redis = folder, database, redis
        self.api_base = "http://127.0.0.1:9/"
        """Where the bot finds WeChat's API; nobody answers there until an emulator does."""
        self.account = account()
        self.port = free_port()
        self.account.callback = f"http://127.0.0.1:{self.port}/wechat"
        self._bot: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None

    @property
    def backend(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return make_url(self.database).get_backend_name()

    @property
    def log(self) -> str:
        """What commands and bot have written so far."""
        path = self.folder / "bot.log"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    def values(self) -> dict[str, Any]:
        """The settings that are not the account's."""
        return {
            "database_url": self.database,
            "redis_url": self.redis,
            "model_path": MODEL,
            "media_folder": self.folder / "media",
            "log_level": "warning",
        }

    def settings(self) -> Settings:
        """The settings the bot reads from its environment, for use in this process."""
        wechat = WeChat.model_validate(self._wechat())
        return Settings(_env_file=None, wechat=wechat, **self.values())  # type: ignore[call-arg]

    def prepare(self) -> None:
        """Schema, demo town, articles and model.

        Raises
        ------
        RuntimeError
            A command failed; the message has the end of its output.
        """
        for command in (["migrate"], ["seed"], ["train", "--out", str(MODEL)]):
            if self.spawn(["-m", "minhu", *command]).wait() != 0:
                raise RuntimeError(f"minhu {command[0]} failed:\n{self.log[-2000:]}")

    def start(self, command: Sequence[str] = SERVE) -> float:
        """Start the bot and wait until it answers; the seconds that took.

        Raises
        ------
        RuntimeError
            It ended, or did not answer within a minute; the message has the end of its log.
        """
        began = time.monotonic()
        where = ("--port", self.port) if self._door is None else ("--fd", self._door.fileno())
        bot = self._bot = self.spawn([*command, *map(str, where)])
        while time.monotonic() - began < START_S and bot.poll() is None:
            try:
                httpx.get(self.account.callback, timeout=START_S, trust_env=False)
            except httpx.TransportError:
                time.sleep(0.02)
            else:
                return time.monotonic() - began
        raise RuntimeError(f"the bot did not start:\n{self.log[-2000:]}")

    def hold_the_door(self) -> None:
        """Listen on the port from now on, whoever serves it: callers wait while the bot restarts.

        So does a socket unit of systemd, or a proxy that tries again, before a real bot. The
        command given to ``start`` must take ``--fd`` then.
        """
        self._door = socket.create_server(("127.0.0.1", self.port), backlog=1024)
        self._door.set_inheritable(True)

    def stop(self) -> None:
        """Ask the bot to end, and wait until it has."""
        if self._bot is not None and self._bot.poll() is None:
            self._bot.terminate()
            try:
                self._bot.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """SIGKILL: the bot learns nothing of it."""
        if self._bot is not None:
            self._bot.kill()
            self._bot.wait()

    def close(self) -> None:
        """Stop the bot and let go of the door."""
        self.stop()
        if self._door is not None:
            self._door.close()

    def engine(self) -> Engine:
        """A plain engine for filling and for counting; close it with ``dispose``."""
        return create_engine(self.database)

    def _wechat(self) -> dict[str, str]:
        one = self.account
        return {
            "app_id": one.app_id,
            "secret": one.secret,
            "token": one.token,
            "aes_key": one.aes_key,
            "api_base": self.api_base,
            "notice_template": TEMPLATE,
        }

    def _environment(self) -> dict[str, str]:
        own = {name.upper(): str(value) for name, value in self.values().items()}
        own |= {f"WECHAT__{name.upper()}": value for name, value in self._wechat().items()}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MINHU_")}
        # As installed: with compiled modules (without them a start takes seconds longer).
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        kept["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "minhu-bench-pycache")
        kept["PYTHONPATH"] = str(ROOT)
        return kept | {f"MINHU_{name}": value for name, value in own.items()}

    def spawn(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Run Python with ``arguments`` under this installation's settings, and go on."""
        with (self.folder / "bot.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 -- our own commands
                [sys.executable, *arguments],
                cwd=self.folder,  # not the repository: a minhu.env there is not for this run
                env=self._environment(),
                stdout=log,
                stderr=log,
                pass_fds=() if self._door is None else (self._door.fileno(),),
            )


@contextmanager
def fresh(server: str = "", redis: str = "memory://") -> Iterator[Installation]:
    """An installation in a temporary folder, filled, with no bot running; all gone afterwards.

    ``server`` is the URL of a PostgreSQL database from which another may be made; "" for SQLite.
    """
    with tempfile.TemporaryDirectory(prefix="minhu-bench-") as name:
        folder = Path(name)
        with _database(server, folder) as database:
            installation = Installation(folder, database, redis)
            try:
                installation.prepare()
                yield installation
            finally:
                installation.close()


@contextmanager
def _database(server: str, folder: Path) -> Iterator[str]:
    if not server:
        yield f"sqlite:///{folder / 'minhu.db'}"
        return
    name = f"minhu_bench_{uuid.uuid4().hex[:8]}"
    _order(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _order(server, f"DROP DATABASE {name} WITH (FORCE)")


def _order(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
