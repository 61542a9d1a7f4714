"""The access token: fetched once for many, renewed once, kept when Redis is gone."""

import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from wechatpy.exceptions import WeChatClientException

from bot.client import Client
from bot.memory import Memory, open_redis
from bot.settings import Settings
from emulator import World
from kit.errors import Unavailable
from minhu.demo import APP_ID, SECRET

TOKEN, USER = "/cgi-bin/stable_token", "/cgi-bin/get_current_selfmenu_info"
NOBODY = "redis://127.0.0.1:1"
PICTURE = b"\xff\xd8\xff" + b"x" * 4000 + b"\xff\xd9"


@pytest.fixture
def client(wechat: World, settings: Settings) -> Callable[..., Client]:
    """A process's client: ``client()``, ``client(NOBODY)`` where Redis is not there."""
    wechat.reset()

    def make(redis_url: str = settings.redis_url) -> Client:
        return Client(APP_ID, SECRET, Memory(open_redis(redis_url)), f"{wechat.base_url}/")

    return make


def _ask(client: Client) -> object:
    return client.get("getcallbackip")


def _all(clients: list[Client]) -> list[object]:
    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(_ask, clients))


def test_sixteen_threads_of_two_processes_cause_one_token_call(wechat: World, client) -> None:
    one, other = client(), client()
    _all([one, other] * 8)
    assert wechat.quotas.calls[TOKEN] == 1


def test_a_rejected_token_is_renewed_once_for_everybody(wechat: World, client) -> None:
    one, other = client(), client()
    _all([one, other])
    wechat.tokens.expire_all()
    _all([one, other] * 8)
    assert wechat.quotas.calls[TOKEN] == 2


def test_a_token_that_is_rejected_for_ever_costs_few_calls_and_a_clean_error(
    wechat: World, client
) -> None:
    mine = client()
    _ask(mine)
    wechat.faults.add("/cgi-bin/getcallbackip", "errcode", 40001)
    for _ in range(3):
        with pytest.raises(WeChatClientException) as refused:
            _ask(mine)
        assert refused.value.errcode == 40001
    assert wechat.quotas.calls["/cgi-bin/getcallbackip"] <= 7
    assert wechat.quotas.calls[TOKEN] <= 5


def test_a_token_server_that_is_unwell_is_told_in_our_own_words(wechat: World, client) -> None:
    for kind, value in (("http", 500), ("garbage", 0), ("reset", 0)):
        wechat.faults.add(TOKEN, kind, value, count=1)
        with pytest.raises(Unavailable):
            _ask(client())
    wechat.faults.add(TOKEN, "errcode", 40164, count=1)
    with pytest.raises(WeChatClientException):
        _ask(client())


def test_a_page_instead_of_an_answer_is_no_success(wechat: World, client) -> None:
    wechat.faults.add("/cgi-bin/getcallbackip", "garbage", count=1)
    with pytest.raises(Unavailable):
        _ask(client())


def test_without_redis_the_token_stays_in_the_process_and_nobody_waits(
    wechat: World, client
) -> None:
    mine = client(NOBODY)
    began = time.monotonic()
    _all([mine] * 16)
    assert time.monotonic() - began < 2
    assert wechat.quotas.calls[TOKEN] == 1
    wechat.tokens.expire_all()
    _all([mine] * 16)
    assert wechat.quotas.calls[TOKEN] == 2


def test_redis_that_goes_away_in_the_middle_takes_no_token_with_it(
    wechat: World, settings: Settings
) -> None:
    wechat.reset()
    redis = open_redis(settings.redis_url)
    mine = Client(APP_ID, SECRET, Memory(redis), f"{wechat.base_url}/")
    _ask(mine)
    redis.connection_pool = open_redis(NOBODY).connection_pool
    _all([mine] * 16)
    assert wechat.quotas.calls[TOKEN] == 1


def test_a_picture_is_uploaded_whole_when_the_token_had_to_be_renewed(
    wechat: World, client
) -> None:
    mine = client()
    _ask(mine)
    wechat.tokens.expire_all()
    answer = mine.media.upload("image", ("a.jpg", io.BytesIO(PICTURE), "image/jpeg"))
    assert wechat.shelf.get(answer["media_id"]).data == PICTURE
