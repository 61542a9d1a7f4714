"""The load sender against a server that does nothing, and against the tiny bot."""

import asyncio
import threading
from urllib.parse import urlsplit

import pytest

from emulator import load


class Trivial(asyncio.Protocol):
    """Answers every request with success, whatever it says."""

    ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsuccess"

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(self.ANSWER)


@pytest.fixture(scope="module")
def trivial():
    ready, facts = threading.Event(), {}

    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Trivial, "127.0.0.1", 0)
        facts["port"], facts["loop"] = server.sockets[0].getsockname()[1], loop
        facts["stop"] = asyncio.Event()
        ready.set()
        await facts["stop"].wait()
        server.close()
        await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    ready.wait()
    yield facts["port"]
    facts["loop"].call_soon_threadsafe(facts["stop"].set)
    thread.join()


def test_the_sender_is_faster_than_any_bot(world, trivial):
    requests = load.text_requests(world.account, ["路灯不亮"] * 500) * 20

    result = load.run("127.0.0.1", trivial, requests, concurrency=32)

    assert result.statuses == [200] * 10_000
    assert set(result.bodies) == {b"success"}
    # the server shares this process and its lock, so this is a floor far below the real rate
    assert result.rate > 2000
    assert result.summary()["requests"] == 10_000


def test_a_fixed_rate_is_kept(world, trivial):
    requests = load.text_requests(world.account, ["路灯不亮"] * 200)

    result = load.run("127.0.0.1", trivial, requests, rate=1000)

    assert result.seconds == pytest.approx(0.2, abs=0.1)
    assert result.quantile(0.5) < 50


def test_answers_of_a_real_bot_are_read_strictly(world, bot):
    url = urlsplit(world.account.callback)
    requests = load.text_requests(world.account, [f"第{n}条" for n in range(50)], people=5)

    result = load.run(url.hostname, url.port, requests, concurrency=8)

    readings = result.readings(world.account)
    assert {reading.message.text for reading in readings} == {"收到"}
    assert len({message["MsgId"] for message in bot.heard}) == 50
    assert len({message["FromUserName"] for message in bot.heard}) == 5


def test_nobody_there_and_nothing_to_send(world):
    requests = load.text_requests(world.account, ["x"])

    with pytest.raises(OSError, match=r"refused|failed|Connect"):
        load.run("127.0.0.1", 9, requests)
    with pytest.raises(ValueError, match="needs requests"):
        load.run("127.0.0.1", 9, [])


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            b"3\r\nsuc\r\n4\r\ncess\r\n0\r\n\r\n",
            200,
        ),
        (b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 7\r\n\r\nsuccess", 200),
        (b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", 500),
    ],
)
def test_other_shapes_of_answers(world, trivial, monkeypatch, answer, status):
    monkeypatch.setattr(Trivial, "ANSWER", answer)
    requests = load.text_requests(world.account, ["x"] * 20)

    result = load.run("127.0.0.1", trivial, requests, concurrency=2)

    assert result.statuses == [status] * 20
    outcome = "silent" if status == 200 else "fault"
    assert {reading.outcome for reading in result.readings(world.account)} == {outcome}
