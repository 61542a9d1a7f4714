"""``minhu bench knowledge``: search, refusal and speed, on any corpus."""

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.table import Row, column, read
from knowledge import wants
from knowledge.documents import Document, Documents, Meaning, around, pieces_of
from knowledge.errors import NothingToAsk
from knowledge.papers.clean import plain

SHOWN = 1500
"""Bytes of a document that an answer shows."""
ANSWERED = 0.9
"""Share of the answerable questions that are answered where wrong answers are counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the document that answers it, and the words that do where they are known."""

    text: str
    document: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents by id, and questions about them."""

    documents: Mapping[str, Document]
    questions: Sequence[Asked]
    unanswerable: Sequence[str] = field(default=())
    """Questions of which no document speaks."""


def corpus(documents: Path, questions: Path, others: Iterable[Path] = ()) -> Corpus:
    """Read a corpus: documents with ``id`` or ``docid`` and ``text`` (``title``), questions with
    ``question`` and the id of their document, files of questions that it does not answer.

    Raises
    ------
    kit.errors.BadInput
        A file cannot be read, lacks a column, or nothing fits together.
    """
    told = read(documents)
    name = column(told, ("id", "docid", "doc_id"), documents.name)
    text = column(told, ("text", "content", "answer"), documents.name)
    held = {str(row[name]): _document(row, text) for row in told if str(row[text] or "").strip()}
    rows = read(questions)
    answer = column(rows, ("answer_id", "docid", "doc_id", "id"), questions.name)
    asked = column(rows, ("question", "text"), questions.name)
    known = [
        Asked(plain(str(row[asked])), str(row[answer]), _span(row))
        for row in rows
        if str(row[answer]) in held
    ]
    if not held or not known:
        raise NothingToAsk(file=questions.name)
    return Corpus(held, known, [text for path in others for text in _texts(path)])


def measure(data: Corpus, meaning: Meaning | None = None) -> dict[str, Any]:
    """``hit_at_1``, ``hit_at_5``, ``mrr``, ``n``, times, and where known ``span_shown``,
    ``refusal_auc`` and ``wrong_at_90`` (share of unanswerable questions answered when 90 % of the
    others are).
    """
    ids = list(data.documents)
    place = {name: number for number, name in enumerate(ids)}
    began = time.perf_counter()
    index = Documents(list(data.documents.values()), meaning)
    built = time.perf_counter() - began
    ranks, sure, spans, times = [], [], [], []
    for one in data.questions:
        began = time.perf_counter()
        found = index.rank(wants.matter(one.text), asked=one.text)
        best = int(found.scores.argmax())
        times.append(time.perf_counter() - began)
        mine = place[one.document]
        ranks.append(_rank(found.scores, mine))
        sure.append(float(found.confidences[best]))
        if one.span:
            pieces = data.documents[ids[best]].pieces
            shown = around(pieces, int(found.pieces[best]), SHOWN)
            spans.append(_bare(one.span) in _bare(shown))
    order = np.array(ranks)
    figures: dict[str, Any] = {
        "hit_at_1": _share(order == 0),
        "hit_at_5": _share(order < 5),
        "mrr": round(float((1 / (order + 1)).mean()), 4),
        "n": len(ranks),
        "documents": len(ids),
        "index_s": round(built, 2),
        "p50_ms": round(float(np.quantile(times, 0.5)) * 1e3, 2),
        "p99_ms": round(float(np.quantile(times, 0.99)) * 1e3, 2),
    }
    if spans:
        figures["span_shown"] = _share(np.array(spans))
    if data.unanswerable:
        figures |= _refusal(index, sure, data.unanswerable)
    return figures


def scale(data: Corpus, wanted: int, seed: int = 7) -> dict[str, Any]:
    """Index and search times with ``wanted`` passages, made of shuffled sentences of ``data``."""
    chance = random.Random(seed)  # noqa: S311 -- for measuring only
    sentences = [p for d in data.documents.values() for piece in d.pieces
                 for p in pieces_of(piece, 60)]  # fmt: skip
    made = [Document("", ("".join(chance.choices(sentences, k=3)),)) for _ in range(wanted)]
    began = time.perf_counter()
    index = Documents(made)
    built = time.perf_counter() - began
    times = []
    for one in data.questions:
        began = time.perf_counter()
        index.rank(wants.matter(one.text)).scores.argmax()
        times.append(time.perf_counter() - began)
    return {
        "passages": wanted,
        "index_s": round(built, 1),
        "p50_ms": round(float(np.quantile(times, 0.5)) * 1e3, 2),
        "p99_ms": round(float(np.quantile(times, 0.99)) * 1e3, 2),
    }


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Area under the ROC: how often one of ``right`` is above one of ``wrong``."""
    both = np.concatenate([right, wrong])
    order = both.argsort(kind="stable").argsort(kind="stable") + 1.0
    for value in np.unique(both):  # ties count half
        same = both == value
        order[same] = order[same].mean()
    n, m = len(right), len(wrong)
    return float((order[:n].sum() - n * (n + 1) / 2) / (n * m))


def _rank(scores: NDArray[np.float32], mine: int) -> int:
    """How many documents stand before ``mine``; all of them where it was not found."""
    if scores[mine] <= 0:
        return len(scores)
    before = (scores > scores[mine]).sum() + (scores[:mine] == scores[mine]).sum()
    return int(before)


def _refusal(index: Documents, sure: list[float], others: Sequence[str]) -> dict[str, Any]:
    wrong = [float(index.rank(wants.matter(plain(text))).confidences.max()) for text in others]
    threshold = float(np.quantile(sure, 1 - ANSWERED))
    return {
        "unanswerable": len(wrong),
        "refusal_auc": round(auc(sure, wrong), 4),
        "wrong_at_90": _share(np.array(wrong) >= threshold),
    }


def _document(row: Row, text: str) -> Document:
    return Document(str(row.get("title") or ""), pieces_of(plain(str(row[text]))))


def _span(row: Row) -> str:
    return str(row.get("answer") or "") if "answer" in row else ""


def _texts(path: Path) -> list[str]:
    rows = read(path)
    name = column(rows, ("question", "text", "message"), path.name)
    return [str(row[name]) for row in rows if row[name]]


def _bare(text: str) -> str:
    return "".join(plain(text).split())


def _share(hits: NDArray[Any]) -> float:
    return round(float(np.mean(hits)), 4)
