"""What scikit-learn learned, answered without it: the same numbers, and only from our own files."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from classifier import model
from classifier.estimator import MessageClassifier
from classifier.features import ANALYZERS
from classifier.head import Head
from classifier.model import Model, StaleModel

SAID = {
    "lamp": [
        "路灯坏了没人修",
        "村口的灯半个月不亮",
        "路灯该换了",
        "灯杆歪了灯也不亮",
    ],
    "road": ["进村的路全是坑", "水泥路裂了一道大口子", "路面塌了车过不去", "桥头那段路没硬化"],
    "poor": ["低保怎么申请", "家里没劳力想吃低保", "低保金这个月没到账", "残疾能不能办低保"],
    "doctor": ["新农合怎么报销", "住院费能报多少", "慢病卡在哪里办", "医保今年交多少钱"],
}
TEXTS = [text for texts in SAID.values() for text in texts]
NAMES = [name for name, texts in SAID.items() for _ in texts]
ABOVE = {"lamp": "works", "road": "works", "poor": "care", "doctor": "care"}
UNSEEN = ["路灯和低保", "医保卡丢了怎么办", "zzz", "", "灯灯灯灯灯", "报销住院费，路也烂"]
FLAT = MessageClassifier(folds=0).fit(TEXTS, NAMES).head_
TWO_LEVELS = MessageClassifier(parents=ABOVE, folds=2).fit(TEXTS, NAMES).head_
written = st.text(st.sampled_from(sorted({*"".join(TEXTS), *"a1，？ "})), max_size=40)


def peer(names: list[str], analyzer: str = "matter") -> tuple[TfidfVectorizer, LinearSVC]:
    """Plain scikit-learn, fitted on the same sentences."""
    vectorizer = TfidfVectorizer(analyzer=ANALYZERS[analyzer], sublinear_tf=True, dtype=np.float32)
    machine = LinearSVC(C=0.5, random_state=7)
    machine.fit(vectorizer.fit_transform(TEXTS), names)
    return vectorizer, machine


VECTORIZER, MACHINE = peer(NAMES)


@given(written)
def test_scores_are_those_of_scikit_learn(text: str) -> None:
    expected = MACHINE.decision_function(VECTORIZER.transform([text]))[0]
    assert FLAT.scores(text) == pytest.approx(expected, abs=1e-4)
    assert list(FLAT.classes) == list(MACHINE.classes_)


@pytest.mark.parametrize("analyzer", sorted(ANALYZERS))
def test_every_analyzer_scores_as_scikit_learn_does(analyzer: str) -> None:
    head = MessageClassifier(analyzer, folds=0).fit(TEXTS, NAMES).head_
    vectorizer, machine = peer(NAMES, analyzer)
    expected = machine.decision_function(vectorizer.transform([*TEXTS, *UNSEEN]))
    found = np.array([head.scores(text) for text in [*TEXTS, *UNSEEN]])
    assert found == pytest.approx(expected, abs=1e-4)


def test_parents_are_scored_beside_their_classes() -> None:
    vectorizer, machine = peer([f"{ABOVE[name]}-{name == 'lamp'}" for name in NAMES])
    above = {name: f"{ABOVE[name]}-{name == 'lamp'}" for name in ABOVE}
    head = MessageClassifier(parents=above, folds=0).fit(TEXTS, NAMES).head_
    for text in UNSEEN:
        expected = machine.decision_function(vectorizer.transform([text]))[0]
        assert head.scores(text)[len(head.classes) :] == pytest.approx(expected, abs=1e-4)
    assert list(head.parents) == list(machine.classes_)


def test_two_classes_are_two_columns() -> None:
    names = [ABOVE[name] for name in NAMES]
    vectorizer, machine = peer(names)
    for folds in (0, 2):
        fitted = MessageClassifier(folds=folds).fit(TEXTS, names)
        assert list(fitted.predict(TEXTS)) == names
        for text in UNSEEN:
            second = machine.decision_function(vectorizer.transform([text]))[0]
            assert fitted.head_.scores(text) == pytest.approx([-second, second], abs=1e-4)


@given(written)
def test_probabilities_sum_to_one_and_parents_to_their_classes(text: str) -> None:
    for head in (FLAT, TWO_LEVELS):
        proba = head.proba(head.scores(text))
        assert proba.sum() == pytest.approx(1, abs=1e-5)
        assert (proba >= 0).all()
    told = dict(zip(TWO_LEVELS.parents, TWO_LEVELS.parent_proba(proba), strict=True))
    for parent in ("works", "care"):
        children = [name for name in ABOVE if ABOVE[name] == parent]
        whole = sum(proba[TWO_LEVELS.columns[name]] for name in children)
        assert told[parent] == pytest.approx(whole, abs=1e-6)


def test_a_likely_parent_makes_its_classes_likelier() -> None:
    alone = replace(TWO_LEVELS, weight=0.0)
    heavy = replace(TWO_LEVELS, weight=1.5)
    text = "路灯坏了没人修"
    works = list(heavy.parents).index("works")
    before, after = (head.parent_proba(head.proba(head.scores(text))) for head in (alone, heavy))
    assert before[works] < after[works]


def test_a_text_of_unknown_words_has_the_scores_of_no_words() -> None:
    assert (FLAT.scores("xyz") == FLAT.scores("")).all()
    assert (FLAT.scores("") == FLAT.intercept).all()


def test_what_is_learned_is_told_by_its_words() -> None:
    words = FLAT.because(ANALYZERS["matter"]("低保怎么申请"), "poor")
    assert "低保" in words
    assert FLAT.because(ANALYZERS["matter"]("zzz"), "poor") == ()


def test_learning_takes_two_classes_and_a_class_for_each_text() -> None:
    with pytest.raises(ValueError, match="two classes"):
        MessageClassifier().fit(["路灯", "低保"], ["a", "a"])
    with pytest.raises(ValueError, match="2 messages, but 3 classes"):
        MessageClassifier().fit(["路灯", "低保"], ["a", "b", "c"])


# —— In a file ——


def whole(**others: object) -> Model:
    made = Model(TWO_LEVELS, FLAT, "c0ffee" * 8, "", model.versions(), {"topic": 0.9})
    return replace(made, **others)  # type: ignore[arg-type]


def same(one: Head, other: Head) -> bool:
    mine, theirs = one.arrays(), other.arrays()
    return mine.keys() == theirs.keys() and all(
        mine[part].dtype == theirs[part].dtype and np.array_equal(mine[part], theirs[part])
        for part in mine
    )


def test_a_model_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "topics.model"
    saved = whole(learned="abcdef")
    model.save(saved, path)
    read = model.load(path, saved.digest)
    assert same(read.topic, saved.topic)
    assert same(read.kind, saved.kind)
    assert (read.digest, read.learned, read.figures) == (saved.digest, "abcdef", {"topic": 0.9})
    assert read.name == saved.name == f"{model.FORM}-c0ffeec0+abcd"
    for text in [*TEXTS, *UNSEEN]:
        expected = saved.topic.proba(saved.topic.scores(text))
        assert read.topic.proba(read.topic.scores(text)) == pytest.approx(expected, abs=0.01)
    assert [found.name for found in path.parent.iterdir()] == ["topics.model"]


def test_writing_it_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    model.save(whole(), path)
    first = model.load(path, whole().digest)
    model.save(first, path)
    assert same(model.load(path, whole().digest).topic, first.topic)


def test_no_file_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        model.load(tmp_path / "none.model", "any")


def test_a_model_of_another_corpus_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    model.save(whole(), path)
    with pytest.raises(StaleModel) as refusal:
        model.load(path, "badf00d" * 8)
    assert all(part in str(refusal.value) for part in ("c0ffeec0", "badf00db", "`minhu train`"))


def test_a_model_of_other_libraries_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    model.save(whole(versions="form 1, numpy 0.1"), path)
    with pytest.raises(StaleModel) as refusal:
        model.load(path, whole().digest)
    told = ("form 1, numpy 0.1", model.versions(), "`minhu train`")
    assert all(part in str(refusal.value) for part in told)


def spoiled(raw: bytes) -> dict[str, bytes]:
    """What may lie at a model's place instead of a model."""
    array, other = io.BytesIO(), io.BytesIO()
    np.save(array, np.zeros(3))
    np.savez(other, zeros=np.zeros(3))
    flipped = bytearray(raw)
    flipped[len(raw) // 2] ^= 0xFF
    return {
        "empty": b"",
        "text": "你好".encode(),
        "noise": bytes(range(256)) * 4,
        "a zip that is none": b"PK\x03\x04" + b"x" * 300,
        "half": raw[: len(raw) // 2],
        "cut at the end": raw[:-5],
        "one bit": bytes(flipped),
        "a bare array": array.getvalue(),
        "other arrays": other.getvalue(),
    }


@pytest.mark.parametrize("what", spoiled(b"\0\0"))
def test_what_is_no_model_is_refused_with_what_to_do(tmp_path: Path, what: str) -> None:
    path = tmp_path / "topics.model"
    model.save(whole(), path)
    path.write_bytes(spoiled(path.read_bytes())[what])
    with pytest.raises(StaleModel, match=r"topics\.model.*run `minhu train`"):
        model.load(path, whole().digest)


def test_a_head_of_somebody_else_is_no_model_of_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "own.model"
    model.save_heads({"own": FLAT}, {"data": "own.csv", "n": 16}, path)
    heads, told = model.load_heads(path)
    assert same(heads["own"], FLAT)
    assert told == {"data": "own.csv", "n": 16}
    with pytest.raises(StaleModel, match="minhu train"):
        model.load(path, whole().digest)


def test_many_texts_at_once_get_the_probabilities_of_each_alone() -> None:
    texts = ["路灯坏了没人修", "低保怎么申请", "", "abc", "水管漏水" * 40]
    for head in (FLAT, TWO_LEVELS):
        alone = np.array([head.proba(head.scores(text), len(text)) for text in texts])
        assert head.proba_of_many(texts) == pytest.approx(alone, abs=1e-4)
