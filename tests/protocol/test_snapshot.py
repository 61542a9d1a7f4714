"""What one process changes in directory or library, every other sees within moments."""

import time

from sqlalchemy import update

from db import revision
from directory.models import Unit
from tests.town import Town


def test_a_second_bot_knows_a_changed_directory_within_two_seconds(
    hexi: Town, second, wire
) -> None:
    _, callback = second
    hexi.phone("o_li", "v01").says("你好")
    with hexi.parts.sessions.begin() as session:
        session.execute(
            update(Unit).where(Unit.name == "上堰村村民委员会").values(name="上堰村新委员会")
        )
        revision.bump(session, "directory")
    changed = time.monotonic()
    house = second[0].snapshot.house
    while not house().registry.offices_named("上堰村新委员会"):
        assert time.monotonic() - changed < 2
        time.sleep(0.02)
    fields = [("MsgType", "text"), ("Content", "村口路灯坏了半个月了没人修")]
    assert "上堰村新委员会" in wire.push("o_li", fields, callback)
