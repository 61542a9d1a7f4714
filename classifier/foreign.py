"""Label sets that are not ours: a head of their own, from a table or from our corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classifier.estimator import MessageClassifier
from classifier.normalise import Normaliser
from kit.errors import BadInput, NotFound
from kit.table import Row, column
from topics import Catalogue
from topics.crosswalks import Crosswalk

TEXT_COLUMNS = (
    "text",
    "words",
    "question",
    "content",
    "message",
    "正文",
    "内容",
    "留言详情",
    "诉求",
)
TITLE_COLUMNS = ("title", "主题", "标题", "留言主题")
LABEL_COLUMNS = ("label", "kind", "unit", "class", "一级标签", "标签", "类别")
MANY = 3000
"""Texts from which a feature must occur twice to count."""
C = {"matter": 1.0, "wish": 0.3}
"""Inverse regularisation per analyzer, chosen by ``minhu bench understanding``."""


class NoSuchHead(NotFound):
    phrase = "model.unknown_head"


class TooFew(BadInput):
    phrase = "table.too_few"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Plain texts with their labels, each of shape (n_rows,)."""

    texts: list[str]
    labels: list[str]


def labelled(
    rows: Sequence[Row], normaliser: Normaliser, file: str, label: str = "", text: str = ""
) -> Labelled:
    """The texts and labels of a table; rows without either are left out.

    Raises
    ------
    NoColumn
        There is no column to read them from.
    TooFew
        Nothing is left, or only one label.
    """
    where = column(rows, (label,) if label else LABEL_COLUMNS, file)
    told = [
        (normaliser.plain(words).text, str(row[where]).strip())
        for row, words in zip(rows, texts_of(rows, file, text), strict=True)
        if words and str(row.get(where) or "").strip()
    ]
    if len({name for _, name in told}) < 2:
        raise TooFew(file=file, column=where)
    return Labelled([words for words, _ in told], [name for _, name in told])


def texts_of(rows: Sequence[Row], file: str, text: str = "") -> list[str]:
    """The message of each row: its title, if it has one, and its text.

    Raises
    ------
    NoColumn
        There is no column of texts.
    """
    where = column(rows, (text,) if text else TEXT_COLUMNS, file)
    title = next((name for name in TITLE_COLUMNS if rows and name in rows[0]), "")
    return [_joined(row.get(title), row.get(where), segmented=where == "words") for row in rows]


def head_for(
    data: Labelled, *, analyzer: str = "matter", folds: int = 0, balanced: bool = False
) -> MessageClassifier:
    """A classifier for a foreign label set, fitted on ``data``."""
    fitted = MessageClassifier(
        analyzer,
        C[analyzer],
        balanced=balanced,
        folds=folds,
        min_df=2 if len(data.texts) > MANY else 1,
    )
    return fitted.fit(data.texts, data.labels)


def from_corpus(catalogue: Catalogue, crosswalk: Crosswalk, normaliser: Normaliser) -> Labelled:
    """Our own sentences under the labels that ``crosswalk`` gives them."""
    told = [
        (normaliser.plain(example.text).text, label)
        for example in catalogue.examples
        if (label := crosswalk.label(example))
    ]
    return Labelled([words for words, _ in told], [label for _, label in told])


def _joined(title: Any, text: Any, *, segmented: bool) -> str:
    words = str(text or "").strip()
    if segmented:
        words = words.replace(" ", "")
    head = str(title or "").strip()
    return f"{head}。{words}" if head and words else head or words


def confusions(truth: Sequence[str], guessed: Sequence[str]) -> Mapping[tuple[str, str], int]:
    """How often each label was taken for which other, the commonest first."""
    counts: dict[tuple[str, str], int] = {}
    for told, said in zip(truth, guessed, strict=True):
        if told != said:
            counts[told, said] = counts.get((told, said), 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))
