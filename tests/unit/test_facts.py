"""What is exact in a message is found, with its worth; who somebody is stays hidden."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from classifier.facts import SECRET, Fact, FactKind, facts, number

IDENTITY, CARD = "11010519491231002X", "4111111111111111"
PARTS = ["www.", "http://", ".top", "1381234", "5678", "三万", "二", "元", "年", "人", " "]
SIGNS = "0123456789１２x零一二两三四五六七八九十百千万半几多来个年月日天点元块人户家-. :/："
SAID = st.one_of(
    st.text(st.characters()), st.text(SIGNS), st.lists(st.sampled_from(PARTS)).map("".join)
)


def only(text: str) -> Fact:
    (fact,) = facts(text)
    return fact


def worth(text: str, kind: FactKind) -> float | None:
    fact = only(text)
    assert fact.kind is kind
    return fact.value


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("欠了三万二", 32_000),
        ("交了两万多，没有收据", 20_000),
        ("工钱1.5万元没给", 15_000),
        ("一共3600块钱", 3600),
        ("罚了五百块", 500),
        ("三千二，没给", 3200),
        ("贷了2.5万", 25_000),
        ("少发2万5千元", 25_000),
        ("彩礼3万5，不退", 35_000),
        ("押金1千5百元", 1500),
        ("修房子花了二十多万元", 200_000),
        ("每亩一百二十块", 120),
        ("少了三四千块", None),
    ],
)
def test_sums_are_told_in_yuan(text: str, yuan: float | None) -> None:
    assert worth(text, FactKind.MONEY) == yuan


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("停水3天了", 3),
        ("拖了三个月", 90),
        ("已经三个多月没发", 90),
        ("等了半个月", 15),
        ("都一个半月了", 45),
        ("两年多没人管", 730),
        ("拖了一年半", 547.5),
        ("两个星期没水", 14),
        ("等了12小时", 0.5),
        ("两月没领到", 60),
    ],
)
def test_how_long_is_told_in_days(text: str, days: float) -> None:
    assert worth(text, FactKind.DURATION) == days


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("昨天晚上停的电", "昨天晚上"),
        ("2024年5月1日签的", "2024年5月1日"),
        ("2025-03-12签的", "2025-03-12"),
        ("上个月报的", "上个月"),
        ("下午3点半来的", "下午3点半"),
        ("三月份种下去的", "三月份"),
        ("十二月二十号前交", "十二月二十号"),
        ("二〇二三年修的", "二〇二三年"),
        ("春节放炮仗", "春节"),
    ],
)
def test_times_are_found_and_are_no_durations(text: str, told: str) -> None:
    fact = only(text)
    assert (fact.kind, fact.text, fact.value) == (FactKind.TIME, told, None)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("住着五口人", 5),
        ("有三十多户受影响", 30),
        ("十几个人打架", 10),
        ("组上3个老人", 3),
        ("几户没有水", 3),
        ("欠两百人的", None),
    ],
)
def test_people_and_households_are_counted(text: str, people: int | None) -> None:
    if people is None:
        assert facts(text) == ()
    else:
        assert worth(text, FactKind.PEOPLE) == people


def test_no_number_means_no_fact() -> None:
    for text in (
        "",
        "人民政府",
        "路灯坏了",
        "十里铺",
        "村民很多",
        "万一下雨",
        "千万要来",
        "一点也不好",
    ):
        assert facts(text) == (), text


@pytest.mark.parametrize(
    ("written", "kind", "told"),
    [
        (IDENTITY, FactKind.ID_CARD, "110***********002X"),
        ("110105 19491231 002x", FactKind.ID_CARD, "110***********002x"),
        (CARD, FactKind.BANK_CARD, "411*********1111"),
        ("4111 1111 1111 1111", FactKind.BANK_CARD, "411*********1111"),
        ("13912345678", FactKind.MOBILE, "139****5678"),
        ("139-1234-5678", FactKind.MOBILE, "139****5678"),
        ("0731-88886666", FactKind.LANDLINE, "073*****6666"),
        ("010 6666888", FactKind.LANDLINE, "010***6888"),
    ],
)
def test_papers_and_telephones_are_found_and_masked(
    written: str, kind: FactKind, told: str
) -> None:
    fact = only(f"号码{written}，请回")
    assert (fact.kind, fact.text, fact.value) == (kind, told, None)
    assert (fact.start, fact.end) == (2, 2 + len(written))


def test_a_number_that_does_not_check_is_no_card() -> None:
    for wrong in ("110105194912310021", "4111111111111112", "4111 1111 1111 1112"):
        assert SECRET.isdisjoint(fact.kind for fact in facts(f"号码{wrong}"))


@pytest.mark.parametrize(
    "link", ["http://a.example.cn/x?id=1", "https://t.cn/ab", "www.lucky.vip", "win-big.top"]
)
def test_links_are_found(link: str) -> None:
    assert only(f"点 {link} 领奖") == Fact(FactKind.LINK, link, 2, 2 + len(link))


@st.composite
def identity_cards(draw: st.DrawFn) -> str:
    body = draw(st.from_regex(r"[1-6][0-9]{5}(19|20)[0-9]{9}", fullmatch=True).filter(str.isascii))
    weights = (pow(2, 17 - place, 11) for place in range(17))
    rest = sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


@st.composite
def bank_cards(draw: st.DrawFn) -> str:
    body = draw(st.from_regex(r"(62|4)[0-9]{13,16}", fullmatch=True).filter(str.isascii))
    doubled = [sum(divmod(2 * int(d), 10)) for d in reversed(body)][::2]
    single = [int(d) for d in reversed(body)][1::2]
    card = body + str(-(sum(doubled) + sum(single)) % 10)
    assume(16 <= len(card) <= 19)
    return card


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)
LANDLINES = st.from_regex(r"0[1-9][0-9]{1,2}-?[2-9][0-9]{6,7}", fullmatch=True).filter(str.isascii)
SECRETS = st.one_of(identity_cards(), bank_cards(), MOBILES, LANDLINES)
AROUND = st.sampled_from(
    ["", "我的号", "电话：", "http://a.cn/", "www.a.top/p=", "欠3万元，", "元", "人", "月", ".com"]
)


@given(AROUND, SECRETS, AROUND)
def test_a_secret_is_never_told_in_clear(before: str, secret: str, after: str) -> None:
    found = facts(before + secret + after)
    for fact in found:
        assert not re.search(r"\d{7}", fact.text), fact
    assert any(fact.start <= len(before) < fact.end for fact in found)


@given(identity_cards())
def test_every_identity_card_is_known_and_none_with_one_digit_changed(card: str) -> None:
    assert only(card).kind is FactKind.ID_CARD
    changed = card[:-1] + ("0" if card[-1] != "0" else "1")
    assert FactKind.ID_CARD not in {fact.kind for fact in facts(changed)}


@given(st.text("号码 ，", max_size=4), SECRETS)
def test_a_secret_alone_is_one_fact_of_a_secret_kind(before: str, secret: str) -> None:
    fact = only(before + secret)
    assert fact.kind in SECRET
    assert fact.text.count("*") >= 3


@given(SAID)
def test_facts_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    at = 0
    for fact in facts(text):
        assert at <= fact.start < fact.end <= len(text)
        at = fact.end
        if fact.kind not in SECRET | {FactKind.LINK}:
            assert text[fact.start : fact.end] == fact.text


@given(st.integers(1, 99_999_999))
def test_figures_are_the_number_they_show(told: int) -> None:
    assert number(str(told)) == told


@given(st.text("零一二两三四五六七八九十百千万半", min_size=1, max_size=9))
def test_however_numerals_are_heaped_up_nothing_is_raised(words: str) -> None:
    told = number(words)
    assert told is None or told >= 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("半", 0.5),
        ("三千二", 3200),
        ("一万零五", 10_005),
        ("两百", 200),
        ("1.5", 1.5),
        ("三四千", None),
        ("十十九", None),
        ("", None),
    ],
)
def test_numbers_in_words_are_read_as_they_are_spoken(words: str, told: float | None) -> None:
    assert number(words) == told
