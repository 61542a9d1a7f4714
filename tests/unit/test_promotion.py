"""A new model takes over only if nothing important gets worse; the old one stays at hand."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from classifier import model, promotion
from classifier.estimator import MessageClassifier
from classifier.model import Model
from classifier.promotion import KEPT, NothingBefore, golden, offer, right, roll_back
from phrases import say
from topics import Catalogue
from topics.examples import Example

LAW, DANGER, GRAFT = ("0101", "0102"), ("0201", "0202"), ("1001", "1002")
OTHERS = ("0401", "0501", "0601", "0701", "0801")
CODES = (*LAW, *DANGER, *GRAFT, *OTHERS)
TAUGHT = [example for example in golden() if example.name in CODES]


@pytest.fixture(scope="module")
def small(catalogue: Catalogue) -> Catalogue:
    """A few subtopics of ordinary and of grave topics; no corpus."""
    subtopics = {
        code: catalogue.subtopics[code].model_copy(update={"keywords": ()}) for code in CODES
    }
    return Catalogue({}, subtopics, (Example("只为摘要", "0101", None),))


def pupil(small: Catalogue, wrong: Mapping[Example, str] | None = None, learned: str = "") -> Model:
    """A model that knows the golden messages of ``CODES``, but takes some for another class."""
    names = [(wrong or {}).get(example, example.name) for example in TAUGHT]
    texts = [example.text for example in TAUGHT]
    head = MessageClassifier(C=10, folds=0).fit(texts, names).head_
    kind = MessageClassifier("wish", folds=0).fit(texts, [str(e.kind or "咨询") for e in TAUGHT])
    return Model(head, kind.head_, small.digest, learned, model.versions())


def of(code: str, count: int) -> list[Example]:
    return [example for example in TAUGHT if example.name == code][:count]


def mistaken(code: str, count: int, other: str) -> dict[Example, str]:
    """``count`` golden messages of ``code`` that are taken for ``other``."""
    return dict.fromkeys(of(code, count), other)


def test_the_golden_messages_are_read_and_cover_the_catalogue(catalogue: Catalogue) -> None:
    assert {example.name for example in golden()} >= set(catalogue.subtopics)
    assert len(golden()) > 400


def test_no_golden_message_is_learned(catalogue: Catalogue) -> None:
    learned = {example.text for example in catalogue.examples}
    assert [example.text for example in golden() if example.text in learned] == []


def test_a_message_is_right_when_the_first_guess_is_its_class(small: Catalogue) -> None:
    known = right(pupil(small), small)
    assert {example for example, hit in known.items() if hit} == set(TAUGHT)
    wrong = mistaken("0101", 2, "0202")
    known = right(pupil(small, wrong), small)
    assert {example for example, hit in known.items() if hit} == set(TAUGHT) - set(wrong)


def test_the_first_model_has_no_rival(small: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    verdict = offer(pupil(small, mistaken("0101", 3, "0202")), path, small)
    assert (verdict.promoted, verdict.size) == (True, 0)
    assert path.exists()


@pytest.mark.parametrize(
    ("wrong", "promoted"),
    [
        ({}, True),
        (mistaken("0101", 1, "0102"), True),  # one of an ordinary topic may go
        (mistaken("0101", 2, "0102"), False),
        (mistaken("0101", 1, "0102") | mistaken("0102", 1, "0101"), False),
        (mistaken("0201", 1, "0202"), False),  # of danger none
        (mistaken("1001", 1, "1002"), False),  # of discipline none
        (mistaken("1001", 1, "0101"), False),
    ],
)
def test_what_falls_too_far_is_refused_and_the_running_one_stays(
    small: Catalogue, tmp_path: Path, wrong: dict[Example, str], promoted: bool
) -> None:
    path = tmp_path / "topics.model"
    model.save(pupil(small, learned="old0"), path)
    before = path.read_bytes()
    verdict = offer(pupil(small, wrong, "new0"), path, small)
    assert verdict.promoted is promoted
    assert (verdict.old_right, verdict.size) == (len(TAUGHT), len(golden()))
    assert verdict.new_right == len(TAUGHT) - len(wrong)
    assert set(verdict.lost) == set(wrong)
    assert sum(verdict.fallen.values()) == len(wrong)
    if promoted:
        assert model.load(path, small.digest).learned == "new0"
    else:
        assert path.read_bytes() == before
        assert [found.name for found in tmp_path.iterdir()] == ["topics.model"]


def test_many_small_losses_are_too_many(small: Catalogue, tmp_path: Path) -> None:
    """One lost in each of five ordinary topics is more than a hundredth of all."""
    path = tmp_path / "topics.model"
    model.save(pupil(small), path)
    assert round(promotion.MAY_FALL * len(golden())) == 4
    lost = {code: mistaken(code, 1, "0102") for code in OTHERS}
    few = {example: name for code in OTHERS[:4] for example, name in lost[code].items()}
    many = few | lost[OTHERS[4]]
    assert not offer(pupil(small, many), path, small).promoted
    assert offer(pupil(small, few), path, small).promoted


def test_a_better_model_takes_over(small: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    model.save(pupil(small, mistaken("1001", 2, "0101")), path)
    verdict = offer(pupil(small, learned="better"), path, small)
    assert (verdict.promoted, verdict.fallen, verdict.lost) == (True, {}, ())
    assert verdict.new_right == verdict.old_right + 2
    assert model.load(path, small.digest).learned == "better"


def test_what_is_won_in_a_topic_pays_for_what_is_lost_in_it(
    small: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "topics.model"
    model.save(pupil(small, mistaken("0201", 1, "0202")), path)
    new = pupil(small, mistaken("0202", 1, "0201"))
    verdict = offer(new, path, small)
    assert (verdict.promoted, verdict.fallen) == (True, {})
    assert set(verdict.lost) == set(of("0202", 1))


def test_force_takes_over_and_still_tells_what_fell(small: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    model.save(pupil(small), path)
    verdict = offer(pupil(small, mistaken("0201", 2, "0101"), "worse"), path, small, force=True)
    assert (verdict.promoted, verdict.fallen) == (False, {"T02": 2})
    assert model.load(path, small.digest).learned == "worse"
    assert model.load(tmp_path / "topics.model.1", small.digest).learned == ""


@pytest.mark.parametrize("old", ["other libraries", "half a file"])
def test_a_file_of_no_use_is_no_rival_but_kept(small: Catalogue, tmp_path: Path, old: str) -> None:
    path = tmp_path / "topics.model"
    model.save(replace(pupil(small), versions="form 1"), path)
    if old == "half a file":
        path.write_bytes(path.read_bytes()[:2000])
    before = path.read_bytes()
    assert offer(pupil(small, mistaken("0201", 3, "0101")), path, small).promoted
    assert (tmp_path / "topics.model.1").read_bytes() == before


# —— Back ——


def running(path: Path, small: Catalogue) -> str:
    return model.load(path, small.digest).learned


def test_one_goes_back_in_the_order_they_came(small: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    one = pupil(small)
    for number in range(KEPT + 3):
        assert offer(replace(one, learned=f"{number}"), path, small).promoted
    assert len(list(tmp_path.iterdir())) == KEPT + 1
    back = []
    for _ in range(KEPT):
        assert roll_back(path) == f"{small.digest[:8]}+"
        back.append(running(path, small))
    assert back == [str(number) for number in range(KEPT + 1, 1, -1)]
    with pytest.raises(NothingBefore):
        roll_back(path)
    assert running(path, small) == "2"
    assert [found.name for found in tmp_path.iterdir()] == ["topics.model"]


def test_after_going_back_one_goes_on_from_there(small: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    one = pupil(small)
    for learned in ("a", "b"):
        offer(replace(one, learned=learned), path, small)
    roll_back(path)
    offer(replace(one, learned="c"), path, small)
    assert running(path, small) == "c"
    roll_back(path)
    assert running(path, small) == "a"


def test_without_anything_before_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NothingBefore) as refusal:
        roll_back(tmp_path / "topics.model")
    told = say(refusal.value.phrase, **refusal.value.facts)
    assert "没有更早的模型" in told
    assert "topics.model" in told


def test_the_running_model_stays_in_its_place_until_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "topics.model"
    path.write_bytes(b"running")
    promotion.keep(path)
    assert path.read_bytes() == (tmp_path / "topics.model.1").read_bytes() == b"running"


def test_nothing_there_is_nothing_to_keep(tmp_path: Path) -> None:
    promotion.keep(tmp_path / "topics.model")
    assert list(tmp_path.iterdir()) == []
