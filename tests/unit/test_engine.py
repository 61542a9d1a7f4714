"""Search over passages and documents: never fails, tells how sure it is, loses no text."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kit.text import size
from knowledge.documents import Document, Documents, around, pieces_of
from knowledge.engine import Engine, Passage, features

PAGES = [
    ("低保", "家里人均收入低于低保线的，向村里交申请，镇上入户核对收入。"),
    ("水费", "在手机上交，也可以到营业厅交现金，逾期要收违约金。"),
    ("新农合", "住院先在县医院刷卡，外地看病要备案，回来补报销。"),
    ("宅基地", "一户一宅，拆旧才能建新，村里公示五天再报镇上。"),
    ("狗咬", "先用肥皂水冲一刻钟，再去卫生院打狂犬疫苗。"),
    ("身份证", "带旧证到派出所按指纹、照相，急用可以办临时的。"),
    ("秸秆", "收割后粉碎还田，谁也不许在田坎上点火。"),
]
ANY = st.text(max_size=60)
ASKED = st.one_of(ANY, st.text("低保水费狗咬身份证宅基地田坎 ？，abc１2", max_size=20))
MARKED = st.text("甲乙丙。；！？\n ,!?;、", max_size=300)
"""Text with many ends of sentences, of both alphabets."""


def engine(pages: Sequence[tuple[str, str]] = PAGES) -> Engine:
    return Engine([Passage(head, text) for head, text in pages])


def documents(*texts: str) -> Documents:
    return Documents([Document("", pieces_of(text, 20)) for text in texts])


# —— Passages ——


@given(st.lists(st.tuples(ANY, ANY), max_size=5), ASKED)
def test_any_text_can_be_indexed_and_asked(pages: list[tuple[str, str]], question: str) -> None:
    found = engine(pages).rank(question)
    assert found.scores.shape == found.confidences.shape == (len(pages),)
    assert np.isfinite(found.scores).all()
    assert (found.scores >= 0).all()
    assert ((found.confidences >= 0) & (found.confidences <= 1)).all()
    assert found.evidence >= 0


@given(ASKED, st.lists(st.tuples(ASKED, st.floats(0.01, 1)), max_size=4))
def test_confidence_stays_in_bounds_with_other_words_too(
    question: str, also: list[tuple[str, float]]
) -> None:
    found = engine().rank(question, also)
    if found.evidence:  # else nothing was asked
        assert ((found.confidences >= 0) & (found.confidences <= 1)).all()


@given(st.permutations(PAGES), st.data())
def test_a_passage_is_found_first_by_its_own_text(
    pages: list[tuple[str, str]], data: st.DataObject
) -> None:
    mine = data.draw(st.integers(0, len(pages) - 1))
    found = engine(pages).rank(pages[mine][1])
    assert found.scores.argmax() == found.confidences.argmax() == mine
    assert found.confidences[mine] > 0.5


@given(st.sampled_from(PAGES), st.text("魑魅魍魉饕餮", min_size=1, max_size=6))
def test_words_that_nobody_knows_lower_the_confidence(page: tuple[str, str], odd: str) -> None:
    question = page[1][:8]
    known, doubted = (engine().rank(asked) for asked in (question, f"{question}，{odd}"))
    mine = PAGES.index(page)
    assert 0 < doubted.confidences[mine] < known.confidences[mine]
    assert doubted.evidence > known.evidence


def test_a_question_of_unknown_words_only_finds_nothing() -> None:
    found = engine().rank("魑魅魍魉")
    assert found.scores.max() == found.confidences.max() == 0
    assert found.evidence > 0


@given(ASKED, st.lists(st.tuples(ASKED, st.floats(0.01, 1)), max_size=4))
def test_other_words_raise_only_what_holds_them(
    question: str, also: list[tuple[str, float]]
) -> None:
    alone, helped = engine().rank(question), engine().rank(question, also)
    other = {name for words, _ in also for name in features(words)}
    for number, (head, text) in enumerate(PAGES):
        if other.isdisjoint([*features(head), *features(text)]):
            assert helped.scores[number] == alone.scores[number]
            assert helped.confidences[number] == alone.confidences[number]
        if any(alone.scores):
            assert helped.scores[number] >= alone.scores[number] * (1 - 1e-6)
    assert helped.evidence == alone.evidence


def test_the_other_word_finds_what_the_first_does_not() -> None:
    plain, helped = engine().rank("吃粮钱"), engine().rank("吃粮钱", [("低保", 0.4)])
    assert plain.scores[0] == 0
    assert helped.scores.argmax() == 0
    assert helped.scores[0] < engine().rank("吃粮钱", [("低保", 0.8)]).scores[0]


def test_the_head_counts_more_than_the_text() -> None:
    found = engine([("低保", "村里交申请"), ("村里交申请", "低保"), ("水", "电")]).rank("低保")
    assert found.scores[0] == pytest.approx(found.scores[1])
    both = engine([("低保", "低保申请"), ("水费", "低保申请")]).rank("低保")
    assert both.scores[0] > both.scores[1]


def test_an_empty_index_and_an_empty_question() -> None:
    nothing = Engine([]).rank("低保怎么申请")
    assert nothing.scores.shape == (0,)
    assert nothing.evidence > 0
    for empty in ("", "  \n", "，。？"):
        found = engine().rank(empty)
        assert (found.confidences == 0).all()
        assert found.evidence == 0
    assert (engine([("", ""), ("", "")]).rank("低保").scores == 0).all()


def test_a_long_text_is_neither_slow_nor_always_first() -> None:
    long = "".join(text for _, text in PAGES) * 200
    found = engine([*PAGES, ("全部", long)]).rank("被狗咬了要打疫苗")
    assert found.scores.argmax() == 4
    assert engine().rank(long).confidences.max() <= 1


def test_blanks_and_large_letters_make_no_difference() -> None:
    one, other = engine().rank("身份证 ABC"), engine().rank("身 份\n证abc")
    assert (one.scores == other.scores).all()


# —— Pieces ——


@given(MARKED, st.integers(1, 40))
def test_pieces_hold_the_whole_text_and_are_bounded(text: str, longest: int) -> None:
    pieces = pieces_of(text, longest)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert pieces
    if text.strip():
        assert all(len(piece) <= 2 * longest for piece in pieces)


def test_short_sentences_share_a_piece_and_a_list_without_stops_is_cut() -> None:
    assert pieces_of("甲。乙。丙。丁。", 4) == ("甲。乙。", "丙。丁。")
    assert pieces_of("一句很长很长的话。短。", 4) == ("一句很长很长的话", "。短。")
    assert [len(piece) for piece in pieces_of("、".join("甲" * 20), 8)] == [16, 16, 7]
    assert pieces_of("") == ("",)


@given(st.lists(st.text("甲a。", min_size=1, max_size=12), min_size=1, max_size=8), st.data())
def test_around_the_best_piece_as_much_as_there_is_room(
    pieces: list[str], data: st.DataObject
) -> None:
    best = data.draw(st.integers(0, len(pieces) - 1))
    room = data.draw(st.integers(0, 120))
    shown = around(pieces, best, room)
    assert pieces[best] in shown
    assert shown in "".join(pieces)
    assert size(shown) <= max(room, size(pieces[best]))
    assert around(pieces, best, size("".join(pieces))) == "".join(pieces)


def test_what_follows_comes_before_what_precedes() -> None:
    assert around(["a", "b", "c"], 1, 2) == "bc"
    assert around(["a", "b", "cc"], 1, 2) == "ab"
    assert around(["a", "b", "c"], 1, 0) == "b"


# —— Documents ——


@given(st.lists(st.tuples(ANY, ANY), max_size=4), ASKED)
def test_any_documents_can_be_asked(told: list[tuple[str, str]], question: str) -> None:
    index = Documents([Document(head, pieces_of(text, 10)) for head, text in told])
    found = index.rank(question)
    assert found.scores.shape == found.pieces.shape == (len(told),)
    assert ((found.confidences >= 0) & (found.confidences <= 1)).all()
    assert found.likeness is None
    for number, (_, text) in enumerate(told):
        piece, sure = index.nearest_piece(number, question)
        assert 0 <= found.pieces[number] < len(pieces_of(text, 10))
        assert 0 <= piece < len(pieces_of(text, 10))
        assert 0 <= sure <= 1


def test_the_nearest_piece_is_the_one_that_speaks_of_it() -> None:
    index = documents("".join(text for _, text in PAGES[:3]), "".join(t for _, t in PAGES[3:]))
    pieces = pieces_of("".join(text for _, text in PAGES[3:]), 20)
    wanted = next(number for number, piece in enumerate(pieces) if "肥皂水" in piece)
    found = index.rank("肥皂水冲多久")
    assert (found.scores.argmax(), found.pieces[1]) == (1, wanted)
    piece, sure = index.nearest_piece(1, "肥皂水冲多久")
    assert piece == wanted
    assert sure > index.nearest_piece(1, "云南的火车票")[1]
    assert index.nearest_piece(0, "魑魅") == (0, 0.0)


def test_documents_of_one_piece_and_none_at_all() -> None:
    one = documents("村里交申请。")
    assert one.nearest_piece(0, "申请")[0] == 0
    empty = Documents([]).rank("申请")
    assert (empty.scores.shape, empty.pieces.shape, empty.evidence) == ((0,), (0,), 0.0)
    with pytest.raises(ValueError, match="without any piece"):
        Documents([Document("题", ())])


def test_of_equal_pieces_the_first_is_told() -> None:
    index = Documents([Document("", ("水费在手机上交", "水费在手机上交")), Document("", ("狗",))])
    assert list(index.rank("水费").pieces) == [0, 0]


# —— Meanings ——


class Told:
    """Sentence embeddings of somebody else: one direction for each text, save what is alike."""

    def __init__(self, **same: str) -> None:
        self._same = same
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self._vector(text) for text in texts], np.float32)

    def query(self, text: str) -> NDArray[np.float32]:
        self.asked.append(text)
        return self._vector(self._same.get(text, text))

    def _vector(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vector = np.random.default_rng(seed).normal(size=64)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


def test_meanings_rank_anew_and_leave_the_confidences() -> None:
    told = [Document("", (text,)) for _, text in PAGES]
    plain = Documents(told).rank("打水表")
    meaning = Told(水表="在田坎上", 打水表=PAGES[5][1])
    index = Documents(told, meaning)
    found = index.rank("打水表")
    assert plain.scores.argmax() != 5
    assert found.scores.argmax() == 5
    assert found.likeness is not None
    assert found.likeness[5] == pytest.approx(1, abs=1e-5)
    assert (found.confidences == plain.confidences).all()


def test_the_meaning_is_that_of_the_question_as_it_was_said() -> None:
    meaning = Told()
    index = Documents([Document("题", ("文",)), Document("水", ("电",))], meaning)
    index.rank("水费", asked="请问水费怎么交")
    index.rank("水费")
    assert meaning.asked == ["请问水费怎么交", "水费"]


def test_the_nearest_part_and_the_beginning_share_the_likeness() -> None:
    parts = tuple(f"第{number}段，{'说了又说' * 30}。" for number in range(4))
    meaning = Told(**{"问": pieces_of("\n".join(parts), 250)[-1]})
    found = Documents([Document("", parts), Document("", ("别的",))], meaning).rank("问")
    assert found.likeness is not None
    assert 0.3 < found.likeness[0] < 0.7
    assert abs(found.likeness[1]) < 0.4
