"""Every goal of the knowledge base in one table: ``make bench-knowledge``."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import topics
from bench.installation import MODEL, Installation, fresh
from bench.knowledge import Corpus, corpus, measure, scale
from bot.brain import Brain
from bot.snapshot import examiner
from classifier.understand import Thresholds
from db.revision import bump
from directory import registry
from kit import clock
from knowledge import shelf
from knowledge.documents import Meaning
from knowledge.files import GOLDEN
from knowledge.golden import Examiner
from knowledge.judgement import decide
from knowledge.library import Library
from knowledge.models import Item, ItemRevision, Standing

LISTENERS = 3
"""Processes that must answer from what was published."""
PATIENCE_S = 60.0
PASSAGES = 100_000


@dataclass(frozen=True)
class Goals:
    """Measures one goal after the other."""

    data: Path
    """Folder of the real corpora; goals on them are skipped where it is missing."""
    meaning: Meaning | None = None
    """Sentence embeddings, to measure with them as well."""
    quick: bool = False
    """Leaves out the index of 100,000 passages."""

    def rows(self) -> Iterator[dict[str, Any]]:
        """``figure``, ``value``, ``goal``, ``reached`` (None where skipped) and ``note``."""
        yield from self._corpora()
        with fresh() as town:
            yield from _starter(town)
            yield _published(town)

    def _corpora(self) -> Iterator[dict[str, Any]]:
        if not self.data.exists():
            yield _row("真实文档上的检索", "—", "", None, f"没有 {self.data}，跳过")
            return
        government, policy = self._read("govqa", "answers"), self._read("policy", "documents")
        found = measure(government)
        yield from _hits("govqa，只用词和字", found, 0.62, 0.84)
        yield _refusal("govqa", found)
        if self.meaning is not None:
            yield from _hits("govqa，加语义", measure(government, self.meaning), 0.70, 0.90)
        found = measure(policy)
        hit, shown = found["hit_at_1"], found["span_shown"]
        yield _row("policy，第一篇就对", hit, "≥ 0.86", hit >= 0.86, f"n={found['n']}")
        yield _row("policy，答案在显示的段落里", shown, "≥ 0.75", shown >= 0.75, "")
        yield _refusal("policy", found)
        if not self.quick:
            figures = scale(policy, PASSAGES)
            p99, built = figures["p99_ms"], figures["index_s"]
            note = f"中位 {figures['p50_ms']}"
            yield _row("十万段，检索 p99（毫秒）", p99, "≤ 10", p99 <= 10, note)
            yield _row("十万段，建索引（秒）", built, "≤ 60", built <= 60, "")

    def _read(self, name: str, what: str) -> Corpus:
        others = {"govqa": "policy", "policy": "govqa"}
        away = [self.data / f"{others[name]}_questions.jsonl", self.data / "dispute_topics.jsonl"]
        documents = self.data / f"{name}_{what}.jsonl"
        return corpus(documents, self.data / f"{name}_questions.jsonl", away)


def _hits(name: str, found: dict[str, Any], first: float, five: float) -> Iterator[dict[str, Any]]:
    one, many, note = found["hit_at_1"], found["hit_at_5"], f"n={found['n']}，MRR {found['mrr']}"
    yield _row(f"{name}，第一条就对", one, f"≥ {first}", one >= first, note)
    yield _row(
        f"{name}，前五条里有", many, f"≥ {five}", many >= five, f"p99 {found['p99_ms']} 毫秒"
    )


def _refusal(name: str, found: dict[str, Any]) -> dict[str, Any]:
    area, wrong = found["refusal_auc"], found["wrong_at_90"]
    return _row(
        f"{name}，答还是拒：ROC 面积 / 答九成时错答",
        f"{area} / {wrong}",
        "≥ 0.92 / ≤ 0.08",
        area >= 0.92 and wrong <= 0.08,
        f"{found['unanswerable']} 个答不了的",
    )


def _starter(town: Installation) -> Iterator[dict[str, Any]]:
    engine = town.engine()
    with Session(engine) as session:
        library, directory = shelf.load(session), registry.load(session)
    engine.dispose()
    brain = Brain(MODEL, topics.load(), Thresholds())
    asks = examiner(brain, directory, {})
    today = clock.today()
    asked = [(e, q) for e in library.entries if e.holds_on(today) for q in e.questions[:GOLDEN]]
    refused = [(e, q) for e in library.entries if e.holds_on(today) for q in e.not_for]
    began = time.perf_counter()
    wrong = list(asks.wrong(library, today))
    took = time.perf_counter() - began
    bad = [sum(change.because == kind for change in wrong) for kind in ("own", "must_not")]
    right, kept = 1 - bad[0] / len(asked), 1 - bad[1] / len(refused)
    note = f"{len(library.entries)} 条，{len(asked)} 个该答，{len(refused)} 个不该答，{took:.1f} 秒"
    yield _row(
        "入门内容，黄金问题答对 / 该拒的拒了",
        f"{right:.4f} / {kept:.4f}",
        "1 / 1",
        right == 1 and kept == 1,
        note,
    )
    yield _unseen(library, asks)


def _unseen(library: Library, asks: Examiner) -> dict[str, Any]:
    """Each phrasing asked as if nobody had written it down."""
    today = clock.today()
    told = {"answer": 0, "wrong": 0, "which": 0, "refuse": 0}
    count = 0
    for entry in library.entries:
        if not entry.holds_on(today):
            continue
        for question in entry.questions:
            count += 1
            hits = library.search(
                question, asks.likely(question), areas=asks.around(entry.area), today=today,
                unseen=True,
            )  # fmt: skip
            decision = decide(hits)
            mine = any(hit.entry.base == entry.base for hit in decision.hits)
            told["wrong" if decision.does == "answer" and not mine else decision.does] += 1
    shares = {name: round(number / count, 3) for name, number in told.items()}
    return _row("入门内容，没见过的问法", shares, "", None, f"{count} 个问法，各藏起来问一次")


def _published(town: Installation) -> dict[str, Any]:
    """From the commit of a publication until every one of several processes answers from it."""
    slug, files = "bench-item", [town.folder / f"listener-{n}" for n in range(LISTENERS)]
    listeners = [town.spawn(["-m", "bench.listener", slug, str(file)]) for file in files]
    _wait(lambda: all(file.exists() for file in files))
    engine = town.engine()
    with Session(engine) as session:
        _publish(session, slug)
        session.commit()
        began = time.time()
    _wait(lambda: all(len(file.read_text("utf-8").splitlines()) == 2 for file in files))
    for listener in listeners:
        listener.wait(PATIENCE_S)
    engine.dispose()
    longest = max(float(file.read_text("utf-8").splitlines()[1]) for file in files) - began
    note = f"{LISTENERS} 个进程，没有 Redis"
    return _row("发布到各进程都用新的（秒）", round(longest, 2), "< 2", longest < 2, note)


def _publish(session: Session, slug: str) -> None:
    today = clock.today()
    item = Item(slug=slug, kind="policy")
    item.revisions.append(
        ItemRevision(
            number=1, standing=Standing.PUBLISHED, title="测量用", subtopics="meta", body="测量用",
            details=json.dumps({}), source="测量", unit="", area="", effective=today, expires=today,
            review_on=today, questions="测量用的问题", published_at=clock.now(),
        )
    )  # fmt: skip
    session.add(item)
    bump(session, "library")


def _wait(done: Any) -> None:
    until = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > until:
            raise RuntimeError("the processes did not start, or did not see what was published")
        time.sleep(0.01)


def _row(figure: str, value: Any, goal: str, reached: bool | None, note: str) -> dict[str, Any]:
    return {"figure": figure, "value": value, "goal": goal, "reached": reached, "note": note}
