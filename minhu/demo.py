"""The demonstration: bot, worker and the emulated phone on one machine with nothing else."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy.orm import sessionmaker

import topics
from bot.app import Parts, assemble, create_app
from bot.logs import set_up as log_from
from bot.settings import Settings, WeChat
from classifier import model
from db.engine import open_engine
from minhu import account, schema, town

CAST = Path(__file__).parent / "demo_cast.json"
APP_ID, SECRET, TOKEN = "wx0000minhudemo00", "demo-secret", "demo-token"
AES_KEY = "MinhuDemoMinhuDemoMinhuDemoMinhuDemoMinhu12"
TEMPLATE = "TEMPLATE-NEWS"


def demo_settings(folder: Path, api_base: str, **others: Any) -> Settings:
    """Settings of an installation that talks to the emulator at ``api_base``."""
    wechat = WeChat(
        app_id=APP_ID,
        secret=SecretStr(SECRET),
        token=SecretStr(TOKEN),
        aes_key=SecretStr(AES_KEY),
        api_base=api_base,
        notice_template=TEMPLATE,
    )
    values: dict[str, Any] = {
        "database_url": f"sqlite:///{folder / 'minhu.db'}",
        "model_path": folder.parent / "topics.model",
        "media_folder": folder / "media",
        "log_level": "warning",
    } | others
    return Settings(_env_file=None, wechat=wechat, **values)  # type: ignore[call-arg]


def prepare(settings: Settings) -> None:
    """Schema, demo town, articles and model, as far as they are not there yet."""
    Path(settings.model_path).parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    schema.upgrade(engine)
    town.seed(sessionmaker(engine))
    engine.dispose()
    catalogue = topics.load()
    try:
        model.load(settings.model_path, catalogue.digest)
    except (FileNotFoundError, model.StaleModel):
        from classifier.train import train  # a second of scikit-learn, needed once

        model.save(train(catalogue), settings.model_path)


def start_emulator(folder: Path, port: int, bot_url: str) -> subprocess.Popen[bytes]:
    """The emulator with the demo cast, as a process of its own."""
    cast = json.loads(CAST.read_text("utf-8"))
    cast["account"] |= {
        "app_id": APP_ID, "secret": SECRET, "token": TOKEN, "aes_key": AES_KEY,
        "mode": "safe", "callback": f"{bot_url}/wechat",
    }  # fmt: skip
    path = folder / "cast.json"
    path.write_text(json.dumps(cast, ensure_ascii=False, indent=1), "utf-8")
    command = [sys.executable, "-m", "emulator", "--port", str(port), "--cast", str(path)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own


def run_demo(
    console: Console, folder: Path, *, port: int, bot_port: int, minutes: float | None
) -> None:
    """Start everything, print the address of the phone page, and stop with Ctrl-C."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    phone, bot = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bot_port}"
    settings = demo_settings(folder, f"{phone}/")
    log_from(settings.log_level)
    with console.status("准备中：数据库、演示乡镇、模型（第一次要一会儿）……"):
        prepare(settings)
        emulator = start_emulator(folder, port, bot)
        try:
            parts = assemble(settings)
            wait_for(f"{phone}/phone")
            account.set_up(parts.client, parts.snapshot.house().registry)
        except BaseException:
            emulator.terminate()
            raise
    console.print("嵌入模式：单进程，SQLite，没有 Redis；重启只丢缓存。", style="yellow")
    console.print(f"\n  [bold green]模拟手机：{phone}/phone[/]\n  机器人：{bot}/wechat（安全模式）")
    console.print("  在手机页面里选一位村民说句话，再换成干部回复“待办”。按 Ctrl-C 结束。\n")
    try:
        _serve(parts, bot_port, minutes)
    finally:
        emulator.terminate()
        emulator.wait(10)


def _serve(parts: Parts, port: int, minutes: float | None) -> None:
    config = uvicorn.Config(
        create_app(parts), host="127.0.0.1", port=port, access_log=False, log_level="warning"
    )
    server = uvicorn.Server(config)
    if minutes is not None:
        timer = threading.Timer(minutes * 60, lambda: setattr(server, "should_exit", True))
        timer.daemon = True
        timer.start()
    server.run()


def wait_for(url: str, seconds: float = 20) -> None:
    """Wait until ``url`` answers.

    Raises
    ------
    TimeoutError
        It did not within ``seconds``.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            httpx.get(url, timeout=1)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {seconds:.0f} s")
