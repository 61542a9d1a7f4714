"""Papers become drafts: compared with what is known, never published, never written by halves."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.revision import numbers
from directory.models import Person
from kit import clock
from knowledge import editing, intake, shelf
from knowledge.errors import BadDraft
from knowledge.models import Item, ItemRevision, Standing
from knowledge.papers import BadPaper
from tests.unit.papers import making

PAPER = (
    "老人洗牙办法\n\n镇卫生院每年三月给满六十岁的老人洗牙，每人每次收费20元，带身份证和医保卡。\n"
)
SHEET = [
    ["事项", "问题", "答案", "依据", "责任单位", "不适用"],
    ["领菜籽", "菜籽怎么领\n领几斤", "到村里签字领，每户两斤。", "发种通知", "nongye", "秧苗死了"],
    ["", "晒坝能不能占", "不能，晒完就要收。", "", "", ""],
]  # fmt: skip


@pytest.fixture
def known(session: Session) -> ItemRevision:
    """Something published, which papers can repeat or contradict."""
    today = clock.today()
    item = Item(slug="teeth", kind="policy")
    item.revisions.append(
        ItemRevision(
            number=1, standing=Standing.PUBLISHED, title="老人洗牙办法", subtopics="1601",
            body="镇卫生院每年三月给满六十岁的老人洗牙，每人每次收费20元，带身份证和医保卡。",
            source="清单", unit="weisheng", area="hx", effective=today,
            expires=today + timedelta(days=9), review_on=today, questions="洗牙", not_for="拔牙",
            published_at=clock.now(),
        )
    )  # fmt: skip
    session.add(item)
    session.flush()
    return item.revisions[0]


def md(folder: Path, content: str, name: str = "洗牙.md") -> Path:
    return making.text(folder / name, content)


# —— What would come of it ——


def test_what_is_nearly_published_already_is_reported(
    session: Session, known: ItemRevision, tmp_path: Path
) -> None:
    plan = intake.plan(session, [md(tmp_path, PAPER)])
    (proposal,) = plan.proposals
    assert (proposal.title, proposal.place) == ("老人洗牙办法", "洗牙.md")
    (alike,) = plan.duplicates
    assert (alike.one, alike.other) == ("洗牙.md《老人洗牙办法》", "已发布的《老人洗牙办法》")
    assert alike.why == "100%"
    assert plan.conflicts == ()


def test_another_amount_than_the_published_one_is_reported(
    session: Session, known: ItemRevision, tmp_path: Path
) -> None:
    plan = intake.plan(session, [md(tmp_path, PAPER.replace("20元", "35元"))])
    (conflict,) = plan.conflicts
    assert {conflict.one, conflict.other} == {"洗牙.md《老人洗牙办法》", "已发布的《老人洗牙办法》"}
    assert "35元" in conflict.why
    assert "20元" in conflict.why


def test_two_papers_are_compared_with_each_other(
    session: Session, known: ItemRevision, tmp_path: Path
) -> None:
    known.standing = Standing.WITHDRAWN
    one = md(tmp_path, PAPER)
    other = making.docx(
        tmp_path / "新办法.docx",
        making.paragraph("老人洗牙办法", "t"),
        making.paragraph(PAPER.splitlines()[-1].replace("20元", "25元")),
    )
    plan = intake.plan(session, [one, other])
    assert [proposal.title for proposal in plan.proposals] == ["老人洗牙办法"] * 2
    assert [pair.other for pair in plan.duplicates] == ["新办法.docx《老人洗牙办法》"]
    assert ["20元" in pair.why and "25元" in pair.why for pair in plan.conflicts] == [True]


def test_something_new_is_like_nothing(
    session: Session, known: ItemRevision, tmp_path: Path
) -> None:
    plan = intake.plan(session, [md(tmp_path, "# 晒坝\n\n晒坝先到先用，晒完收走。\n")])
    assert (plan.duplicates, plan.conflicts, plan.warnings) == ((), (), ())


def test_doubts_about_a_paper_name_it(session: Session, tmp_path: Path) -> None:
    plan = intake.plan(session, [md(tmp_path, "# 收款\n\n交到6222021234567890123这张卡上。\n")])
    assert len(plan.warnings) == 1
    assert plan.warnings[0].startswith("洗牙.md：")
    assert "银行卡号" in plan.warnings[0]


def test_every_row_of_a_sheet_is_proposed_with_its_columns(
    session: Session, tmp_path: Path
) -> None:
    rows = "\n".join(",".join(f'"{cell}"' for cell in row) for row in SHEET)
    for path in (
        making.text(tmp_path / "表.csv", rows, "gb18030"),
        making.xlsx(tmp_path / "表.xlsx", SHEET),
    ):
        first, second = intake.plan(session, [path]).proposals
        assert (first.title, first.body) == ("领菜籽", "到村里签字领，每户两斤。")
        assert first.questions.split("\n") == ["菜籽怎么领", "领几斤"]
        assert (first.source, first.unit, first.not_for) == ("发种通知", "nongye", "秧苗死了")
        assert first.place.startswith(path.name)
        assert "第2行" in first.place
        assert (second.title, second.questions) == ("晒坝能不能占", "晒坝能不能占")
        assert (second.unit, second.not_for) == ("", "")


def test_headings_stay_with_what_stands_under_them(session: Session, tmp_path: Path) -> None:
    text = "# 建房\n\n## 材料\n\n户口簿。\n\n照片。\n\n## 时间\n\n二十天。\n"
    (proposal,) = intake.plan(session, [md(tmp_path, text)]).proposals
    assert proposal.title == "建房"
    assert proposal.source == "《建房》"
    assert proposal.body.splitlines() == ["材料：户口簿。", "照片。", "时间：二十天。"]


def test_a_word_file_is_proposed_as_a_whole(session: Session, tmp_path: Path) -> None:
    path = making.docx(
        tmp_path / "a.docx",
        making.paragraph("春耕补助办法", "t"),
        making.paragraph("对象", "h1"),
        making.paragraph("种水稻的农户。"),
    )
    (proposal,) = intake.plan(session, [path]).proposals
    assert (proposal.title, proposal.body) == ("春耕补助办法", "对象：种水稻的农户。")


# —— Drafts ——


def test_an_import_makes_drafts_and_publishes_nothing(session: Session, tmp_path: Path) -> None:
    library, before, counted = shelf.load(session), numbers(session), editing.counted(session)
    proposals = intake.plan(session, [making.xlsx(tmp_path / "表.xlsx", SHEET)]).proposals
    assert editing.counted(session) == counted  # looking writes nothing
    made = intake.bring_in(session, proposals, "v03")
    assert [one.standing for one in made] == [Standing.DRAFT] * 2
    assert [(one.area, one.to_check, one.author_id) for one in made] == [("v03", True, None)] * 2
    assert "表.xlsx" in made[0].reason
    assert made[0].item.slug != made[1].item.slug
    assert shelf.load(session).entries == library.entries
    assert numbers(session) == before
    drafts = counted.get(Standing.DRAFT, 0) + 2
    assert editing.counted(session) == {**counted, Standing.DRAFT: drafts}


def test_what_was_brought_in_before_stays(session: Session, tmp_path: Path) -> None:
    path = making.xlsx(tmp_path / "表.xlsx", [*SHEET, SHEET[1]])
    proposals = intake.plan(session, [path]).proposals
    assert len(proposals) == 3
    made = intake.bring_in(session, proposals, "hx")
    assert len(made) == 2
    made[0].body = "编辑改过了。"
    assert intake.bring_in(session, proposals, "hx") == []
    assert made[0].body == "编辑改过了。"
    changed = [*SHEET[:2], ["晒坝", "能占吗", "不能。", "", "", ""]]
    newer = intake.plan(session, [making.xlsx(tmp_path / "新.xlsx", changed)]).proposals
    assert [one.title for one in intake.bring_in(session, newer, "hx")] == ["晒坝"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("表.csv", "事项,答案\n", "表.csv"),
        ("旧.doc", "x", "旧.doc"),
        ("坏.docx", "not a zip", "坏.docx"),
        ("空.txt", "  \n", "空.txt"),
        ("图.png", "x", "图.png"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_written(
    session: Session, tmp_path: Path, name: str, content: str, told: str
) -> None:
    counted = editing.counted(session)
    good = md(tmp_path, PAPER)
    with pytest.raises(BadPaper) as refusal:
        intake.plan(session, [good, making.text(tmp_path / name, content)])
    assert refusal.value.facts["file"] == told
    assert editing.counted(session) == counted
    with pytest.raises(BadPaper):
        intake.plan(session, [good, tmp_path / "没有.md"])


def test_an_imported_draft_is_completed_before_it_is_handed_in(
    session: Session, tmp_path: Path
) -> None:
    editor = session.scalars(select(Person).where(Person.name == "戴文澜")).one()
    proposals = intake.plan(session, [md(tmp_path, PAPER)]).proposals
    (made,) = intake.bring_in(session, proposals, "hx")
    with pytest.raises(BadDraft) as refusal:
        editing.submit(session, editor, made.id)
    assert "3 different questions" in str(refusal.value.facts["why"])
    assert made.standing == Standing.DRAFT
    made.questions = "老人洗牙收钱吗\n哪里给老人洗牙\n洗牙带什么"
    with pytest.raises(BadDraft) as refusal:
        editing.submit(session, editor, made.id)
    assert "not_for" in str(refusal.value.facts["why"])
    made.not_for = "拔牙能报销吗"
    editing.submit(session, editor, made.id)
    assert (made.standing, made.author_id) == (Standing.REVIEW, editor.id)


def test_a_long_title_fits_the_column(session: Session, tmp_path: Path) -> None:
    rows = [["标题", "内容"], ["很长" * 100, "正文。"]]
    proposals = intake.plan(session, [making.xlsx(tmp_path / "a.xlsx", rows)]).proposals
    (made,) = intake.bring_in(session, proposals, "hx")
    assert len(made.title) == 120
