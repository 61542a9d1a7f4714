"""Every goal of the classifier in one table: ``make bench-topics``."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import topics
from bench.errors import Examined, examined_corpus
from bench.perturb import PERTURBATIONS
from bench.topics import Task, run
from classifier.danger import Screen
from classifier.model import load
from classifier.train import train
from classifier.understand import Classifier
from topics.examples import Example

ROOT = Path(__file__).parent.parent
DANGER = ROOT / "tests" / "unit"
SHARE = 0.8
"""Of the messages, that are to be acted on without asking."""
HELD_OUT = 5
"""One sentence in so many is kept from the model that is perturbed."""
_LOAD = """
import json, sys, time
began = time.perf_counter()
from pathlib import Path
import topics
from classifier.model import load
from classifier.understand import Classifier
catalogue = topics.load()
Classifier(catalogue, load(Path(sys.argv[1]), catalogue.digest)).understand("路灯坏了")
seconds = time.perf_counter() - began
status = Path("/proc/self/status").read_text()  # what getrusage tells is inherited from the parent
print(json.dumps([seconds, int(status.partition("VmHWM:")[2].split()[0]) / 1024]))
"""


@dataclass(frozen=True)
class Goals:
    """Measures one goal after the other."""

    data: Path
    """Folder of the real messages; goals on them are skipped where it is missing."""
    quick: bool = False
    model: Path = ROOT / "var" / "topics.model"

    def rows(self) -> Iterator[dict[str, Any]]:
        """``figure``, ``value``, ``goal``, ``reached`` (None where skipped) and ``note``."""
        yield from self._foreign()
        examined = examined_corpus()
        yield from _own(examined)
        yield _danger()
        yield _perturbed()
        yield from _speed(self.model)

    def _foreign(self) -> Iterator[dict[str, Any]]:
        raw, kinds = self.data / "topics7_raw.jsonl", self.data / "messages_kind.jsonl"
        segmented, units = (
            self.data / f"{name}.jsonl" for name in ("topics7_segmented", "govqa_questions")
        )
        shipped = "只用自己的语料"
        yield self._measured(f"七类，{shipped}，macro-F1", 0.85, Task(raw))
        yield self._measured(f"三种留言，{shipped}，macro-F1", 0.72, Task(kinds, label="kind"))
        if self.quick:
            return
        yield self._measured("七类，用分好词的数据训练，macro-F1", 0.94, Task(raw, segmented))
        yield self._measured("三种留言，五折，macro-F1", 0.84, Task(kinds, label="kind", folds=5))
        task = Task(units, label="unit", folds=5)
        yield self._measured("答复单位，五折，准确率", 0.92, task, "accuracy")

    def _measured(
        self, figure: str, goal: float, task: Task, what: str = "macro_f1"
    ) -> dict[str, Any]:
        if not task.test.exists():
            return _row(figure, "—", f"≥ {goal}", None, f"没有 {task.test}，跳过")
        began = time.perf_counter()
        found = run(task)
        note = f"n={found['n']}，{time.perf_counter() - began:.0f} 秒"
        return _row(figure, found[what], f"≥ {goal}", found[what] >= goal, note)


def _own(examined: Examined) -> Iterator[dict[str, Any]]:
    rows = [i for i, name in enumerate(examined.truth) if name.isdigit()]
    above = examined.above()
    topic = float(np.mean([above[i][0] == above[i][1] for i in rows]))
    subtopic = float(np.mean([examined.truth[i] == examined.guessed[i] for i in rows]))
    note = f"{len(rows)} 句，相像的句子放在同一折"
    yield _row("自己的语料，五折，18 类准确率", round(topic, 4), "≥ 0.93", topic >= 0.93, note)
    yield _row(
        "自己的语料，五折，136 子类准确率", round(subtopic, 4), "≥ 0.85", subtopic >= 0.85, note
    )
    order = sorted(rows, key=lambda i: -float(examined.confidence[i]))
    acted = order[: int(len(order) * SHARE)]
    right = float(np.mean([examined.truth[i] == examined.guessed[i] for i in acted]))
    right_above = float(np.mean([above[i][0] == above[i][1] for i in acted]))
    note = f"子类；18 类上是 {right_above:.4f}；阈值 {examined.confidence[acted[-1]]:.2f}"
    yield _row("不问就办的 80 %，准确率", round(right, 4), "≥ 0.97", right >= 0.97, note)


def _danger() -> dict[str, Any]:
    screen = Screen()
    positive = _lines(DANGER / "danger_positive.txt")
    negative = _lines(DANGER / "danger_negative.txt")
    found = sum(screen.danger(text) is not None for text in positive)
    alarms = sum(screen.danger(text) is not None for text in negative)
    recall, false = found / len(positive), alarms / len(negative)
    return _row(
        "危险筛查，找全 / 误报",
        f"{recall:.3f} / {false:.3f}",
        "1.00 / ≤ 0.01",
        recall == 1 and false <= 0.01,
        f"{len(positive)} 条危险，{len(negative)} 条像危险的",
    )


def _lines(path: Path) -> list[str]:
    """The sentences of a list; a line may name the rule before a tab."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line.split("\t")[-1] for line in lines if line and not line.startswith(("#", "["))]


def _perturbed() -> dict[str, Any]:
    catalogue = topics.load()
    chance = random.Random(7)  # noqa: S311 -- an order, not a secret
    examples = list(catalogue.examples)
    chance.shuffle(examples)
    test, learn = examples[::HELD_OUT], [e for i, e in enumerate(examples) if i % HELD_OUT]
    less = topics.Catalogue(catalogue.titles, catalogue.subtopics, tuple(learn))
    classifier = Classifier(catalogue, train(less))
    told = {name: _changed(classifier, catalogue, test, name) for name in PERTURBATIONS}
    worst = float(np.mean(list(told.values())))
    note = "，".join(f"{name} {share:.3f}" for name, share in told.items())
    return _row("打错字、口头语、繁体后类别变了", round(worst, 4), "≤ 0.03", worst <= 0.03, note)


def _changed(
    classifier: Classifier, catalogue: topics.Catalogue, test: Sequence[Example], name: str
) -> float:
    chance = random.Random(7)  # noqa: S311 -- an order, not a secret
    above = {code: subtopic.topic for code, subtopic in catalogue.subtopics.items()}

    def topic(text: str) -> str:
        code = classifier.understand(text).code or ""
        return above.get(code, "M00")

    alter = PERTURBATIONS[name]
    return float(np.mean([topic(e.text) != topic(alter(e.text, chance)) for e in test]))


def _speed(path: Path) -> Iterator[dict[str, Any]]:
    catalogue = topics.load()
    if not path.exists():
        yield _row("单条 p99；每秒条数", "—", "< 5 ms；> 2000", None, "先运行 make train")
        return

    classifier = Classifier(catalogue, load(path, catalogue.digest))
    texts = [example.text for example in catalogue.examples][::4]
    times = []
    for text in texts:
        began = time.perf_counter()
        classifier.understand(text)
        times.append((time.perf_counter() - began) * 1000)
    p99, rate = float(np.percentile(times, 99)), 1000 / float(np.mean(times))
    yield _row("单条 p99（毫秒）", round(p99, 2), "< 5", p99 < 5, f"中位 {np.median(times):.2f}")
    began = time.perf_counter()
    classifier.codes(texts)
    rate = len(texts) / (time.perf_counter() - began)
    yield _row("成批，每秒条数", round(rate), "> 2000", rate > 2000, "一个核，只问类别")
    out = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", _LOAD, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    seconds, megabytes = json.loads(out)
    yield _row("加载（秒，连导入和第一句话）", round(seconds, 2), "< 2", seconds < 2, "")
    yield _row("进程内存（MB）", round(megabytes), "< 300", megabytes < 300, "")


def _row(figure: str, value: Any, goal: str, reached: bool | None, note: str) -> dict[str, Any]:
    return {"figure": figure, "value": value, "goal": goal, "reached": reached, "note": note}
