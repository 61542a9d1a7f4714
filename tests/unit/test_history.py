"""Afterwards: what was said on a day, who is told of the change, what nobody answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.later import write_now
from directory.models import Person
from directory.registry import Registry
from kit import clock
from knowledge import editing, fact_editing, gaps, history
from knowledge.golden import Examiner
from knowledge.models import Gap, ItemRevision
from letters.inbox import Opening, Outcome, Received
from tests.unit.test_editing import TEETH, asking, emptied, form, letters, named, written

keys = count()


@pytest.fixture
def session(session: Session) -> Iterator[Session]:
    yield emptied(session)
    clock.travel(timedelta())


@pytest.fixture
def one(session: Session) -> Person:
    return named(session, "戴文澜")


@pytest.fixture
def two(session: Session) -> Person:
    return named(session, "解春晓")


@pytest.fixture
def examiner(town: Registry) -> Examiner:
    return asking(town)


@pytest.fixture
def teeth(session: Session, one: Person, two: Person, examiner: Examiner) -> ItemRevision:
    """An item that one editor wrote and another published."""
    made = written(session, one, form(), TEETH, "teeth")
    return editing.publish(session, two, made.id, examiner)


def asked(session: Session, person: int | None, basis: str, at: datetime) -> None:
    session.add(
        Received(
            key=f"k{next(keys)}", openid="o_li", person_id=person, kind="text", text="老人洗牙",
            reply="能。", outcome=Outcome.ANSWERED, basis=basis, opens=Opening.MESSAGE, at=at,
        )
    )  # fmt: skip
    session.flush()


# —— What was answered when ——


def then(session: Session, moment: datetime) -> list[str]:
    told = history.answered_on(session, "哪里可以免费洗牙", moment, ("v01", "hx", "wc"))
    return [one.text for one in told]


def test_what_was_said_before_and_after_a_change_of_text_and_number(
    session: Session, one: Person, two: Person, teeth: ItemRevision, examiner: Examiner
) -> None:
    first = clock.now()
    clock.travel(timedelta(days=10))
    again = written(session, one, editing.form_of(teeth), f"{TEETH}带身份证。", "teeth")
    editing.publish(session, two, again.id, examiner)
    clock.travel(timedelta(days=20))
    row = fact_editing.change(session, one, "teeth-age", "65", "放宽")
    fact_editing.publish(session, two, row.id, examiner)
    clock.travel(timedelta(days=30))
    editing.withdraw(session, two, "teeth", "不办了", examiner)
    old = TEETH.replace("{teeth-age}", "60岁")
    assert then(session, first - timedelta(days=1)) == []
    assert then(session, first + timedelta(days=1)) == [old]
    assert then(session, first + timedelta(days=11)) == [f"{old}带身份证。"]
    assert then(session, first + timedelta(days=21)) == [f"{old}带身份证。".replace("60", "65")]
    assert then(session, first + timedelta(days=31)) == []
    (told,) = history.answered_on(session, "洗牙要不要钱", first + timedelta(days=1), ("hx",))
    assert (told.revision, told.title, told.source) == (teeth.id, teeth.title, teeth.source)


def test_who_got_the_old_answer_is_told_and_who_got_the_new_one_is_not(
    session: Session, one: Person, two: Person, teeth: ItemRevision, examiner: Examiner
) -> None:
    again = written(session, one, editing.form_of(teeth), f"{TEETH}带身份证。", "teeth")
    editing.publish(session, two, again.id, examiner)
    now = clock.now()
    old, new = f"item:{teeth.id}", f"item:{again.id}"
    for person, basis, days in [
        (1, old, 2), (1, old, 1), (2, old, 2), (2, new, 1), (3, new, 1), (4, old, 40),
        (5, "item:999999", 1), (None, old, 1), (6, "ticket:1", 1),
    ]:  # fmt: skip
        asked(session, person, basis, now - timedelta(days=days))
    assert history.affected(session, teeth.item_id, again.id, 30) == [1]
    assert history.affected(session, teeth.item_id, again.id, 60) == [1, 4]
    got = history.given(session, teeth.item_id, now - timedelta(days=30))
    assert sorted(one.revision for one in got) == [teeth.id] * 4 + [again.id] * 2
    assert [one.at for one in got] == sorted(one.at for one in got)
    assert history.recall(session, [two.id], "改了") == 1
    assert "改了" in letters(session, two)


# —— What nobody answered ——


def test_questions_that_are_alike_are_one_and_the_most_frequent_comes_first(
    session: Session,
) -> None:
    session.execute(update(Gap).values(closed_at=clock.now()))
    told = [("老人免费洗牙在哪", "1601", "v03"), ("老人免费洗牙吗", "1601", "v03"),
            ("老人免费洗牙吗", "1601", ""), ("菜籽怎么领", "1301", "v01"),
            ("菜籽怎么领", "", "v01")]  # fmt: skip
    for text, code, area in told:
        gaps.note(session, text, code, area)
    gaps.note(session, "我的卡6222021234567890123被扣了钱", "", "")
    write_now(session)
    first, *others = gaps.clusters(session)
    assert (first.count, first.code, first.areas) == (3, "1601", (("v03", 2), ("", 1)))
    assert "洗牙" in first.text
    assert [one.count for one in others] == [1, 1, 1]
    assert not any("22021234" in one.text for one in others)
    assert [one.code for one in gaps.clusters(session, "1301")] == ["1301"]
    gaps.close(session, first.ids, None)
    assert first not in gaps.clusters(session)


def test_what_a_published_item_answers_is_closed(
    session: Session, teeth: ItemRevision, examiner: Examiner
) -> None:
    session.execute(update(Gap).values(closed_at=clock.now()))
    for text, code in [("哪里免费洗牙", "1601"), ("老人洗牙收钱吗", ""), ("村里修路吗", "1601"),
                       ("哪里免费洗牙", "1301")]:  # fmt: skip
        session.add(Gap(text=text, code=code, area="v03"))
    session.flush()
    assert gaps.close_answered(session, teeth, examiner) == 2
    assert sorted(one.text for one in gaps.clusters(session)) == ["哪里免费洗牙", "村里修路吗"]
    closed = select(Gap.item_id).where(Gap.text == "老人洗牙收钱吗")
    assert session.scalar(closed) == teeth.item_id
