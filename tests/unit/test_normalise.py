"""Many ways of writing, one plain text, and the way back from it."""

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from classifier.normalise import REWRITES, Normaliser

NORMALISER = Normaliser(["高标准农田", "电价", "low保"])
PIECES = [
    "嗯，", "那个那个，", "低宝", "(bǎo)", "（lù）", "🆘", "[流泪]", "😀", "村zf", "tan污",
    "h社会", "我 要 办 低 保", "補貼", "ＡＢ１２", "　", "哈哈哈哈", "救命啊啊啊", "医寮保险",
    "菜市场", "补贴贴", "合作一聊", "\n", " ", "，", "\ud83d", "\x00", "\u200d", "𠮷", "gcd",
    "è\u0301", "3333", "...",
]  # fmt: skip
WRITTEN = st.one_of(
    st.text(st.characters()), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)


def plain(text: str) -> str:
    return NORMALISER.plain(text).text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("醫療費報銷", "医疗费报销"),
        ("路燈壞了沒人修", "路灯坏了没人修"),
        ("頭髮和發票", "头发和发票"),
        ("ＡＢＣ１２３号", "ABC123号"),
        ("三组　四组", "三组，四组"),
        ("低(dī)保怎么办", "低保怎么办"),
        ("宅（zhái）基（jī）地", "宅基地"),
    ],
)
def test_script_width_and_pinyin_in_brackets_do_not_matter(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_a_bracket_that_is_no_pinyin_stays() -> None:
    for text in ("路灯(三盏)坏了", "水表(A-12)不准", "(lu)灯"):
        assert plain(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("村zf不管", "村政府不管"),
        ("找zhengfu", "找政府"),
        ("tan污", "贪污"),
        ("村w选举", "村委选举"),
        ("他是d员", "他是党员"),
        ("乡里gb吃请", "乡里干部吃请"),
        ("加他vx", "加他微信"),
        ("办dibao", "办低保"),
        ("ZF大院", "政府大院"),
    ],
)
def test_words_that_are_avoided_are_written_out(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_letters_within_another_word_mean_themselves() -> None:
    for text in ("azfb", "sbus", "xfile", "gbk编码", "wxyz"):
        assert plain(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("嗯，路坏了", "路坏了"),
        ("呃呃呃路坏了", "路坏了"),
        ("那个那个，我问一下路灯", "我问一下路灯"),
        ("路坏了，嗯嗯，没人修", "路坏了，没人修"),
        ("喂喂，有人吗", "有人吗"),
    ],
)
def test_what_is_only_said_with_the_mouth_is_left_out(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_the_same_characters_within_a_word_are_no_filler() -> None:
    for text in ("额度不够", "额头摔破", "那个人欠钱", "这个月没发", "门口有狗"):
        assert plain(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("低宝取消了", "低保取消了"),
        ("吃地保", "吃低保"),
        ("拖欠工子", "拖欠工资"),
        ("身分正掉了", "身份证掉了"),
        ("户口薄丢了", "户口簿丢了"),
        ("垃及没人收", "垃圾没人收"),
        ("门前路登不亮", "门前路灯不亮"),
        ("补帖没到帐", "补贴没到账"),
        ("下水到堵了", "下水道堵了"),
    ],
)
def test_common_typos_are_mended(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_what_only_looks_like_a_typo_stays() -> None:
    for text in (
        "降低保护标准",
        "打工子弟学校",
        "帐篷漏雨",
        "身份正常",
        "线路登记",
        "污水流下水到我家",
        "好消息",
    ):
        assert plain(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("医寮保险怎么交", "医疗保险怎么交"),
        ("高灵补贴没发", "高龄补贴没发"),
        ("危防改造", "危房改造"),
        ("找公益港", "找公益岗"),
        ("村支疏不在", "村支书不在"),
        ("高标准农填", "高标准农田"),
    ],
)
def test_a_long_word_is_mended_by_its_sound(written: str, meant: str) -> None:
    assert plain(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "户口不在",
        "我户口不在本地",
        "土地整治",
        "土地整治项目",
        "菜市场",
        "镇上菜市场",
        "菜市场太脏",
        "去菜市场",
    ],
)
def test_what_other_words_are_made_of_stays_wherever_it_stands(text: str) -> None:
    assert plain(text) == text


def test_a_keyword_is_mended_only_if_it_is_three_han_characters_long() -> None:
    assert plain("典价") == "典价"
    assert Normaliser().plain("高标准农填").text == "高标准农填"


def test_faces_vanish_and_a_cry_for_help_is_heard() -> None:
    assert plain("路坏了😭😭[流泪]没人修👨‍👩‍👧") == "路坏了没人修"
    assert plain("🆘着火了") == "救命着火了"
    assert plain("[请看第三条规定]") == "[请看第三条规定]"


def test_letters_spaced_out_are_drawn_together_and_words_are_not() -> None:
    assert plain("我 要 办 低 保") == "我要办低保"
    assert plain("路灯坏了 没人修") == "路灯坏了，没人修"
    assert plain("no light here") == "no light here"


def test_a_drawn_out_sound_is_shortened_and_a_number_is_not() -> None:
    assert plain("快来人啊啊啊啊") == "快来人啊"
    assert plain("欠我33333元。。。。") == "欠我33333元。"
    assert plain("等...") == "等..."


@given(WRITTEN)
@settings(max_examples=300, deadline=None)
def test_every_character_of_the_plain_text_leads_back_into_the_original(text: str) -> None:
    told = NORMALISER.plain(text)
    assert len(told.origin) == len(told.text) + 1
    assert all(0 <= at < len(text) for at in told.origin[:-1])
    assert told.origin[-1] <= len(text)
    assert all(a <= b for a, b in pairwise(told.origin))


@given(WRITTEN, st.data())
@settings(deadline=None)
def test_spans_lie_in_the_original_and_follow_each_other(text: str, data: st.DataObject) -> None:
    told = NORMALISER.plain(text)
    assume(len(told.text) >= 2)
    ends = st.integers(0, len(told.text))
    a, b, c = data.draw(st.lists(ends, min_size=3, max_size=3, unique=True).map(sorted))
    first, second = told.span(a, b), told.span(b, c)
    assert 0 <= first[0] < first[1] <= len(text)
    assert first[0] <= second[0]
    assert first[1] <= second[1]


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
@settings(deadline=None)
def test_what_is_plain_has_no_controls_and_no_lone_surrogates(text: str) -> None:
    kinds = {unicodedata.category(character) for character in plain(text)}
    assert kinds <= {"Lo", "Ll", "Lu", "Mn", "Nd", "Po", "Ps", "Pe", "Zs", "Cc"}, kinds
    assert not set(plain(text)) & {"\x00", "\ud83d", "\u200d"}


def test_the_words_as_written_are_found_again() -> None:
    written = "嗯，我家低(dī)宝，還有醫寮保險 🆘 找 村 里 办 事 zhengfu"
    told = NORMALISER.plain(written)

    def before(words: str) -> str:
        at = told.text.index(words)
        return written[slice(*told.span(at, at + len(words)))].strip()

    assert before("低保") == "低(dī)宝"
    assert before("医疗保险") == "醫寮保險"
    assert before("救命") == "🆘"
    assert before("村里") == "村 里"
    assert before("里办") == "里 办"
    assert before("政府") == "zhengfu"


def test_an_empty_stretch_is_a_place_and_one_outside_is_refused() -> None:
    told = NORMALISER.plain("嗯，路坏了")
    assert told.span(0, 0) == (2, 2)
    assert told.span(3, 3) == (5, 5)
    with pytest.raises(IndexError):
        told.span(2, 4)


def test_a_broken_rule_is_named(tmp_path: Path) -> None:
    good = REWRITES.read_text("utf-8")
    for table in ("censored", "typos"):
        path = tmp_path / f"{table}.toml"
        path.write_text(good.replace(f"[{table}]", f'[{table}]\n"(村" = "村"', 1), "utf-8")
        with pytest.raises(ValueError, match=rf"rewrites\.toml: \[{table}\] '\(村'"):
            Normaliser(path=path)
