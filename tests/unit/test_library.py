"""Items in memory: valid ones only, from here only, nearest first, and never the look-alike."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from kit import clock
from knowledge.facts import FactBook, FactKind, Value
from knowledge.kinds import Guide, Kind, Notice
from knowledge.library import Entry, Library

TODAY = date(2026, 11, 22)
LOW = Entry(
    slug="low-income", title="低保：怎么申请", body="向村里交申请，镇上核对收入。", source="办法",
    unit="社会事务办", phone="000", area="hx", subtopics=("0501",), effective=date(2026, 1, 1),
    expires=date(2027, 12, 31), questions=("低保怎么申请", "家里没劳力能吃低保吗"),
    not_for=("低保怎么停了",),
)  # fmt: skip
WATER = replace(
    LOW, slug="water", title="水费：怎么交", body="在手机上交，或到营业厅。", subtopics=("1306",),
    questions=("水费在哪里交", "水表读数不对怎么办"), not_for=(),
)  # fmt: skip


def found(entries: list[Entry], question: str, **others) -> list[str]:
    hits = Library(entries).search(question, **({"today": TODAY} | others))
    return [hit.entry.slug for hit in hits]


def test_the_nearest_item_comes_first() -> None:
    assert found([LOW, WATER], "想申请低保，怎么弄")[0] == "low-income"
    assert found([LOW, WATER], "水费怎么交")[0] == "water"


def test_a_known_phrasing_scores_as_a_whole() -> None:
    hit = Library([LOW, WATER]).search("低保怎么申请", today=TODAY)[0]
    assert hit.score == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("effective", "expires", "answers"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), True),
        (date(2025, 1, 1), date(2026, 11, 21), False),
        (date(2026, 11, 23), date(2027, 1, 1), False),
    ],
)
def test_an_item_answers_within_its_time_and_never_outside(
    effective: date, expires: date, answers: bool
) -> None:
    entry = replace(LOW, effective=effective, expires=expires)
    assert (found([entry], "低保怎么申请") == ["low-income"]) is answers


def test_an_item_from_elsewhere_does_not_answer() -> None:
    elsewhere = replace(LOW, slug="elsewhere", area="yy")
    assert found([elsewhere], "低保怎么申请", areas=("v01", "hx", "wc")) == []
    assert found([elsewhere, LOW], "低保怎么申请", areas=("hx",)) == ["low-income"]
    assert found([elsewhere], "低保怎么申请") == ["elsewhere"]


def test_a_question_it_must_not_answer_finds_it_not() -> None:
    assert found([LOW], "我的低保怎么停了") == []
    assert found([LOW], "我的低保怎么停了", likely={"0501": 0.99}) == []


def test_what_the_classifier_thinks_decides_between_two() -> None:
    twins = [
        replace(LOW, slug="a", subtopics=("0501",)),
        replace(LOW, slug="b", subtopics=("0502",)),
    ]
    assert found(twins, "低保怎么申请", likely={"0502": 0.9})[0] == "b"
    assert found(twins, "低保怎么申请", likely={"0501": 0.9})[0] == "a"


def test_nothing_in_common_finds_nothing() -> None:
    assert found([WATER], "zzz") == []
    assert found([], "低保怎么申请") == []
    assert found([LOW], "") == []


def test_no_more_are_given_than_wanted() -> None:
    many = [replace(LOW, slug=str(n)) for n in range(6)]
    assert len(found(many, "低保怎么申请")) == 3
    assert len(found(many, "低保怎么申请", most=5)) == 5


LINE = Value(
    "line",
    "",
    FactKind.MONEY,
    700.0,
    "元/月",
    "低保线",
    "文件",
    date(2026, 1, 1),
    date(2026, 12, 31),
)


def test_a_variant_answers_in_its_own_area_and_the_base_elsewhere() -> None:
    here = replace(LOW, slug="low-income@v03", area="v03", body="白果村的人找村里的小佘。")
    shelf = Library([LOW, here])
    told = shelf.search("低保怎么申请", areas=("v03", "hx", "wc"), today=TODAY)
    assert [hit.entry.slug for hit in told] == ["low-income@v03"]
    told = shelf.search("低保怎么申请", areas=("v01", "hx", "wc"), today=TODAY)
    assert [hit.entry.slug for hit in told] == ["low-income"]


def test_an_item_whose_fact_has_run_out_does_not_answer() -> None:
    entry = replace(LOW, body="标准是每人{line}。")
    shelf = Library([entry], FactBook([LINE]))
    assert shelf.search("低保怎么申请", today=TODAY)
    assert not shelf.search("低保怎么申请", today=date(2027, 1, 1))
    assert not Library([entry]).search("低保怎么申请", today=TODAY)
    assert shelf.filled(entry.body, ("hx",), TODAY) == "标准是每人700元/月。"
    with pytest.raises(KeyError):
        shelf.filled(entry.body, ("hx",), date(2027, 1, 1))


def test_an_amount_in_a_question_finds_the_item_that_uses_it() -> None:
    entry = replace(WATER, body="超过一个月不交，另收{line}。")
    shelf = Library([entry, LOW], FactBook([LINE]))
    assert shelf.search("多收了我700元是怎么回事", today=TODAY)[0].entry.slug == "water"


def test_a_notice_is_over_when_its_span_is() -> None:
    span = Notice(
        starts=datetime(2026, 11, 20, 8, tzinfo=clock.TOWN),
        ends=datetime(2026, 11, 22, 18, tzinfo=clock.TOWN),
        affected="一组到三组",
    )
    entry = replace(WATER, kind=Kind.NOTICE, details=span)
    assert found([entry], "水费在哪里交") == ["water"]
    assert found([entry], "水费在哪里交", today=date(2026, 11, 23)) == []


def test_the_deciding_section_is_the_one_that_speaks_of_what_was_asked() -> None:
    guide = Guide(
        service="养老服务", who="满八十岁的老人", bring=("户口簿", "一寸照片"), where="五号窗口",
        when="周一到周五", fee="不收钱", takes="七天",
    )  # fmt: skip
    entry = replace(LOW, kind=Kind.GUIDE, details=guide)
    shelf = Library([entry, WATER])
    (hit,) = shelf.search("申请要带户口簿和照片吗", today=TODAY, most=1)
    assert hit.entry.sections[hit.section].detail == "bring"
    place, sure = shelf.within(entry, "户口簿和照片")
    assert entry.sections[place].detail == "bring"
    assert sure > shelf.within(entry, "天上的云")[1]


def test_a_known_phrasing_can_be_overlooked_for_measuring() -> None:
    shelf = Library([LOW, WATER])
    seen, unseen = (
        shelf.search("家里没劳力能吃低保吗", today=TODAY, unseen=hidden)[0].score
        for hidden in (False, True)
    )
    assert seen == pytest.approx(1.0, abs=0.01)
    assert unseen < 0.9
