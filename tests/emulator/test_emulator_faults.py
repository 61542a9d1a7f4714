"""Faults on demand, and the control API that switches them."""

import time

import httpx
import pytest

PATH = "/cgi-bin/getcallbackip"


@pytest.mark.parametrize("errcode", [-1, 45009, 45011, 48001, 40001])
def test_errcodes_for_a_while(world, api, errcode):
    world.faults.add(PATH, "errcode", errcode, count=2)

    codes = [api.get(PATH).json().get("errcode", 0) for _ in range(3)]

    assert codes == [errcode, errcode, 0]


def test_http_errors_and_garbage_until_cleared(world, api):
    world.faults.add("/cgi-bin/*", "http", 503)
    assert [api.get(PATH).status_code for _ in range(3)] == [503] * 3
    world.faults.clear()
    world.faults.add(PATH, "garbage", count=1)
    assert api.get(PATH).text.startswith("<html>")
    assert "ip_list" in api.get(PATH).json()


def test_resets_hangs_and_slowness(world, api):
    world.faults.add(PATH, "reset", count=1)
    with pytest.raises(httpx.TransportError):
        api.get(PATH)
    world.faults.add(PATH, "hang", count=1)
    with pytest.raises(httpx.ReadTimeout):
        api.get(PATH, timeout=0.05)
    world.faults.add(PATH, "slow", 0.05, count=1)
    started = time.perf_counter()
    assert "ip_list" in api.get(PATH).json()
    assert time.perf_counter() - started >= 0.05


def test_an_answer_lost_after_the_deed(world, api):
    phone = world.phone("o-li")
    phone.says("你好")
    path = "/cgi-bin/message/custom/send"
    world.faults.add(path, "reset", count=1, after=True)
    order = {"touser": "o-li", "msgtype": "text", "text": {"content": "好"}}

    with pytest.raises(httpx.TransportError):
        api.post(path, json=order)
    assert phone.inbox() == ["好"]


def test_control_of_time_faults_account_and_reset(world, api):
    control = "/_emulator"
    before = world.clock.now()
    assert api.post(f"{control}/time", json={"advance": 3600}).json()["timestamp"] >= before + 3600
    assert api.post(f"{control}/time", json={"advance": -1}).status_code == 400
    fault = {"endpoint": PATH, "kind": "errcode", "value": 45009, "count": 1}
    assert api.post(f"{control}/faults", json=fault).json()["hits"] == 0
    assert api.get(PATH).json()["errcode"] == 45009
    assert api.post(f"{control}/faults", json={"endpoint": PATH, "kind": "x"}).status_code == 400
    changed = api.post(f"{control}/account", json={"profile": "未认证服务号", "mode": "plain"})
    assert (changed.json()["profile"], world.account.mode) == ("未认证服务号", "plain")
    bad = {"mode": "plain", "profile": "超级号"}
    assert api.post(f"{control}/account", json=bad).status_code == 400
    assert api.post(f"{control}/verify", json={}).json()["ok"]

    world.phone("o-li", name="李婶").says("你好")
    state = api.get(f"{control}/state").json()
    assert state["people"]["o-li"]["windows"]["message"]["left"] == 5
    assert api.get(f"{control}/counters").json()["calls"][PATH] == 1
    entries = api.get(f"{control}/transcript/o-li").json()
    assert [entry["text"] for entry in entries] == ["你好", "收到"]
    assert api.get(f"{control}/exchanges").json()[0]["attempts"][0]["status"] == 200

    notice = {
        "template_id": "n1",
        "title": "进度",
        "fields": {"thing1": "事项"},
        "kind": "subscribe",
    }
    assert api.post(f"{control}/templates", json=notice).json()["title"] == "进度"
    api.post(f"{control}/tokens/expire", json={})
    assert api.get(PATH).json()["errcode"] == 40001
    assert api.post(f"{control}/reset").json() == {"ok": True}
    assert api.get(f"{control}/state").json()["people"] == {}


def test_the_clock_never_goes_backwards(world):
    with pytest.raises(ValueError, match="backwards"):
        world.clock.advance(-1)
