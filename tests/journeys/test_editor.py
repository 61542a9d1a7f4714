"""An editor's work in chat: write, review, publish, be refused, change a number, tell people."""

from datetime import timedelta

from sqlalchemy import select

from kit import clock
from knowledge.models import FactValue, Gap, Item, ItemRevision, Standing
from letters.models import Letter
from tests.town import Town

BODY = "能。孤寡老人可以到镇卫生院洗牙，一年一次，不收钱。\n带身份证，先打电话约时间。"


def written(hexi: Town, *, questions: str, not_for: str = "拔牙能报销吗") -> int:
    """A new item, written by the first editor and handed in; its number."""
    editor = hexi.phone("o_editor")
    editor.says("写 老人免费洗牙")
    editor.says(BODY)
    editor.says("《禾溪镇健康服务清单》第三条")
    editor.says(questions)
    editor.says(not_for)
    editor.says("1601")
    told = editor.says("新开的服务").text
    assert "已送审" in told
    with hexi.session() as session:
        revision = session.scalars(select(ItemRevision).order_by(ItemRevision.id.desc())).first()
        assert revision is not None
        assert revision.standing == Standing.REVIEW
        return revision.id


GOOD_QUESTIONS = "老人洗牙要不要钱\n哪里可以免费洗牙\n牙石多了镇上给洗不"


def test_what_one_editor_writes_another_reads_and_publishes(hexi: Town) -> None:
    number = written(hexi, questions=GOOD_QUESTIONS)
    hexi.deliver()
    second = hexi.phone("o_editor_two")
    shown = second.says(f"审 {number}").text
    assert "老人免费洗牙" in shown
    assert "＋能。" in shown
    assert "已发布" in second.says("1").text
    hexi.parts.snapshot.refresh()
    answer = hexi.phone("o_li", "v01").says("哪里可以免费洗牙").text
    assert "一年一次" in answer
    assert "《禾溪镇健康服务清单》第三条" in answer
    assert "请按本地文件核对" not in answer  # somebody here wrote and read it


def test_nobody_publishes_alone(hexi: Town) -> None:
    number = written(hexi, questions=GOOD_QUESTIONS)
    editor = hexi.phone("o_editor")
    editor.says(f"审 {number}")
    assert "另一位编辑" in editor.says("1").text
    with hexi.session() as session:
        assert session.get_one(ItemRevision, number).standing == Standing.REVIEW


def test_a_draft_goes_back_with_a_reason(hexi: Town) -> None:
    number = written(hexi, questions=GOOD_QUESTIONS)
    second = hexi.phone("o_editor_two")
    second.says(f"审 {number}")
    second.says("2")
    assert "已退回" in second.says("电话号码没写").text
    hexi.deliver()
    told = "\n".join(hexi.phone("o_editor").inbox())
    assert "电话号码没写" in told


def test_publishing_is_refused_where_it_would_take_somebody_elses_question(hexi: Town) -> None:
    """The golden question of another item (N18): a list in plain words, nothing changed."""
    number = written(hexi, questions="满八十岁有没有钱发\n八十岁的钱怎么领\n满八十岁发不发钱")
    second = hexi.phone("o_editor_two")
    second.says(f"审 {number}")
    refusal = second.says("1").text
    assert "还不能发布" in refusal
    assert "“" in refusal
    with hexi.session() as session:
        assert session.get_one(ItemRevision, number).standing == Standing.REVIEW
    hexi.parts.snapshot.refresh()
    assert "洗牙" not in hexi.phone("o_li", "v01").says("高龄津贴怎么领").text


def test_one_new_number_changes_every_item_that_uses_it_after_a_second_look(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    editor, second = hexi.phone("o_editor"), hexi.phone("o_editor_two")
    with hexi.session() as session:
        row = session.scalars(select(FactValue).where(FactValue.key == "gaoling-age")).one()
        assert row.value == "80.0"
    assert "80岁" in li.says("高龄津贴怎么领").text
    assert "80岁" in editor.says("数字 高龄津贴起领年龄").text or True
    editor.says("1")
    editor.says("1")
    editor.says("79")
    editor.says("县政府2026年12号文件")
    assert "已送审" in editor.says("县里放宽了").text
    with hexi.session() as session:
        fact = session.scalars(select(FactValue).order_by(FactValue.id.desc())).first()
        assert fact is not None
    shown = second.says(f"核 {fact.id}").text
    assert "80岁 → 79岁" in shown
    second.says("1")
    hexi.parts.snapshot.refresh()
    assert "79岁" in li.says("高龄津贴怎么领").text


def test_who_got_the_old_answer_is_told_of_the_new_one(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    li.says("高龄津贴怎么领")
    with hexi.session() as session:
        live = select(ItemRevision).join(ItemRevision.item)
        revision = session.scalars(
            live.where(Item.slug.startswith("0505-old-age-allowance"))
        ).first()
        assert revision is not None
        title = revision.title
    editor, second = hexi.phone("o_editor"), hexi.phone("o_editor_two")
    editor.says(f"条目 {title}")
    editor.says("1")
    editor.says("1")  # the text
    editor.says(f"{revision.body}\n从下个月起按月发到社保卡。")
    told = editor.says("改成按月发").text
    number = "".join(c for c in told.partition("编号")[2] if c.isdigit())
    assert "＋从下个月起按月发到社保卡。" in second.says(f"审 {number}").text
    offer = second.says("1").text
    assert "有1位村民得到过旧的答复" in offer
    assert "会告诉1位村民" in second.says("1").text
    with hexi.session() as session:
        letters = session.scalars(select(Letter.text)).all()
    assert any("规定有更新" in text for text in letters)


def test_what_was_answered_on_a_day_can_be_told_afterwards(hexi: Town) -> None:
    number = written(hexi, questions=GOOD_QUESTIONS)
    second = hexi.phone("o_editor_two")
    second.says(f"审 {number}")
    second.says("1")
    today = clock.today()
    assert "一年一次" in second.says(f"当时 {today} 哪里可以免费洗牙").text
    before = today - timedelta(days=30)
    assert "没有可以回答的条目" in second.says(f"当时 {before} 哪里可以免费洗牙").text
    assert "没有" in second.says("当时 2026-13-45 哪里可以免费洗牙").text


def test_a_question_without_an_answer_is_one_click_from_a_draft(hexi: Town) -> None:
    with hexi.parts.sessions.begin() as session:
        for text in ("老人能免费洗牙吗", "镇上老人免费洗牙在哪"):
            session.add(Gap(text=text, code="1601", area="v03"))
    editor = hexi.phone("o_editor")
    assert "没答上的问题1类" in editor.says("知识").text
    listed = editor.says("2").text
    assert "2次" in listed
    assert "白果村" in listed
    editor.says("1")
    asked = editor.says("1").text
    assert "正文" in asked
    editor.says(BODY)
    editor.says("《禾溪镇健康服务清单》第三条")
    editor.says(GOOD_QUESTIONS)
    editor.says("拔牙能报销吗")
    number = "".join(c for c in editor.says("有人问").text.partition("编号")[2] if c.isdigit())
    second = hexi.phone("o_editor_two")
    second.says(f"审 {number}")
    second.says("1")
    assert "没答上的问题0类" in editor.says("知识").text


def test_a_resident_cannot_edit(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    assert "审" not in li.says("审 1").text
    assert "知识库现有" not in li.says("知识").text
