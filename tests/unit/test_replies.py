"""A reply is understood, or the question is put again; nobody's circumstances are guessed."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.replies import LONGEST, number, option

HERE = ("您家户口在望川县吗？", ("在", "不在"))
PAID = ("家里有没有人领工资？", ("有人领", "没人领"))
WITH = ("您跟谁住？", ("一个人住", "和儿女住", "住敬老院"))
BUILT = ("房子盖好了吗？", ("盖好了", "还没盖", "说不清"))
INCOME = ("您家平均每人每月大概有多少钱进账？", "元")
SAVINGS = ("您家存款一共大概有多少？", "元")
AGE = ("老人今年满多少岁了？", "岁")
HEADS = ("家里住着几口人？", "人")
Choice = tuple[str, tuple[str, ...]]


@pytest.mark.parametrize("said", [
    "在", "在的", "1", "一", "【1】", "是", "是的", "嗯", "对", "没错", "没问题", "有", "都在",
    "还在",
])  # fmt: skip
def test_yes(said: str) -> None:
    assert option(*HERE, said) == "在"


@pytest.mark.parametrize("said", [
    "不在", "2", "２。", "选2", "第二个", "没在", "没有", "没得", "不是", "不", "不在呢",
    "不，不在",
])  # fmt: skip
def test_no(said: str) -> None:
    assert option(*HERE, said) == "不在"


@pytest.mark.parametrize(
    ("of", "said", "meant"),
    [
        (HERE, "户口在望川", "在"),
        (HERE, "我家户口在望川县", "在"),
        (HERE, "户口不在县里", "不在"),
        (HERE, "不在，在外省", "不在"),
        (HERE, "在，不过去年才迁来", "在"),
        (PAID, "有", "有人领"),
        (PAID, "没有人领", "没人领"),
        (PAID, "没得", "没人领"),
        (PAID, "有，儿子", "有人领"),
        (WITH, "我一个人住", "一个人住"),
        (WITH, "和儿女住在一起", "和儿女住"),
        (WITH, "3", "住敬老院"),
        (BUILT, "盖好了", "盖好了"),
        (BUILT, "没有", "还没盖"),
        (BUILT, "不知道", "说不清"),
    ],
)
def test_options_are_known_by_their_words(of: Choice, said: str, meant: str) -> None:
    assert option(*of, said) == meant


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (HERE, ""),
        (HERE, "3"),
        (HERE, "在外县"),
        (HERE, "在不在"),
        (HERE, "在哪里？"),
        (HERE, "不知道"),
        (HERE, "不是没有"),
        (HERE, "家里在，户口不在"),
        (HERE, "没有时间"),
        (HERE, "路灯坏了没人修"),
        (PAID, "有时候"),
        (WITH, "不是一个人住"),
        (WITH, "没有"),
        (WITH, "有时一个人住有时和儿女住"),
        (WITH, "隔壁一个人住的王大爷家里着火了快来"),
    ],
)
def test_what_means_neither_is_asked_again(of: Choice, said: str) -> None:
    assert option(*of, said) is None


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("两千三", 2300),
        ("1.5万", 15_000),
        ("三千块左右", 3000),
        ("1,500元", 1500),
        ("１５００", 1500),
        ("1万2", 12_000),
        ("三百五", 350),
        ("差不多两千", 2000),
        ("两千多一点", 2000),
        ("十来块", 10),
        ("一个月五百", 500),
        ("每人每月800块", 800),
        ("五百元/月", 500),
        ("月收入五百", 500),
        ("我妈一个月一百二", 120),
        ("没有收入", 0),
        ("没有", 0),
        ("一分钱都没有", 0),
        ("0", 0),
    ],
)
def test_sums_are_read(said: str, yuan: float) -> None:
    assert number(*INCOME, said) == yuan


@pytest.mark.parametrize("said", [
    "两三千", "几百", "不到两千", "快两千", "没有两千", "一年两万", "每年两万", "年收入两万",
    "一千到两千", "1000-2000", "没多少", "没有固定收入", "不知道", "总共两千", "欠三千",
    "三块五", "五毛", "一个人", "两个人三千", "13800001111", "3号路灯坏了", "多少算够？",
])  # fmt: skip
def test_sums_that_are_none_or_another_are_asked_again(said: str) -> None:
    assert number(*INCOME, said) is None


def test_what_the_question_speaks_of_is_no_doubt() -> None:
    assert number(*SAVINGS, "一共三万") == 30_000
    assert number(*SAVINGS, "一个月两千") is None


@pytest.mark.parametrize("said", [
    "80", "八十", "八十岁了", "今年80", "满80", "我妈八十岁", "八十整",
])  # fmt: skip
def test_ages_are_read(said: str) -> None:
    assert number(*AGE, said) == 80


@pytest.mark.parametrize("said", [
    "快八十了", "还没满八十", "虚岁八十", "不到80", "差一岁八十", "1945", "1945年生的",
    "七十八九", "没有", "200",
])  # fmt: skip
def test_nobody_is_made_older_than_they_said(said: str) -> None:
    assert number(*AGE, said) is None


@pytest.mark.parametrize(
    ("said", "heads"), [("三口人", 3), ("3个人", 3), ("就我一个人", 1), ("三年", None)]
)
def test_heads_are_counted(said: str, heads: float | None) -> None:
    assert number(*HEADS, said) == heads


@given(st.integers(0, 9_999_999))
def test_every_sum_is_read_however_it_is_written(yuan: int) -> None:
    assert number(*INCOME, str(yuan)) == yuan
    assert number(*INCOME, f"{yuan:,}元") == yuan
    assert number(*INCOME, cn2an.an2cn(yuan) + "块") == yuan


ODD = "0123456789.，,零〇一二两三四五六七八九十百千万亿点个月年岁元块没有不在是多几半 "


@given(st.one_of(st.text(ODD), st.text()), st.sampled_from([HERE, PAID, WITH, BUILT]))
def test_whatever_is_said_to_options_is_one_of_them_or_nothing(said: str, of: Choice) -> None:
    assert option(*of, said) in {*of[1], None}


@given(st.one_of(st.text(ODD), st.text()), st.sampled_from([INCOME, AGE, HEADS]))
def test_whatever_is_said_to_numbers_is_a_number_or_nothing(said: str, of: tuple[str, str]) -> None:
    told = number(*of, said)
    assert told is None or 0 <= told <= 1e8


def test_a_story_is_no_answer() -> None:
    assert option(*HERE, "在" * (LONGEST + 1)) is None
    assert number(*INCOME, "两" + "千" * LONGEST) is None
