"""The callback: modes, time limits, repetitions, hostile requests."""

import threading
import time

import httpx
import pytest

from emulator import FAULT_TEXT
from emulator.hostile import KINDS
from tests.emulator.tiny_bot import text_reply

MODES = ["plain", "compatible", "safe"]


@pytest.mark.parametrize("world", MODES, indirect=True)
def test_a_message_is_answered_in_every_mode(world, bot):
    bot.behave = lambda message: text_reply(message, f"你说：{message['Content']}")

    exchange = world.phone("o-li").says("村口路灯不亮了 😀 a]]>b")

    assert exchange.text == "你说：村口路灯不亮了 😀 a]]>b"
    assert exchange.fault is None
    assert bot.heard[0]["MsgId"].isdigit()
    assert ("msg_signature" in bot.queries[0]) is (world.account.mode != "plain")
    assert bot.queries[0]["openid"] == "o-li"
    assert world.problems == []


def test_safe_mode_hides_everything_but_the_receiver(world, bot):
    exchange = world.phone("o-li").says("你好")

    wire = exchange.attempts[0].request_wire
    assert "你好" not in wire
    assert "o-li" not in wire
    assert "<ToUserName>" in wire
    assert "<Content>" in exchange.attempts[0].request_xml


def test_compatible_mode_sends_both_forms(world):
    world.account.mode = "compatible"

    wire = world.phone("o-li").says("你好").attempts[0].request_wire

    assert "你好" in wire
    assert "<Encrypt>" in wire


def test_the_callback_url_is_verified_by_exact_echo(world, bot):
    assert world.verify_url().ok
    assert world.verify_url(forged=True).ok  # the bot refused it, as it should


def test_success_and_nothing_are_silence(world, bot):
    for quiet in (b"success", b""):
        bot.behave = lambda message, quiet=quiet: quiet
        exchange = world.phone("o-li").says("你好")
        assert exchange.silent
        assert exchange.text == ""
    assert world.phone("o-li").shown == []


def test_a_slow_answer_is_repeated_identically_with_a_new_signature(world, bot):
    world.account.timeout_s = 0.1
    calls = []

    def slow_once(message):
        calls.append(message)
        if len(calls) < 3:
            time.sleep(0.15)
        return text_reply(message, f"第{len(calls)}次")

    bot.behave = slow_once
    exchange = world.phone("o-li").says("你好")

    assert exchange.text == "第3次"
    assert [attempt.problem is None for attempt in exchange.attempts] == [False, False, True]
    assert len({(m["MsgId"], m["CreateTime"]) for m in bot.heard}) == 1
    assert len({query["nonce"] for query in bot.queries}) == 3
    assert len(world.problems) == 2


def test_three_late_answers_show_the_notice(world, bot):
    world.account.timeout_s = 0.05
    bot.behave = lambda message: time.sleep(0.1) or text_reply(message, "太晚了")

    phone = world.phone("o-li")
    exchange = phone.says("你好")

    assert exchange.text == FAULT_TEXT
    assert len(exchange.attempts) == 3
    assert phone.last == FAULT_TEXT
    assert phone.transcript[-1].failed
    assert "0.05 s" in phone.transcript[-1].reason


def test_server_errors_are_repeated_too(world, bot):
    bot.behave = lambda message: httpx_response(500)

    exchange = world.phone("o-li").says("你好")

    assert [attempt.status for attempt in exchange.attempts] == [500] * 3
    assert exchange.fault == "HTTP 500"


def httpx_response(status):
    from starlette.responses import Response

    return Response("oops", status)


def test_a_bot_that_is_not_there_is_a_fault(world):
    world.account.callback = "http://127.0.0.1:9/wechat"

    assert "connection failed" in world.phone("o-li").says("你好").fault


@pytest.mark.parametrize("parallel", [False, True])
def test_deliveries_can_be_forced(world, bot, parallel):
    number = iter(range(1, 10))
    lock = threading.Lock()

    def count(message):
        with lock:
            return text_reply(message, f"{next(number)}")

    bot.behave = count
    exchange = world.phone("o-li").says("你好", deliveries=3, parallel=parallel)

    assert sorted(exchange.replies) == ["1", "2", "3"]
    assert exchange.text == exchange.replies[-1]
    assert len({message["MsgId"] for message in bot.heard}) == 1
    assert len(world.phone("o-li").shown) == 1


def test_two_people_may_share_a_message_id(world, bot):
    world.phone("o-li").says("你好", msg_id=77)
    world.phone("o-wang").says("你好", msg_id=77)

    assert [message["MsgId"] for message in bot.heard] == ["77", "77"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_hostile_request_can_be_sent(world, bot, kind, mode):
    world.account.mode = mode

    assert isinstance(world.push_raw(kind), httpx.Response)


def test_forgeries_are_forged_and_replays_identical(world, bot):
    assert world.push_raw("honest").status_code == 200
    assert world.push_raw("forged_message").status_code == 403
    exchange = world.phone("o-li").says("你好")
    world.replay(exchange.id)
    assert bot.queries[-1] == bot.queries[-2]


def test_wire_time_can_stay_real_after_a_time_jump(world, bot):
    world.clock.advance(86_400)
    world.account.wire_time = "real"

    world.phone("o-li").says("你好")

    assert abs(int(bot.queries[-1]["timestamp"]) - time.time()) < 5
    assert int(bot.heard[-1]["CreateTime"]) > time.time() + 86_000


def test_the_platform_speaks_to_an_app_in_the_same_process(bot):
    from starlette.testclient import TestClient

    from emulator import Account, World

    with TestClient(bot.app) as client:
        account = Account(token="test-token", callback="http://testserver/wechat", mode="plain")
        world = World(account, http=client)
        assert world.phone("o-li").says("你好").text == "收到"
        world.close()
