"""The same words whatever hand wrote them: script, radicals, width, readings, hidden words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.papers import lines, read
from knowledge.papers.clean import plain, toneless
from knowledge.papers.mend import Speller, unhidden
from knowledge.papers.pdf import pages
from knowledge.papers.words import heading_level, table
from tests.unit.papers.making import text

PLAIN = [
    ("２０２５年１月，Ａ類", "2025年1月，A类"),
    ("申請老人津貼，請帶身分證", "申请老人津贴，请带身分证"),
    ("昆⼭市的⽤⼾和居⺠，⻓者⻔诊", "昆山市的用户和居民，长者门诊"),
    ("低\u200b保\ufeff金\u00ad", "低保金"),
    ("  到\t村里 \n 。 ", "到 村里。"),
    ("低(dī)保(bǎo)金（jīn）", "低保金"),
    ("低保（dibao）怎么办", "低保怎么办"),
    ("重(chóng)新申请", "重新申请"),
    ("支付宝(alipay)、微信(app)", "支付宝(alipay)、微信(app)"),
    ("请看附件（1）", "请看附件（1）"),
]


@pytest.mark.parametrize(("written", "meant"), PLAIN)
def test_words_are_made_plain(written: str, meant: str) -> None:
    assert plain(written) == meant


@given(st.text())
def test_what_is_plain_stays_so(written: str) -> None:
    once = plain(written)
    assert plain(once) == once or len(plain(once)) <= len(once)
    assert "\n" not in once


def test_every_radical_stands_for_one_character() -> None:
    radicals = table()["radicals"]
    assert all("\u2e80" <= radical <= "\u2eff" for radical in radicals)
    assert all(len(character) == 1 and character > "\u3400" for character in radicals.values())


def test_tones_are_taken_off() -> None:
    assert [toneless(one) for one in ("dī", "lǜ", "bǎo", "nü", "gɑ")] == [
        "di", "lv", "bao", "nv", "ga",
    ]  # fmt: skip


# —— Hidden words ——

HIDDEN = [
    ("加我微.信说", "加我微信说"),
    ("低*保怎么办", "低保怎么办"),
    ("想举 报他", "想举报他"),
    ("社会保 险", "社会保险"),
    ("村 民 委 员 会", "村民委员会"),
    ("举*报*电*话", "举报电话"),
    ("宅-基-地", "宅基地"),
    ("养 老 金", "养老金"),
]
HONEST = [
    "低保.养老", "男 女", "是 否", "一.定期体检", "张*明", "王*国", "有 关心", "1.低保 2.五保",
    "老周 石桥村", "2025-01-01", "买-卖", "申请人 夫妻双方",
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), HIDDEN)
def test_a_sign_inside_a_word_is_taken_out(written: str, meant: str) -> None:
    assert unhidden(written) == meant


@pytest.mark.parametrize("written", HONEST)
def test_a_sign_between_words_stays(written: str) -> None:
    assert unhidden(written) == written


SPELT = [
    ("低bao怎么办", "低保怎么办"),
    ("加wei信", "加微信"),
    ("微xin群里", "微信群里"),
    ("交养老保xiǎn", "交养老保险"),
    ("申请dibao要什么", "申请低保要什么"),
]


@pytest.mark.parametrize(("written", "meant"), SPELT)
def test_letters_are_made_the_one_character_they_can_mean(written: str, meant: str) -> None:
    speller = Speller(["怎么申请低保"])
    assert (speller.spelled(written), speller.doubts) == (meant, [])


@pytest.mark.parametrize(
    "written", ["APP登录", "wifi密码", "ai技术", "vip客户", "bao", "5mu地", "QQ群", "B超"]
)
def test_letters_that_are_letters_stay(written: str) -> None:
    speller = Speller([])
    assert (speller.spelled(written), speller.doubts) == (written, [])


def test_letters_that_may_mean_several_are_left_and_told(tmp_path: Path) -> None:
    paper = read(text(tmp_path / "a.txt", "请按shi办理。"))
    assert paper.blocks[0].text == "请按shi办理。"
    (warning,) = paper.warnings
    assert "“shi”像是用拼音代替的字" in warning


def test_a_word_the_paper_writes_out_elsewhere_decides(tmp_path: Path) -> None:
    paper = read(text(tmp_path / "a.txt", "按时办理才行。\n请按shi办理。"))
    assert paper.blocks[-1].text == "请按时办理。"


def test_numbers_of_cards_are_warned_of(tmp_path: Path) -> None:
    number = "11010519491231002X"
    paper = read(text(tmp_path / "a.csv", f"村名,备注\n石桥村,某人{number}\n"))
    assert paper.warnings == ("第2行像有身份证号或银行卡号，请删掉再用。",)


# —— Lines ——

FULL = "年满八十周岁的老人都可以申请高龄津贴由本人"


def test_only_full_lines_run_on() -> None:
    assert lines.paragraphs([FULL, FULL, "填表。", "不收钱。"]) == [FULL * 2 + "填表。", "不收钱。"]


@pytest.mark.parametrize("begins", ["一、材料", "（二）材料", "3. 材料", "第五条 材料", "　　材料"])
def test_a_number_or_an_indent_begins_a_paragraph(begins: str) -> None:
    assert lines.paragraphs([FULL, begins, FULL]) == [FULL, begins.strip(), FULL]


def test_latin_words_keep_a_blank_between_lines() -> None:
    assert lines.joined("请用 Word", "Online 打开") == "请用 Word Online 打开"
    assert lines.joined("每月 12", "00 元") == "每月 1200 元"


def test_lines_of_two_pages_only_are_no_furniture() -> None:
    same = [["津贴办法", "甲。"], ["津贴办法", "乙。"]]
    assert lines.without_furniture(same) == (same, ())


def test_a_sentence_that_ends_every_page_is_no_furniture() -> None:
    same = [[head, "不收一分钱。"] for head in ("甲", "乙", "丙", "丁")]
    assert lines.without_furniture(same) == (same, ())


def test_headings_are_known_by_their_look() -> None:
    told = ["第一章 总则", "第二节 申请", "一、条件", "（一）年龄"]
    assert [heading_level(line) for line in told] == [1, 2, 3, 4]
    others = ["第三条 申请人", "一、本办法自公布之日起施行。", "一二三", "一、" + "长" * 30]
    assert [heading_level(line) for line in others] == [0, 0, 0, 0]


def test_pages_are_told_in_runs() -> None:
    assert pages([3]) == "第3页"
    assert pages([1, 2, 4, 6, 7, 8]) == "第1—2、4、6—8页"
