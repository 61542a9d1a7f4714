"""What an administrator starts by hand: train, classify, measure, look at mistakes, review."""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect, sync_playwright
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.settings import settings as read_settings
from classifier import model
from classifier.estimator import MessageClassifier
from classifier.model import Model, load_heads
from db.engine import open_engine
from kit import clock
from kit.table import NoColumn
from learning.models import Correction, Review
from letters.inbox import Opening, Outcome, Received
from minhu import cli
from tests.emulator_page.test_page import ARGUMENTS, CHROMIUM, PATIENCE_MS, Browsing
from tests.town import Town
from topics import Catalogue

LAMPS = [f"{where}的路灯{how}" for where in ("村口", "桥头", "学校旁", "三组") for how in
         ("坏了没人修", "半个月不亮", "灯杆歪了", "一闪一闪的")]  # fmt: skip
POOR = [f"{who}{how}" for who in ("我爸", "隔壁五保户", "我家", "残疾的哥哥") for how in
        ("想申请低保", "的低保停了", "低保少发了钱", "能不能吃低保")]  # fmt: skip
ROWS = [(text, "路灯") for text in LAMPS] + [(text, "低保") for text in POOR]
WRONG = [("村口的路灯坏了几盏", "低保"), ("我爸的低保</script><b id=evil>停了</b>", "路灯")]
"""Labelled so that any classifier that learned the others is mistaken."""


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: object) -> Result:
    result = CliRunner().invoke(cli.app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def as_csv(path: Path, rows: list[tuple[str, str]]) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("留言详情", "一级标签"), *rows])


def as_jsonl(path: Path, rows: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"text": t, "label": n}, ensure_ascii=False) for t, n in rows]
    path.write_text("\n".join(lines), "utf-8")


def as_xlsx(path: Path, rows: list[tuple[str, str]]) -> None:
    book = Workbook()
    for row in [("内容", "标签"), *rows]:
        book.worksheets[0].append(row)
    book.save(path)


WRITERS: dict[str, Callable[[Path, list[tuple[str, str]]], None]] = {
    "csv": as_csv, "jsonl": as_jsonl, "xlsx": as_xlsx
}  # fmt: skip


@pytest.fixture(params=WRITERS)
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same labelled messages in each form somebody may have them in."""
    path = tmp_path / f"mine.{request.param}"
    WRITERS[request.param](path, ROWS)
    return path


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    as_jsonl(tmp_path / "mine.jsonl", ROWS)
    return tmp_path / "mine.jsonl"


# —— A label set of one's own ——


def test_a_table_trains_a_head_that_classifies(table: Path, tmp_path: Path) -> None:
    told = run("train", "--data", table, "--name", "ours").output
    assert f"{len(ROWS)} 条，2 类" in told
    heads, facts = load_heads(tmp_path / "var" / "heads" / "ours.model")
    assert set(heads["ours"].classes) == {"路灯", "低保"}
    assert facts == {"data": table.name, "n": len(ROWS)}
    answer = json.loads(run("classify", "--head", "ours", "石桥那边路灯不亮了").output)
    assert (answer["text"], answer["label"]) == ("石桥那边路灯不亮了", "路灯")
    assert answer["guesses"]["路灯"] > answer["guesses"]["低保"]
    assert sum(answer["guesses"].values()) == pytest.approx(1, abs=0.001)


def test_a_whole_file_is_classified_line_by_line(messages: Path, tmp_path: Path) -> None:
    run("train", "--data", messages)
    asked = tmp_path / "asked.csv"
    as_csv(asked, [("我想吃低保", ""), ("", ""), ("路灯全黑了", "")])
    told = run("classify", "--head", "own", "--in", asked, "--out", "told.jsonl").output
    assert "3 条写入 told.jsonl" in told
    answers = [json.loads(line) for line in Path("told.jsonl").read_text("utf-8").splitlines()]
    assert [answer["text"] for answer in answers] == ["我想吃低保", "", "路灯全黑了"]
    assert [answers[0]["label"], answers[2]["label"]] == ["低保", "路灯"]


def test_without_a_name_the_answers_lie_beside_the_questions(messages: Path) -> None:
    told = run("classify", "--in", messages, "--model", "none.model").output
    assert "只用关键词" in told
    lines = messages.with_suffix(".understood.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == [text for text, _ in ROWS]


def test_a_column_may_be_named(tmp_path: Path) -> None:
    lines = [{"说的": text, "归": name, "label": "x"} for text, name in ROWS]
    data = tmp_path / "odd.jsonl"
    data.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    assert "2 类" in run("train", "--data", data, "--text", "说的", "--label", "归").output


# —— The catalogue's own model ——


def tiny(catalogue: Catalogue, **others: str) -> Model:
    head = MessageClassifier(folds=0).fit(["路灯坏了", "低保停了"], ["1203", "0501"]).head_
    kind = MessageClassifier("wish", folds=0).fit(["路灯坏了", "怎么办"], ["投诉", "咨询"]).head_
    return Model(head, kind, others.get("digest", catalogue.digest), "", model.versions())


def test_a_model_that_fits_is_not_trained_again(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    model.save(tiny(catalogue), path)
    before = path.read_bytes()
    assert f"模型 {tiny(catalogue).name} 已是最新" in run("train", "--out", path).output
    assert path.read_bytes() == before


def test_a_message_is_told_as_it_is_understood(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    model.save(tiny(catalogue), path)
    told = json.loads(run("classify", "路灯坏了，电话13812345678", "--model", path).output)
    assert (told["topic"], told["subtopic"], told["kind"]) == ("T12", "1203", "投诉")
    assert told["title"] == catalogue.title("1203")
    assert told["facts"][0]["text"] == "138****5678"
    assert 0 <= told["margin"] <= told["confidence"] <= 1


def test_without_a_model_keywords_classify_and_it_is_said(tmp_path: Path) -> None:
    told = run("classify", "老板拖欠工资", "--model", tmp_path / "none.model").output
    assert "只用关键词" in told
    assert json.loads(told[told.index("{") :])["subtopic"] == "0601"


def test_a_stale_model_is_not_used(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    for raw in (None, b"PK\x03\x04 cut"):
        model.save(tiny(catalogue, digest="other"), path)
        if raw:
            path.write_bytes(raw)
        result = run("classify", "路灯", "--model", path)
        assert result.exit_code == 1
        assert "minhu train" in result.output


# —— Measuring ——


def test_a_benchmark_prints_and_writes_its_figures(table: Path, tmp_path: Path) -> None:
    test = tmp_path / "test.jsonl"
    as_jsonl(test, [("河边路灯不亮", "路灯"), ("老人想申请低保", "低保"), *WRONG])
    result = run("bench", "topics", "--test", test, "--train", table, "--json", "told.json")
    figures = json.loads(Path("told.json").read_text("utf-8"))
    assert (figures["n"], figures["accuracy"], figures["macro_f1"]) == (4, 0.5, 0.5)
    assert figures["how"] == f"trained on {table.name}"
    one = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
    assert figures["per_class"] == {"路灯": one, "低保": one}
    assert all(word in result.output for word in ("macro_f1", "accuracy", "0.5", "路灯"))


def test_a_table_is_cross_validated(messages: Path) -> None:
    run("bench", "topics", "--test", messages, "--folds", 4, "--json", "told.json")
    figures = json.loads(Path("told.json").read_text("utf-8"))
    assert (figures["n"], figures["folds"]) == (len(ROWS), 4)
    assert figures["accuracy"] == figures["macro_f1"] == 1.0


@pytest.mark.parametrize(
    "command", [("train", "--data"), ("evaluate", "--data"), ("bench", "topics", "--test")]
)
def test_a_column_that_is_not_there_is_told_with_those_that_are(
    messages: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    words = [*command, str(messages), "--label", "分类"]
    with pytest.raises(NoColumn):
        run(*words)
    monkeypatch.setattr(sys, "argv", ["minhu", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr().out
    assert end.value.code == 1
    assert "mine.jsonl 里没有这样的列：分类" in told
    assert "它有：text、label" in told


# —— The page of mistakes ——


@pytest.fixture
def page(tmp_path: Path) -> Path:
    as_jsonl(tmp_path / "some.jsonl", [*ROWS, *WRONG])
    result = run("evaluate", "--data", "some.jsonl", "--html", "told/errors.html")
    assert "accuracy" in result.output
    return tmp_path / "told" / "errors.html"


def test_mistakes_lie_on_one_page_that_needs_nothing_else(page: Path) -> None:
    source = page.read_text("utf-8")
    assert [found.name for found in page.parent.iterdir()] == ["errors.html"]
    assert not re.search(r"https?://|<link|@import|<script [^>]*src|url\(", source)
    assert "村口的路灯坏了几盏" in source


def test_a_message_cannot_break_out_of_the_page(page: Path) -> None:
    source = page.read_text("utf-8")
    assert source.count("</script>") == 1
    assert "<b id=evil>" not in source
    (data,) = re.findall(r"const data = (.*);\n", source)
    texts = {mistake["text"] for mistake in json.loads(data)["mistakes"]}
    assert any("</script><b id=evil>" in text for text in texts)


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser: {CHROMIUM} is not installed")
def test_the_filter_narrows_the_mistakes_and_nothing_leaves_the_page(page: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = browser.new_context(reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        browsing = Browsing(context.new_page())
        shown = browsing.page
        shown.goto(page.as_uri())
        rows = shown.locator("#mistakes tbody tr")
        every = rows.count()
        assert every >= 2
        expect(shown.locator("#count")).to_have_text(f"{every} 条")
        expect(shown.locator("#evil")).to_have_count(0)
        shown.get_by_label("筛选").fill("几盏 村口")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("村口的路灯坏了几盏")
        shown.get_by_label("筛选").fill("没有这样的句子")
        expect(rows).to_have_count(0)
        shown.get_by_label("筛选").fill("")
        expect(rows).to_have_count(every)
        shown.locator("#confusions tbody tr").first.click()
        assert 0 < rows.count() <= every
        assert shown.get_by_label("筛选").input_value() in {"路灯 低保", "低保 路灯"}
        browser.close()
    assert browsing.complaints == []
    assert browsing.hosts == set()


# —— What people taught ——


@pytest.fixture
def installed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The environment of an installation on the demo town's database."""
    monkeypatch.setenv("MINHU_DATABASE_URL", database_url)
    account = {"app_id": "wx1", "secret": "s", "token": "token", "mode": "plain"}
    monkeypatch.setenv("MINHU_WECHAT", json.dumps(account))
    read_settings.cache_clear()
    yield database_url
    read_settings.cache_clear()


def reviews(hexi: Town) -> dict[int, tuple[Any, ...]]:
    with hexi.session() as session:
        return {c.id: (c.review, c.reviewed_by) for c in session.query(Correction)}


def test_corrections_are_listed_accepted_and_refused(hexi: Town, installed: str) -> None:
    operator = hexi.phone("o_operator")
    for number, name in enumerate(("o_a", "o_b", "o_c"), 1):
        words = f"我家第{number}件事想请你们看一看，请帮我转人工"
        hexi.phone(name, "v03").says(words)
        operator.says(f"改类 {number} 欠薪")
    told = run("corrections").output
    assert "1  其他事项 → 拖欠农民工工资（0601）" in told
    assert "我家第2件事想请你们看一看" in told
    assert "待审 3 条" in told
    told = run("corrections", "--accept", 1, "--refuse", 3, "--by", "段永康").output
    assert "待审 1 条" in told
    assert "第1件事" not in told
    assert reviews(hexi) == {
        1: (Review.ACCEPTED, "段永康"),
        2: (Review.WAITING, ""),
        3: (Review.REFUSED, "段永康"),
    }


def test_whoever_reviews_says_the_name(hexi: Town, installed: str) -> None:
    hexi.phone("o_a", "v03").says("我家有件事想请你们看一看，请帮我转人工")
    hexi.phone("o_operator").says("改类 1 欠薪")
    result = run("corrections", "--accept", 1)
    assert (result.exit_code, "--by" in result.output) == (2, True)
    assert reviews(hexi) == {1: (Review.WAITING, "")}


def test_an_unknown_correction_is_told_and_nothing_is_reviewed(
    hexi: Town,
    installed: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hexi.phone("o_a", "v03").says("我家有件事想请你们看一看，请帮我转人工")
    hexi.phone("o_operator").says("改类 1 欠薪")
    words = ["corrections", "--accept", "1", "--refuse", "99", "--by", "段永康"]
    monkeypatch.setattr(sys, "argv", ["minhu", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 1
    assert "没有找到#99" in capsys.readouterr().out
    assert reviews(hexi) == {1: (Review.WAITING, "")}


def test_drift_is_told_week_by_week(installed: str) -> None:
    assert "还没有消息" in run("drift").output
    now = clock.now()
    said = [
        (0, "sure", 0.9), (0, "choose", 0.4), (0, "unclear", 0.1), (0, "sure", 0.6),
        (1, "unclear", 0.2), (1, "", 0.0), (30, "sure", 1.0),
    ]  # fmt: skip
    engine = open_engine(installed)
    with Session(engine) as session:
        for number, (weeks, certainty, confidence) in enumerate(said):
            session.add(
                Received(
                    key=f"k{number}", openid="o_li", kind="text", text="话", reply="",
                    outcome=Outcome.CONVERSATION, certainty=certainty, confidence=confidence,
                    opens=Opening.MESSAGE, at=now - timedelta(weeks=weeks),
                )
            )  # fmt: skip
        session.commit()
    engine.dispose()
    told = run("drift", "--json", "drift.json").output
    latest, before = json.loads(Path("drift.json").read_text("utf-8"))
    assert latest["week"] > before["week"]
    assert (latest["messages"], latest["unsorted"], latest["asked"]) == (4, 0.25, 0.25)
    assert (latest["confidence"], latest["corrected"]) == (0.5, 0.0)
    assert (before["messages"], before["unsorted"], before["confidence"]) == (1, 1.0, 0.2)
    assert f"{latest['week']}  4 条  认不出 25.0%  要问 25.0%  平均把握 0.50" in told
    assert before["week"] not in run("drift", "--weeks", 1).output
