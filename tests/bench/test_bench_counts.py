"""The counts after a run are only worth something if they would notice what went wrong."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from bench.crowd import Crowd, Said
from bench.lines import Line, read
from bench.verdict import COLUMNS, Verdict, looks_like
from letters import outbox
from letters.inbox import Outcome, Received
from letters.models import Letter
from phrases import say
from tests.town import Town

SENTENCES = (
    "村口路灯坏了半个月了没人修",
    "低保怎么申请",
    "你好",
    "隔壁天天半夜放音响吵得睡不着",
    "垃圾桶满了一个星期没人来拉",
    "自来水断了三天了",
    "谢谢你",
    "我家房顶漏雨想申请危房改造",
)


def spoken(hexi: Town) -> list[Said]:
    """Four residents have said two sentences each."""
    lines = [Line(number, text) for number, text in enumerate(SENTENCES)]
    return Crowd(hexi.world, lines, 4, lambda done: None).speak(4)


def figures(hexi: Town, said: list[Said]) -> dict[str, object]:
    return Verdict(hexi.parts.engine, hexi.world, said).figures(1.0)


def test_every_line_of_a_run_ends_in_exactly_one_way(hexi: Town) -> None:
    said = spoken(hexi)

    counted = figures(hexi, said)

    assert sum(counted[name] for name in COLUMNS.values()) == counted["messages"] == len(SENTENCES)
    assert counted["redelivered"] == 1
    for zero in ("without_reply", "duplicate_tickets", "over_5s", "wrong_counts", "not_counted"):
        assert counted[zero] == 0, zero
    assert counted["tickets_opened"] == len(hexi.tickets()) > 0


def test_a_message_that_was_answered_but_not_stored_counts_as_lost(hexi: Town) -> None:
    said = spoken(hexi)
    with hexi.session() as session, session.begin():
        session.execute(delete(Received).where(Received.text == SENTENCES[0]))

    verdict = Verdict(hexi.parts.engine, hexi.world, said)

    assert verdict.lost() == 1
    assert verdict.figures(1.0)["not_counted"] == 1


def test_an_outcome_that_the_phone_contradicts_is_noticed(hexi: Town) -> None:
    said = spoken(hexi)
    with hexi.session() as session, session.begin():
        wrong = update(Received).where(Received.text == "你好").values(outcome=Outcome.TICKET)
        session.execute(wrong)

    assert figures(hexi, said)["wrong_counts"] == 1


def test_a_second_ticket_from_one_line_is_noticed(hexi: Town) -> None:
    said = spoken(hexi)
    first = min(hexi.tickets(), key=lambda ticket: ticket.id)
    with hexi.session() as session, session.begin():
        again = {column.key: getattr(first, column.key) for column in first.__table__.columns}
        session.add(type(first)(**again | {"id": None, "source_key": "msg:somebody:else"}))

    assert figures(hexi, said)["duplicate_tickets"] == 1


def test_a_letter_that_a_phone_shows_twice_is_noticed(hexi: Town) -> None:
    said = spoken(hexi)
    with hexi.session() as session, session.begin():
        row = hexi.tickets()[0]
        outbox.promise(session, row.resident_id, "明天上午有人上门看。", ticket_id=row.id)
    hexi.deliver()
    assert figures(hexi, said)["letters_shown_twice"] == 0

    with hexi.session() as session, session.begin():
        again = {"delivery": "waiting", "due_at": row.created_at - timedelta(minutes=1)}
        session.execute(update(Letter).where(Letter.text.startswith("明天上午")).values(**again))
    hexi.deliver()

    assert figures(hexi, said)["letters_shown_twice"] == 1


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        ("choice.which", Outcome.ASKED),
        ("where.ask", Outcome.ASKED),
        ("danger.fire", Outcome.EMERGENCY),
        ("meta.greeting", Outcome.CONVERSATION),
    ],
)
def test_a_reply_is_recognised_by_its_words(key: str, outcome: Outcome) -> None:
    assert looks_like(say(key)) is outcome


def test_a_line_of_no_use_is_named_and_the_rest_is_sent(tmp_path: Path) -> None:
    rows = [json.dumps({"text": "路灯坏了"}), "not json", json.dumps({"words": "?"}), ""]
    path = tmp_path / "said.jsonl"
    path.write_text("\n".join([*rows, json.dumps({"text": "你好"})]), "utf-8")

    lines, problems = read([path], None, None)

    assert [(line.number, line.text) for line in lines] == [(0, "路灯坏了"), (1, "你好")]
    assert problems == ["said.jsonl:2: no JSON", "said.jsonl:3: no text"]
