"""Which way a letter can go, for any history of messages and sendings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.ladder import (
    ACTION_QUOTA,
    ACTION_WINDOW,
    MESSAGE_QUOTA,
    MESSAGE_WINDOW,
    PATIENCE,
    Abilities,
    Lane,
    Reach,
    next_lane,
)

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ALL = Abilities(service=True, template=True)


def _ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def _reach(**facts: object) -> Reach:
    usual = {
        "following": True, "message_at": _ago(hours=1), "action_at": None, "message_used": 0,
        "action_used": 0, "owed_since": _ago(minutes=1), "resident": True,
    }  # fmt: skip
    return Reach(**(usual | facts))


@pytest.mark.parametrize(
    ("facts", "lane"),
    [
        ({}, Lane.SERVICE),
        ({"message_used": 4}, Lane.SERVICE),
        ({"message_used": 5}, Lane.TEMPLATE),
        ({"message_at": _ago(hours=47, minutes=59)}, Lane.SERVICE),
        ({"message_at": _ago(hours=47, minutes=59, seconds=55)}, Lane.TEMPLATE),
        ({"message_at": None}, Lane.TEMPLATE),
        ({"message_at": None, "action_at": _ago(seconds=30)}, Lane.SERVICE),
        ({"message_at": None, "action_at": _ago(seconds=30), "action_used": 3}, Lane.TEMPLATE),
        ({"message_used": 5, "action_at": _ago(seconds=30)}, Lane.SERVICE),
        ({"message_used": 5, "action_at": _ago(seconds=70)}, Lane.TEMPLATE),
        ({"message_at": None, "notice_failed": True}, Lane.CONTACT),
        ({"following": False}, Lane.CONTACT),
        ({"following": False, "owed_since": _ago(hours=48)}, Lane.IN_PERSON),
        ({"following": False, "owed_since": _ago(hours=48), "resident": False}, Lane.CONTACT),
        (
            {"message_at": None, "notice_failed": True, "owed_since": _ago(days=3)},
            Lane.IN_PERSON,
        ),
    ],
)
def test_a_letter_takes_the_first_lane_that_is_open(facts: dict, lane: Lane) -> None:
    assert next_lane(_reach(**facts), ALL, NOW) is lane


def test_an_account_that_may_not_send_waits_and_then_asks_a_cadre() -> None:
    none = Abilities(service=False, template=False)
    assert next_lane(_reach(), none, NOW) is Lane.CONTACT
    assert next_lane(_reach(owed_since=_ago(hours=48)), none, NOW) is Lane.IN_PERSON


past = st.none() | st.timedeltas(timedelta(), timedelta(days=5)).map(lambda span: NOW - span)
reaches = st.builds(
    Reach,
    following=st.booleans(),
    message_at=past,
    action_at=past,
    message_used=st.integers(0, 7),
    action_used=st.integers(0, 7),
    owed_since=past.filter(bool),
    resident=st.booleans(),
    notice_failed=st.booleans(),
)
abilities = st.builds(Abilities, service=st.booleans(), template=st.booleans())


@given(reaches, abilities)
def test_no_lane_is_taken_that_wechat_or_the_account_would_refuse(
    reach: Reach, able: Abilities
) -> None:
    lane = next_lane(reach, able, NOW)
    if lane is Lane.SERVICE:
        by_message = reach.message_at and NOW - reach.message_at < MESSAGE_WINDOW
        by_action = reach.action_at and NOW - reach.action_at < ACTION_WINDOW
        assert able.service
        assert reach.following
        assert (by_message and reach.message_used < MESSAGE_QUOTA) or (
            by_action and reach.action_used < ACTION_QUOTA
        )
    if lane is Lane.TEMPLATE:
        assert able.template
        assert reach.following
        assert not reach.notice_failed
    if lane is Lane.IN_PERSON:
        assert reach.resident
        assert NOW - reach.owed_since >= PATIENCE
    assert lane is not Lane.PASSIVE


@given(reaches, abilities)
def test_no_resident_waits_for_contact_beyond_patience(reach: Reach, able: Abilities) -> None:
    if next_lane(reach, able, NOW) is Lane.CONTACT:
        assert not reach.resident or NOW - reach.owed_since < PATIENCE
