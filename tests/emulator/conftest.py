"""A bot server for all tests, a world for each, and a client of the emulator's own server."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from emulator import Account, Server, World, serve
from tests.emulator.tiny_bot import AES_KEY, APP_ID, GH_ID, TOKEN, Bot


@pytest.fixture(scope="session")
def bot_server() -> Iterator[tuple[Bot, str]]:
    bot = Bot()
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    config = uvicorn.Config(bot.app, lifespan="off", ws="none", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.002)
    yield bot, f"http://127.0.0.1:{sock.getsockname()[1]}/wechat"
    server.should_exit = server.force_exit = True
    thread.join(5)


@pytest.fixture
def bot(bot_server: tuple[Bot, str]) -> Bot:
    bot_server[0].forget()
    return bot_server[0]


@pytest.fixture(params=["safe"])
def world(bot: Bot, bot_server: tuple[Bot, str], request: Any) -> Iterator[World]:
    account = Account(
        app_id=APP_ID,
        token=TOKEN,
        aes_key=AES_KEY,
        gh_id=GH_ID,
        secret="s3cret",
        callback=bot_server[1],
        mode=request.param,
        push_delay_s=0.0,
    )
    world = World(account)
    yield world
    world.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests; :func:`api` gives it the world of the test."""
    empty = World()
    with serve(empty) as running:
        yield running
    empty.close()


@pytest.fixture
def api(world: World, server: Server) -> Iterator[httpx.Client]:
    """A client of the running server; it always carries the token of its first moment."""
    server.show(world)
    with httpx.Client(base_url=server.base_url, timeout=5, verify=False) as client:
        client.params = {"access_token": world.tokens.stable(False)[0]}
        yield client


@pytest.fixture
def fresh_api(world: World, api: httpx.Client) -> httpx.Client:
    """Like ``api``, with a token that is renewed before every call."""

    def renew(request: httpx.Request) -> None:
        token = world.tokens.stable(False)[0]
        request.url = request.url.copy_set_param("access_token", token)

    api.event_hooks = {"request": [renew]}
    return api
