"""Writing, reading and publishing: who may, what is refused, what was told when, who is told."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.later import write_now
from db.revision import numbers
from directory.models import Person, Role
from directory.registry import Registry
from kit import clock
from knowledge import diff, editing, fact_editing, shelf
from knowledge.errors import (
    BadDraft,
    GoldenRefusal,
    NoItem,
    NotAnEditor,
    SecondPerson,
    WrongStanding,
)
from knowledge.files import ItemForm
from knowledge.golden import Examiner
from knowledge.models import FactValue, Item, ItemRevision, Standing
from letters.models import Letter

TEETH = "能。满{teeth-age}的老人到镇卫生院洗牙，一年一次，不收钱。"
SEEDS = "能。每户领两斤菜籽，到村里签字领。"


def emptied(session: Session) -> Session:
    """The demo town with nothing published but one number."""
    done = {"standing": Standing.WITHDRAWN, "ended_at": clock.now() - timedelta(days=999)}
    session.execute(update(ItemRevision).values(done))
    session.add(
        FactValue(
            key="teeth-age", name="免费洗牙年龄", kind="age", value="60.0", source="镇里的清单",
            starts=clock.today() - timedelta(days=99), until=clock.today() + timedelta(days=99),
            standing=Standing.PUBLISHED, published_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    return session


def asking(town: Registry) -> Examiner:
    return Examiner(lambda question: {}, lambda area: town.around(town.area_codes[area].id))


@pytest.fixture
def session(session: Session) -> Session:
    return emptied(session)


@pytest.fixture
def one(session: Session) -> Person:
    return named(session, "戴文澜")


@pytest.fixture
def two(session: Session) -> Person:
    return named(session, "解春晓")


@pytest.fixture
def examiner(town: Registry) -> Examiner:
    return asking(town)


def named(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.name == name)).one()


def form(**changed: Any) -> ItemForm:
    told = {
        "kind": "policy", "title": "老人免费洗牙", "subtopics": ["1601"], "unit": "weisheng",
        "source": "《禾溪镇健康服务清单》第三条", "area": "hx", "not_for": ["拔牙能报销吗"],
        "effective": clock.today() - timedelta(days=30),
        "expires": clock.today() + timedelta(days=90),
        "review": clock.today() + timedelta(days=60),
        "questions": ["老人洗牙要不要钱", "哪里可以免费洗牙", "牙石多了镇上给洗不"],
    }  # fmt: skip
    return ItemForm(**told | changed)


def seeds(**changed: Any) -> ItemForm:
    questions = ["菜籽怎么领", "一户能领几斤菜籽", "村里发菜籽吗"]
    told = {"title": "领菜籽", "questions": questions, "not_for": ["秧苗死了"]}
    return form(**told | {"subtopics": ["1301"], "unit": "nongye"} | changed)


def written(session: Session, by: Person, told: ItemForm, body: str, slug: str) -> ItemRevision:
    made = editing.draft(session, by, slug, told, body=body, reason="新的")
    return editing.submit(session, by, made.id)


@pytest.fixture
def teeth(session: Session, one: Person, two: Person, examiner: Examiner) -> ItemRevision:
    """An item that one editor wrote and another published."""
    made = written(session, one, form(), TEETH, "teeth")
    return editing.publish(session, two, made.id, examiner)


def letters(session: Session, person: Person) -> list[str]:
    write_now(session)
    return list(session.scalars(select(Letter.text).where(Letter.person_id == person.id)))


def answering(session: Session) -> set[str]:
    return {entry.slug for entry in shelf.load(session).entries}


# —— The way of a revision ——


def test_from_a_draft_to_an_answer(
    session: Session, one: Person, two: Person, examiner: Examiner
) -> None:
    before = numbers(session).get("library", 0)
    made = editing.draft(session, one, "teeth", form(), body=f" {TEETH}\n", reason=" 新的 ")
    assert (made.number, made.standing, made.body, made.reason) == (1, "draft", TEETH, "新的")
    assert (made.item.owner_id, made.author_id) == (one.id, one.id)
    editing.submit(session, one, made.id)
    assert editing.waiting(session) == ([made], [])
    assert answering(session) == set()
    assert any(f"审 {made.id}" in told for told in letters(session, two))
    assert letters(session, one) == []
    editing.publish(session, two, made.id, examiner)
    assert (made.standing, made.reviewer_id) == (Standing.PUBLISHED, two.id)
    assert answering(session) == {"teeth"}
    assert not made.to_check
    assert numbers(session)["library"] == before + 1
    assert any("已经发布" in told for told in letters(session, one))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.EDITOR, Role.ADMIN}])
def test_nobody_else_edits(
    session: Session, teeth: ItemRevision, examiner: Examiner, role: Role
) -> None:
    other = session.scalars(select(Person).where(Person.name == "向明堂")).one()
    other.role = role
    tries = [
        lambda: editing.draft(session, other, "x", form(), body="正文", reason="新的"),
        lambda: editing.submit(session, other, teeth.id),
        lambda: editing.refuse(session, other, teeth.id, "不好"),
        lambda: editing.publish(session, other, teeth.id, examiner),
        lambda: editing.withdraw(session, other, "teeth", "不要了", examiner),
        lambda: fact_editing.change(session, other, "teeth-age", "61", "改"),
        lambda: fact_editing.publish(session, other, 1, examiner),
    ]
    for attempt in tries:
        with pytest.raises(NotAnEditor):
            attempt()
    assert teeth.standing == Standing.PUBLISHED


def test_the_second_person_and_the_right_standing(
    session: Session, one: Person, two: Person, examiner: Examiner
) -> None:
    made = editing.draft(session, one, "teeth", form(), body=TEETH, reason="新的")
    with pytest.raises(WrongStanding) as refusal:
        editing.publish(session, two, made.id, examiner)
    assert refusal.value.facts["standing"] == "草稿"
    editing.submit(session, one, made.id)
    with pytest.raises(WrongStanding):
        editing.submit(session, one, made.id)
    with pytest.raises(SecondPerson):
        editing.publish(session, one, made.id, examiner)
    editing.publish(session, two, made.id, examiner)
    for again in (editing.publish, lambda *a: editing.refuse(*a[:3], "晚了")):
        with pytest.raises(WrongStanding) as refusal:
            again(session, two, made.id, examiner)
        assert refusal.value.facts["standing"] == "已发布"
    with pytest.raises(NoItem):
        editing.publish(session, two, 10**6, examiner)


def test_a_refused_draft_goes_back_and_comes_again(
    session: Session, one: Person, two: Person, examiner: Examiner
) -> None:
    made = written(session, one, form(), TEETH, "teeth")
    with pytest.raises(BadDraft):
        editing.refuse(session, two, made.id, "  ")
    editing.refuse(session, two, made.id, "电话没写")
    assert (made.standing, made.reviewer_id) == (Standing.DRAFT, two.id)
    assert any("电话没写" in told for told in letters(session, one))
    better = editing.draft(session, one, "teeth", form(), body=f"{TEETH}打电话约。", reason="补了")
    assert (better.id, better.number, better.reviewer_id) == (made.id, 1, None)
    editing.submit(session, one, better.id)
    assert editing.publish(session, two, better.id, examiner).body.endswith("打电话约。")


@pytest.mark.parametrize(
    ("body", "reason", "why"),
    [(" ", "新的", "正文是空的"), ("正文", "\n", "为什么"), ("满{age-x}的{y}", "新的", "age-x、y")],
)
def test_a_draft_that_lacks_something_is_refused(
    session: Session, one: Person, body: str, reason: str, why: str
) -> None:
    with pytest.raises(BadDraft) as refusal:
        editing.draft(session, one, "x", form(), body=body, reason=reason)
    assert why in str(refusal.value.facts["why"])
    assert session.scalar(select(Item).where(Item.slug == "x")) is None


def test_publishing_that_takes_a_question_changes_nothing(
    session: Session, one: Person, two: Person, teeth: ItemRevision, examiner: Examiner
) -> None:
    thief = seeds(
        title="哪里可以免费洗牙", questions=["哪里可以免费洗牙", "菜籽怎么领", "发菜籽吗"]
    )
    made = written(session, one, thief, SEEDS, "seeds")
    with pytest.raises(GoldenRefusal) as refusal:
        editing.publish(session, two, made.id, examiner)
    assert "哪里可以免费洗牙" in str(refusal.value.facts["changes"])
    assert (made.standing, made.published_at) == (Standing.REVIEW, None)
    assert answering(session) == {"teeth"}


def test_revisions_are_numbered_and_the_old_one_is_replaced(
    session: Session, one: Person, two: Person, teeth: ItemRevision, examiner: Examiner
) -> None:
    hers = editing.draft(session, two, "teeth", form(), body="她的", reason="试试")
    again = written(session, one, editing.form_of(teeth, area="v03"), TEETH, "teeth")
    assert (teeth.number, hers.number, again.number) == (1, 2, 3)
    editing.publish(session, two, again.id, examiner)
    assert (teeth.standing, again.standing) == (Standing.REPLACED, Standing.PUBLISHED)
    assert teeth.ended_at == again.published_at
    assert editing.live(session, "teeth") is again
    assert editing.counted(session)[Standing.DRAFT] == 1


def test_a_withdrawn_item_stops_answering(
    session: Session, two: Person, teeth: ItemRevision, examiner: Examiner
) -> None:
    with pytest.raises(BadDraft):
        editing.withdraw(session, two, "teeth", "", examiner)
    editing.withdraw(session, two, "teeth", "不办了", examiner)
    assert (teeth.standing, teeth.reason) == (Standing.WITHDRAWN, "不办了")
    assert teeth.ended_at is not None
    assert answering(session) == set()
    with pytest.raises(NoItem):
        editing.withdraw(session, two, "teeth", "再撤一次", examiner)


def test_what_is_due_is_listed(session: Session, teeth: ItemRevision) -> None:
    assert editing.due(session, clock.today()) == []
    assert editing.due(session, teeth.review_on) == [teeth]


def test_a_variant_inherits_what_it_leaves_empty(
    session: Session, teeth: ItemRevision, one: Person
) -> None:
    told = form(area="v03", title="", subtopics=[], source="", unit="")
    made = editing.draft(
        session, one, "teeth@v03", told, body="白果村的先找网格员。", reason="本村"
    )
    made.standing = Standing.PUBLISHED
    session.flush()
    entries = {entry.slug: entry for entry in shelf.load(session).entries}
    here, base = entries["teeth@v03"], entries["teeth"]
    assert (here.title, here.source, here.unit, here.phone, here.subtopics) == (
        base.title, base.source, base.unit, base.phone, base.subtopics,
    )  # fmt: skip
    assert (here.body, here.area, here.base) == ("白果村的先找网格员。", "v03", "teeth")


# —— What changed ——


def test_a_change_is_read_sentence_by_sentence(
    session: Session, teeth: ItemRevision, one: Person
) -> None:
    body = TEETH.replace("一年一次，", "") + "\n先打电话约。"
    told = editing.form_of(teeth, source="《禾溪镇健康服务清单》第四条", questions=[
        *teeth.questions.splitlines(), "洗牙要预约吗"])  # fmt: skip
    made = editing.draft(session, one, "teeth", told, body=body, reason="改")
    assert diff.readable(teeth, made) == [
        "〔正文〕", f"－{TEETH.partition('。')[2]}",
        "＋满{teeth-age}的老人到镇卫生院洗牙，不收钱。", "＋先打电话约。",
        "〔依据〕", "－《禾溪镇健康服务清单》第三条", "＋《禾溪镇健康服务清单》第四条",
        "〔问法〕", "＋洗牙要预约吗",
    ]  # fmt: skip
    assert diff.readable(teeth, teeth) == []
    new = diff.readable(None, teeth)
    assert "＋能。" in new
    assert not any(line.startswith("－") or "{}" in line for line in new)


# —— Numbers ——


def test_a_new_number_holds_after_a_second_look(
    session: Session, one: Person, two: Person, teeth: ItemRevision, examiner: Examiner
) -> None:
    row = fact_editing.change(session, one, "teeth-age", " 65 ", "放宽", source="新清单")
    assert (row.standing, row.value, row.kind, row.name) == (
        "review", "65.0", "age", "免费洗牙年龄",
    )  # fmt: skip
    assert (row.source, row.starts) == ("新清单", clock.today())
    assert editing.waiting(session) == ([], [row])
    assert any(f"核 {row.id}" in told for told in letters(session, two))
    assert shelf.load(session).book.latest("teeth-age") == "60岁"
    with pytest.raises(SecondPerson):
        fact_editing.publish(session, one, row.id, examiner)
    fact_editing.publish(session, two, row.id, examiner)
    assert shelf.load(session).book.latest("teeth-age") == "65岁"
    assert fact_editing.latest(session, "teeth-age") is row
    assert fact_editing.users_of(session, "teeth-age") == [teeth]
    with pytest.raises(WrongStanding):
        fact_editing.publish(session, two, row.id, examiner)


@pytest.mark.parametrize("value", ["六十", "", "-1", "131", "nan", "2026-01-01"])
def test_a_number_that_cannot_be_is_refused(session: Session, one: Person, value: str) -> None:
    with pytest.raises(BadDraft) as refusal:
        fact_editing.change(session, one, "teeth-age", value, "改")
    assert "免费洗牙年龄" in str(refusal.value.facts["why"])
    with pytest.raises(BadDraft):
        fact_editing.change(session, one, "teeth-age", "61", " ")
    with pytest.raises(NoItem):
        fact_editing.change(session, one, "no-such-number", "61", "改")
