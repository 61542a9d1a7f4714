"""Requests no honest platform makes: refused or passed over, never a server error, never silent."""

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from pathlib import Path

import httpx
import pytest

import bot.app
import bot.pipeline
from bot.logs import set_up
from emulator import World, events
from emulator.hostile import KINDS
from tests.town import Town

REFUSED = frozenset({
    "forged", "unsigned", "empty_token", "doctype", "entity", "external_entity", "oversize", "deep",
    "not_xml", "empty_body",
})  # fmt: skip
PASSED_OVER = frozenset({
    "forged_message", "garbage_ciphertext", "broken_xml", "no_fields", "missing", "duplicate_type",
})  # fmt: skip
SEALED_ONLY = frozenset({"not_xml", "empty_body", "doctype", "entity", "external_entity"})
OPENID = "o_stranger"
ID_CARD, BANK_CARD, MOBILE = "110101199003074514", "6222021234567890123", "13800138000"


def _verdict(answer: httpx.Response) -> str:
    if answer.status_code == 403:
        return "refused"
    assert answer.status_code == 200
    return "passed over" if answer.content == b"success" else "answered"


@pytest.mark.parametrize("account_settings", [{"mode": "plain"}, {"mode": "safe"}])
def test_every_hostile_request_is_refused_or_passed_over(
    hexi: Town, account_settings: dict[str, str]
) -> None:
    town, mode = hexi, account_settings["mode"]
    town.world.account.mode = mode
    verdicts = {
        kind: _verdict(town.world.push_raw(kind, openid=OPENID))
        for kind in sorted(KINDS.keys() - (SEALED_ONLY if mode == "plain" else set()))
    }
    if mode == "plain":  # without a seal there is nothing but the signature to forge
        assert verdicts.pop("forged_message") == "refused"
    for kind, verdict in verdicts.items():
        wanted = (
            "refused" if kind in REFUSED else "passed over" if kind in PASSED_OVER else "answered"
        )
        assert (kind, verdict) == (kind, wanted)


def test_odd_values_in_a_signed_message_change_nothing_but_its_meaning(hexi: Town, wire) -> None:
    for fields in (
        [("MsgType", "event"), ("Event", "CLICK"), ("EventKey", "键" * 3400)],
        [("MsgType", "event"), ("Event", "SCAN"), ("EventKey", "v:" + "9" * 10_000)],
        [("MsgType", "text"), ("Content", "字" * 14_000)],
        [("MsgType", "location"), ("Location_X", events.Bare("nan")), ("Location_Y", "x")],
        [("MsgType", "text"), ("Content", [("a", "b")])],
        [("MsgType", "voice"), ("MediaId", "m" * 190), ("Recognition", "")],
        [("MsgType", "text"), ("Content", "")],
    ):
        assert wire.push(OPENID, fields)


def test_absurd_numbers_and_names_are_no_server_error(hexi: Town) -> None:
    head = events.envelope(hexi.world.account.gh_id, OPENID, hexi.world.clock.stamp())
    text = [*events.text("你好"), ("MsgId", "9" * 20_000)]
    for fields in (
        [*head, *text],
        [("ToUserName", "gh"), ("FromUserName", "o" * 5000), *text],
        [*head, ("MsgType", "image"), ("MediaId", "m" * 5000), ("MsgId", 1)],
        [("a", [("b", [("c", "d")])])],
    ):
        wire = hexi.world.courier.wire(events.xml(fields), OPENID)
        assert hexi.world.send_wire(wire).status_code in {200, 403}
    deep = hexi.world.push_raw("deep", openid=OPENID, levels=4000)  # small enough to be parsed
    assert _verdict(deep) == "passed over"


def test_a_replayed_request_gets_the_old_reply_and_has_no_second_effect(hexi: Town) -> None:
    said = hexi.phone("o_li", "v01").says("村口路灯坏了半个月了没人修")
    again = hexi.world.replay(said.id)
    assert hexi.world.courier.reader.read(again.content, "o_li").message.text == said.text
    assert len(hexi.tickets()) == 1


@pytest.fixture
def log_lines(hexi: Town, tmp_path: Path) -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What the bot writes on standard error, line by line, at the level it runs with."""
    loggers = bot.app.log, bot.pipeline.log
    for logger in loggers:
        vars(logger).pop("bind", None)  # structlog keeps a logger as it was when first used
    written = tmp_path / "log"
    with written.open("w", encoding="utf-8", buffering=1) as log:
        with redirect_stderr(log):
            set_up("info")
        yield lambda: [json.loads(line) for line in written.read_text("utf-8").splitlines()]
        for logger in loggers:
            vars(logger).pop("bind", None)
        set_up("error")


def _sends(world: World, kind: str, words: str) -> None:
    fields = [*events.envelope(world.account.gh_id, OPENID, 1), *events.text(words), ("MsgId", 7)]
    wire = world.courier.wire(events.xml(fields)[: -6 if kind == "broken" else None], OPENID)
    params = {**wire.params, "signature": "0"} if kind == "forged" else wire.params
    world.send_wire(type(wire)(wire.url, params, wire.body))


@pytest.mark.parametrize("account_settings", [{"mode": "plain"}])
def test_the_log_tells_of_each_request_once_and_of_nobodys_numbers(hexi: Town, log_lines) -> None:
    town = hexi
    town.world.account.mode = "plain"
    for kind in ("forged", "broken", "honest"):
        _sends(town.world, kind, f"电话{MOBILE} 身份证{ID_CARD} 卡号{BANK_CARD}")
    forged, broken, honest = log_lines()

    assert forged["event"] == broken["event"] == "push refused"
    assert forged["trace"]
    assert forged["trace"] != broken["trace"]
    assert forged["why"] == "signature"
    assert "138****8000" in forged["body"]
    assert honest["event"] == "message"
    assert OPENID in honest["key"]
    for number in (ID_CARD, BANK_CARD, MOBILE):
        assert number[:12] not in json.dumps([forged, broken, honest])
