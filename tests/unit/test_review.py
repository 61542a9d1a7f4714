"""A corpus is read as it is meant, and what is wrong with it is found."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.examples import Example, Kind, read
from topics.review import (
    FRAME,
    OPENING_FREE,
    RUN,
    WHOLE,
    Finding,
    alike,
    bare,
    copied,
    few,
    frame,
    grams,
    jaccard,
    review,
)

DIFFERENT = [
    "三组的路灯从上个礼拜起就不亮",
    "自来水有股铁锈味，烧开还是黄",
    "低保停了没人告诉我为啥",
    "隔壁半夜放歌吵得娃睡不着",
    "桥头的护栏被货车撞歪了",
    "养老金卡丢了去哪儿补",
]


def examples(texts: list[str], name: str = "0101") -> list[Example]:
    return [Example(text, name, Kind.HELP) for text in texts]


def problems(texts: list[str]) -> set[str]:
    return {finding.problem for finding in review(examples(texts))}


# —— Files ——


def corpus(folder: Path, **files: str) -> list[Example]:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/').removeprefix('c')}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return list(read(folder))


def test_a_file_is_a_subtopic_and_its_sections_are_what_is_wanted(tmp_path: Path) -> None:
    told = corpus(
        tmp_path, c0101="路黑\n# 说明\n\n[投诉]\n 灯坏了 \n[]\n桥坏了\n[咨询]\n几点亮灯\n"
    )
    assert told == [
        Example("路黑", "0101", None),
        Example("灯坏了", "0101", Kind.COMPLAINT),
        Example("桥坏了", "0101", None),
        Example("几点亮灯", "0101", Kind.ENQUIRY),
    ]


def test_a_boundary_names_the_subtopic_in_each_section(tmp_path: Path) -> None:
    told = corpus(tmp_path, boundaries__light="[0106 求助]\n灯坏\n[0201投诉]\n灯费\n[建议]\n装灯\n")
    assert told == [
        Example("灯坏", "0106", Kind.HELP, "light"),
        Example("灯费", "0201", Kind.COMPLAINT, "light"),
        Example("装灯", "0201", Kind.SUGGESTION, "light"),
    ]


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    told = corpus(tmp_path, c0202="乙", c0101="甲", meta__thanks="谢谢")
    assert [(e.text, e.name) for e in told] == [("甲", "0101"), ("乙", "0202"), ("谢谢", "thanks")]


@pytest.mark.parametrize("section", ["抱怨", "求 助", "01", "0101 抱怨", "help"])
def test_a_section_that_names_no_kind_is_refused_by_file_and_line(
    tmp_path: Path, section: str
) -> None:
    with pytest.raises(ValueError, match=r"^0101\.txt:3: .+ is no kind") as refusal:
        corpus(tmp_path, c0101=f"# 说明\n路黑\n[{section}]\n灯坏了")
    assert all(kind in str(refusal.value) for kind in Kind)


@pytest.mark.parametrize("text", ["灯坏", "[求助]\n灯坏"])
def test_a_boundary_sentence_without_subtopic_is_refused(tmp_path: Path, text: str) -> None:
    line = text.count("\n") + 1
    with pytest.raises(ValueError, match=rf"^light\.txt:{line}: "):
        corpus(tmp_path, boundaries__light=text)


# —— Likeness ——


@given(
    st.lists(st.text("甲乙丙，", max_size=14), max_size=14),
    st.sampled_from([0.05, 0.2, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.9, 0.99]),
)
def test_alike_finds_just_what_comparing_all_pairs_finds(texts: list[str], limit: float) -> None:
    sets = [grams(bare(text)) for text in texts]
    pairs = combinations(range(len(texts)), 2)
    slow = {(a, b): share for a, b in pairs if (share := jaccard(sets[a], sets[b])) > limit}
    found = list(alike(texts, limit))
    assert {(a, b): share for a, b, share in found} == slow
    assert len(found) == len(slow)


@given(st.text(st.characters(), max_size=40), st.text(st.characters(), max_size=40))
def test_likeness_is_the_same_both_ways_and_whole_with_oneself(one: str, two: str) -> None:
    a, b = grams(bare(one)), grams(bare(two))
    assert jaccard(a, b) == jaccard(b, a)
    assert 0 <= jaccard(a, b) <= 1
    assert jaccard(a, a) == (1 if bare(one) else 0)


@given(st.text(st.characters()))
def test_bare_keeps_letters_only_and_stays_as_it_is(text: str) -> None:
    assert bare(bare(text)) == bare(text)
    assert not any(c.isspace() or c in "_，。！？,.!?" for c in bare(text))


def test_different_sentences_are_found_faultless() -> None:
    assert review(examples(DIFFERENT)) == []
    assert review([]) == []


def test_a_sentence_written_twice_is_found_whatever_its_punctuation() -> None:
    (found,) = review(examples([*DIFFERENT, "三组的路灯，从上个礼拜起就不亮！"]))
    assert (found.problem, found.text) == ("twice", "三组的路灯，从上个礼拜起就不亮！")


def test_a_sentence_hardly_changed_is_found_in_whatever_class_it_stands() -> None:
    changed = [*examples(DIFFERENT), Example("咱三组的路灯从上个礼拜起就不亮了", "0202", None)]
    (found,) = review(changed)
    assert (found.name, found.problem) == ("0202", "alike")
    assert "0101" in found.detail
    assert DIFFERENT[0] in found.detail


# —— Moulds ——

OBJECTS = [
    "村口大桥断", "卫生室关门", "鱼塘翻白肚", "电表走得飞快", "化粪池冒泡", "校车超员",
    "挖机压坏麦田", "野狗咬鸡", "坟地起纠纷", "快递柜打不开",
]  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "mould"),
    [("opening", "麻烦各位{}"), ("ending", "{}多少年没动静"), ("frame", "{}你们能不能给我")],
)
def test_one_mould_may_be_poured_so_often_and_no_more(problem: str, mould: str) -> None:
    most = FRAME if problem == "frame" else OPENING_FREE
    poured = [mould.format(thing) for thing in OBJECTS]
    assert problem not in problems(poured[:most])
    assert problem in problems(poured[: most + 1])


def test_a_larger_file_may_open_alike_more_often() -> None:
    alone = [chr(0x4E00 + 97 * i + j) for i in range(200) for j in range(10)]
    others = ["".join(alone[i : i + 10]) for i in range(0, 900, 10)]
    poured = [f"麻烦各位{thing}" for thing in OBJECTS[:5]]
    assert "opening" in problems([*others[:60], *poured])
    assert "opening" not in problems([*others, *poured])


def test_very_short_sentences_may_open_alike() -> None:
    assert problems([f"路灯坏了{c}" for c in "嘛啊呀哟嗨咯"]).isdisjoint({"opening", "frame"})


def test_moulds_are_counted_within_one_file() -> None:
    poured = [f"麻烦各位{thing}" for thing in OBJECTS[:6]]
    mixed = [*examples(poured[:3]), *examples(poured[3:], "0202")]
    assert "opening" not in {finding.problem for finding in review(mixed)}
    boundary = [Example(e.text, e.name, e.kind, "light") for e in mixed]
    assert ("light", "opening") in {(f.name, f.problem) for f in review(boundary)}


def test_a_frame_is_what_is_left_without_the_matter() -> None:
    assert frame("路灯怎么还不修") == frame("水管怎么还不换")
    assert frame("路灯怎么还不修") != frame("路灯什么时候修")
    assert frame("欠我3600元") == frame("欠我一百元")


# —— Copies ——

LONG = "去年修渠占了我家两分半水田，到今天青苗费一分钱也没有见着"


@given(st.integers(0, len(bare(LONG)) - RUN), st.text("，。 甲乙"), st.text("，。 甲乙"))
def test_a_copied_run_is_found_wherever_it_stands(at: int, before: str, after: str) -> None:
    foreign = [f"{before}{bare(LONG)[at : at + RUN]}{after}"]
    (found,) = copied(examples([*DIFFERENT, LONG]), foreign)
    assert (found.problem, found.text) == ("copied", LONG)
    assert bare(found.detail) in bare(LONG)


@given(st.integers(0, len(bare(LONG)) - RUN))
def test_a_shorter_run_is_nobodys(at: int) -> None:
    assert copied(examples([LONG]), [f"甲{bare(LONG)[at : at + RUN - 1]}乙"]) == []


def test_a_short_sentence_is_copied_only_as_a_whole() -> None:
    ours = examples(["自来水停了三天了", "水停了"])
    assert len(bare(ours[0].text)) == WHOLE
    assert [f.text for f in copied(ours, ["我家自来水，停了三天了！急"])] == [ours[0].text]
    assert copied(ours, ["我家自来水停了三天", "我家水停了"]) == []


def test_every_sentence_that_is_copied_is_named_once() -> None:
    ours = examples([f"甲{LONG}", f"乙{LONG}", DIFFERENT[0]])
    found = copied(ours, [LONG, f"丙{LONG}"])
    assert [finding.text for finding in found] == [f"甲{LONG}", f"乙{LONG}"]


# —— Numbers ——


def test_a_class_with_too_few_different_sentences_is_named() -> None:
    told = [*examples(DIFFERENT), *examples(["谢谢", "谢谢！", "多谢"], "thanks")]
    assert few(told, {"0101": 6, "thanks": 2}) == []
    found = few(told, {"0101": 7, "thanks": 3, "0999": 1})
    assert [(f.name, f.problem, f.detail) for f in found] == [
        ("0101", "few", "6 of 7"),
        ("thanks", "few", "2 of 3"),
        ("0999", "few", "0 of 1"),
    ]


def test_a_finding_is_told_on_one_line() -> None:
    told = str(Finding("0101", "alike", "长" * 90, "0.71 0102 路灯"))
    assert told == f"0101: alike: {'长' * 40} | 0.71 0102 路灯"
