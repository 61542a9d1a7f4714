"""``minhu bench knowledge`` and ``minhu knowledge …``: figures, imports, checks, what was said."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner, Result

from bench.knowledge import Asked, Corpus, auc, measure, scale
from bot.settings import settings as read_settings
from db.engine import open_engine
from directory.import_csv import import_folder
from kit import clock
from kit.errors import PetitionError
from knowledge.documents import Document, pieces_of
from knowledge.models import Gap, ItemRevision, Standing
from minhu import cli, schema
from minhu.town import DEMO

PAGES = {
    "d1": ("低保", "家里收入低的，向村里交申请。镇上核对收入以后公示七天。"),
    "d2": ("水费", "在手机上交水费。也可以到营业厅交现金，逾期要收违约金。"),
    "d3": ("狗咬", "先用肥皂水冲一刻钟。再去卫生院打狂犬疫苗，越早越好。"),
    "d4": ("秸秆", "收割以后粉碎还田。谁也不许在田坎上点火。"),
}
ASKED = [
    ("向村里交申请要公示几天", "d1", "公示七天"),
    ("水费逾期收不收违约金", "d2", "违约金"),
    ("狗咬了用肥皂水冲多久", "d3", "一刻钟"),
    ("田坎上点火烧秸秆行不行", "d4", "不许"),
    ("卫生院打狂犬疫苗", "d3", "越早越好"),
]
STRANGE = ["火车票改签", "彩礼退回", "飞机晚点赔偿"]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: object) -> Result:
    result = CliRunner().invoke(cli.app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> str:
    """What ``minhu`` says before it ends with 1."""
    monkeypatch.setattr(sys, "argv", ["minhu", *map(str, words)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 1
    return capsys.readouterr().out


def jsonl(path: str, rows: list[dict[str, Any]]) -> Path:
    Path(path).write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return Path(path)


def corpus_files() -> tuple[Path, Path, Path]:
    documents = [{"id": name, "title": h, "text": text} for name, (h, text) in PAGES.items()]
    asked = [{"question": text, "answer_id": name, "answer": span} for text, name, span in ASKED]
    return (
        jsonl("documents.jsonl", documents),
        jsonl("questions.jsonl", asked),
        jsonl("others.jsonl", [{"question": text} for text in STRANGE]),
    )


# —— Figures ——


def test_a_corpus_of_ones_own_is_measured() -> None:
    documents, questions, others = corpus_files()
    told = run(
        "bench", "knowledge", "--documents", documents, "--questions", questions,
        "--unanswerable", others, "--json", "figures.json",
    ).output  # fmt: skip
    figures = json.loads(Path("figures.json").read_text("utf-8"))
    assert "documents.jsonl" in told
    assert "hit_at_1" in told
    assert (figures["hit_at_1"], figures["hit_at_5"], figures["mrr"]) == (1.0, 1.0, 1.0)
    assert (figures["n"], figures["documents"], figures["unanswerable"]) == (5, 4, 3)
    assert (figures["refusal_auc"], figures["wrong_at_90"]) == (1.0, 0.0)
    assert figures["span_shown"] == 1.0
    assert 0 < figures["p50_ms"] <= figures["p99_ms"] < 1000
    assert 0 <= figures["index_s"] < 10


def test_without_unanswerable_questions_and_spans_nothing_is_said_of_them() -> None:
    documents, _, _ = corpus_files()
    asked = jsonl("asked.jsonl", [{"text": text, "docid": name} for text, name, _ in ASKED])
    run("bench", "knowledge", "--documents", documents, "--questions", asked, "--json", "f.json")
    figures = json.loads(Path("f.json").read_text("utf-8"))
    assert not {"refusal_auc", "wrong_at_90", "span_shown"} & set(figures)
    assert figures["n"] == len(ASKED)


def test_a_question_whose_document_comes_second_counts_half() -> None:
    told = {name: Document(head, pieces_of(text)) for name, (head, text) in PAGES.items()}
    figures = measure(Corpus(told, [Asked("水费", "d2"), Asked("交申请，不是水费", "d2")]))
    assert (figures["hit_at_1"], figures["hit_at_5"], figures["mrr"]) == (0.5, 1.0, 0.75)


@pytest.mark.parametrize(
    ("documents", "questions", "said"),
    [
        ("none.jsonl", "questions.jsonl", "读不了 none.jsonl"),
        ("documents.jsonl", "notes.txt", "读不了 notes.txt"),
        ("broken.jsonl", "questions.jsonl", "读不了 broken.jsonl"),
        ("odd.jsonl", "questions.jsonl", "odd.jsonl 里没有这样的列"),
        ("documents.jsonl", "odd.jsonl", "odd.jsonl 里没有这样的列"),
        ("documents.jsonl", "stray.jsonl", "stray.jsonl 里的问题和文档对不上"),
    ],
)
def test_bad_files_are_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    documents: str,
    questions: str,
    said: str,
) -> None:
    corpus_files()
    Path("notes.txt").write_text("话", "utf-8")
    Path("broken.jsonl").write_text('{"id": "a", "text"', "utf-8")
    jsonl("odd.jsonl", [{"colour": "red"}])
    jsonl("stray.jsonl", [{"question": "低保怎么申请", "answer_id": "elsewhere"}])
    words = ("--documents", documents, "--questions", questions, "--json", "figures.json")
    told = refused(monkeypatch, capsys, "bench", "knowledge", *words)
    assert said in told
    assert "Traceback" not in told
    assert not Path("figures.json").exists()


SURE = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0])), min_size=1)


@given(SURE, SURE)
def test_the_area_under_the_curve_is_that_of_scikit_learn(
    right: list[float], wrong: list[float]
) -> None:
    expected = roc_auc_score([1] * len(right) + [0] * len(wrong), right + wrong)
    assert auc(right, wrong) == pytest.approx(expected)
    assert auc(right, wrong) + auc(wrong, right) == pytest.approx(1)


def test_more_passages_are_made_of_the_same_sentences() -> None:
    told = {name: Document(head, (text,)) for name, (head, text) in PAGES.items()}
    figures = scale(Corpus(told, [Asked("水费", "d2")]), 300)
    assert figures["passages"] == 300
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]


# —— An installation with two items ——

ITEM = """+++
kind = "policy"
title = "{title}"
subtopics = ["{code}"]
source = "《禾溪镇办事指南》"
unit = "shehui"
effective = {begin}
expires = {end}
review = {end}
area = "hx"
questions = {questions}
not_for = ["{not_for}"]
+++
{body}"""


def item(name: str, title: str, questions: list[str], **told: str) -> None:
    day = clock.today()
    spans = {"begin": day - timedelta(days=9), "end": day + timedelta(days=99), "code": "0501"}
    asked = json.dumps(questions, ensure_ascii=False)
    text = ITEM.format(title=title, questions=asked, **{"not_for": "秧苗死了", **spans, **told})
    Path("own/items", f"{name}.md").write_text(text, "utf-8")


@pytest.fixture
def sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sessionmaker[Session]]:
    """The demo town with two items of its own, and keywords in place of a model."""
    url = f"sqlite:///{tmp_path / 'minhu.db'}"
    monkeypatch.setenv("MINHU_DATABASE_URL", url)
    monkeypatch.setenv("MINHU_MODEL_PATH", str(tmp_path / "none.model"))
    account = {"app_id": "wx1", "secret": "s", "token": "token", "mode": "plain"}
    monkeypatch.setenv("MINHU_WECHAT", json.dumps(account))
    read_settings.cache_clear()
    engine = open_engine(url)
    schema.upgrade(engine)
    with Session(engine) as session, session.begin():
        import_folder(session, DEMO)
    for folder in ("items", "facts"):
        Path("own", folder).mkdir(parents=True)
    item("teeth", "老人免费洗牙", ["老人洗牙要不要钱", "哪里可以免费洗牙", "镇上给洗牙吗"],
         body="满六十岁的老人到镇卫生院洗牙，每次收费20元，带身份证。")  # fmt: skip
    item("seeds", "领菜籽", ["菜籽怎么领", "一户能领几斤菜籽", "村里发菜籽吗"],
         body="每户领两斤菜籽，到村里签字领。", not_for="拔牙能报销吗")  # fmt: skip
    assert "已发布 2 条" in run("knowledge", "publish", "own").output
    yield sessionmaker(engine)
    engine.dispose()
    read_settings.cache_clear()


def revisions(sessions: sessionmaker[Session]) -> dict[Standing, int]:
    with sessions() as session:
        rows = select(ItemRevision.standing, func.count()).group_by(ItemRevision.standing)
        return {Standing(standing): count for standing, count in session.execute(rows)}


PAPER = "# 老人免费洗牙\n\n满六十岁的老人到镇卫生院洗牙，每次收费35元，带身份证。\n"


def test_a_dry_run_tells_and_writes_nothing(sessions: sessionmaker[Session]) -> None:
    Path("洗牙.md").write_text(PAPER, "utf-8")
    told = run("knowledge", "import", "--dry-run", "洗牙.md").output
    assert "洗牙.md：《老人免费洗牙》" in told
    assert "说法不一" in told
    assert "35元" in told
    assert "已发布的《老人免费洗牙》" in told
    assert "没有改动" in told
    assert revisions(sessions) == {Standing.PUBLISHED: 2}


def test_an_import_writes_drafts_once(sessions: sessionmaker[Session]) -> None:
    Path("洗牙.md").write_text(PAPER, "utf-8")
    Path("表.csv").write_text("事项,答案\n晒坝,先到先用。\n路灯,报给村里。\n", "utf-8")
    told = run("knowledge", "import", "洗牙.md", "表.csv", "--area", "v03").output
    assert "写了 3 条草稿" in told
    assert revisions(sessions) == {Standing.PUBLISHED: 2, Standing.DRAFT: 3}
    with sessions() as session:
        drafts = select(ItemRevision.area).where(ItemRevision.standing == Standing.DRAFT)
        assert set(session.scalars(drafts)) == {"v03"}
    assert "写了 0 条草稿" in run("knowledge", "import", "洗牙.md", "表.csv").output


def test_without_an_area_a_draft_is_for_the_town(sessions: sessionmaker[Session]) -> None:
    Path("晒坝.txt").write_text("晒坝先到先用。", "utf-8")
    run("knowledge", "import", "晒坝.txt")
    with sessions() as session:
        draft = select(ItemRevision.area).where(ItemRevision.standing == Standing.DRAFT)
        assert session.scalars(draft).one() == "hx"


def test_one_bad_file_stops_the_import(
    sessions: sessionmaker[Session],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("洗牙.md").write_text(PAPER, "utf-8")
    Path("坏.docx").write_text("x", "utf-8")
    told = refused(monkeypatch, capsys, "knowledge", "import", "洗牙.md", "坏.docx")
    assert "坏.docx" in told
    assert revisions(sessions) == {Standing.PUBLISHED: 2}


def test_a_folder_with_a_bad_item_publishes_nothing(sessions: sessionmaker[Session]) -> None:
    item("seeds", "领菜籽", ["菜籽怎么领", "发菜籽吗", "领几斤"], body="改过了。")
    item("worse", "一条", ["只有一种问法"], body="正文")
    with pytest.raises(PetitionError) as refusal:
        run("knowledge", "publish", "own")
    assert refusal.value.facts["file"] == "worse.md"
    assert revisions(sessions) == {Standing.PUBLISHED: 2}


def test_the_check_ends_well_or_names_what_is_wrong(sessions: sessionmaker[Session]) -> None:
    result = run("knowledge", "check")
    assert (result.exit_code, "2 条，0 处不对" in result.output) == (0, True)
    item("teeth", "老人免费洗牙", ["菜籽怎么领", "哪里可以免费洗牙", "镇上给洗牙吗"], body="能。")
    run("knowledge", "publish", "own")
    result = run("knowledge", "check")
    assert result.exit_code == 1
    assert "✗" in result.output
    assert "菜籽怎么领" in result.output


def test_the_check_names_what_is_due(sessions: sessionmaker[Session]) -> None:
    clock.travel(timedelta(days=99))
    try:
        assert "领菜籽：" in run("knowledge", "check").output
    finally:
        clock.travel(timedelta())


def test_gaps_are_told_the_most_frequent_first(sessions: sessionmaker[Session]) -> None:
    assert "没有没答上的问题" in run("knowledge", "gaps").output
    with sessions.begin() as session:
        for text, code in [("路灯谁修", "1203"), ("拔牙能报销吗", "1601"), ("拔牙报销吗", "1601")]:
            session.add(Gap(text=text, code=code, area="v03"))
    first, second = run("knowledge", "gaps").output.splitlines()
    assert first.split()[:2] == ["2", "1601"]
    assert "v03 2" in first
    assert "路灯谁修" in second
    assert "拔牙" not in run("knowledge", "gaps", "--code", "1203").output


def test_what_was_said_on_a_day_is_told_with_its_source(sessions: sessionmaker[Session]) -> None:
    today = clock.today()
    told = run("knowledge", "then", today, "菜籽怎么领", "--village", "v03").output
    assert "【领菜籽】" in told
    assert "每户领两斤菜籽" in told
    assert f"依据：《禾溪镇办事指南》（{today - timedelta(days=9)}）" in told
    before = today - timedelta(days=1)
    assert "没有可以回答的条目" in run("knowledge", "then", before, "菜籽怎么领").output
    assert "没有可以回答的条目" in run("knowledge", "then", today, "坐飞机").output
    assert run("knowledge", "then", "gestern", "菜籽怎么领").exit_code == 2
