"""What a change would spoil: found where it is so, and only there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from knowledge.facts import FactBook, FactKind, Value
from knowledge.golden import Because, Change, Examiner
from knowledge.library import Entry, Library

TODAY = date(2026, 11, 22)
BEGIN, END = date(2026, 1, 1), date(2026, 12, 31)
PLACES = {"v03": ("v03", "hx", "wc"), "hx": ("hx", "wc"), "wc": ("wc",)}
LOW = Entry(
    slug="low", title="低保怎么申请", body="向村里交申请，镇上核对收入。", unit="社会事务办",
    source="《社会救助暂行办法》第十一条", phone="000", area="hx", subtopics=("0501",),
    effective=BEGIN, expires=date(2027, 12, 31), not_for=("低保怎么停了",),
    questions=("低保怎么申请", "家里没劳力能吃低保吗", "吃低保要找谁", "多问的一种"),
)  # fmt: skip
WATER = replace(
    LOW, slug="water", title="水费怎么交", body="在手机上交，或到营业厅。", subtopics=("1306",),
    source="供水公司告示", not_for=("自来水停了怎么办",),
    questions=("水费在哪里交", "水表读数不对怎么办", "手机上能交水费吗"),
)  # fmt: skip
DOG = replace(
    WATER, slug="dog", title="被狗咬了怎么办", body="先冲洗，再到卫生院打针。", subtopics=("1603",),
    questions=("被狗咬了怎么办", "狗抓了一下要打针吗", "打狂犬疫苗去哪里"), not_for=("狗太吵",),
)  # fmt: skip
SHELF = (LOW, WATER, DOG)


def examiner(**likely: float) -> Examiner:
    return Examiner(lambda question: likely, PLACES.__getitem__)


def line(until: date = END, area: str = "", starts: date = BEGIN) -> Value:
    told = FactKind.MONEY, 680.0, "元/月", "低保线", "文件"
    return Value("line", area, *told, starts, until)


def changes(
    before: tuple[Entry, ...],
    after: tuple[Entry, ...],
    slug: str = "",
    *,
    books: tuple[FactBook | None, FactBook | None] = (None, None),
) -> list[tuple[str, str, str]]:
    one, other = Library(before, books[0]), Library(after, books[1])
    found = examiner().changes(one, other, TODAY, slug)
    return [(change.because, change.question, change.title) for change in found]


def changed(entry: Entry, **what: object) -> tuple[Entry, ...]:
    """The shelf with ``entry`` changed."""
    return tuple(replace(one, **what) if one is entry else one for one in SHELF)  # type: ignore[arg-type]


# —— Nothing to say ——


def test_a_library_of_good_items_is_not_wrong_and_no_change_spoils_nothing() -> None:
    assert list(examiner().wrong(Library(SHELF), TODAY)) == []
    assert changes(SHELF, SHELF) == []
    assert changes(SHELF, SHELF, "low") == []
    assert changes((), ()) == []


def test_a_harmless_change_and_a_new_item_spoil_nothing() -> None:
    assert changes(SHELF, changed(WATER, body="在手机上交，或到营业厅交现金。"), "water") == []
    assert changes((LOW, WATER), SHELF, "dog") == []


# —— own, must_not ——


def test_an_item_that_does_not_answer_its_own_question_is_told() -> None:
    twin = replace(LOW, slug="twin", not_for=("别的事",))
    found = changes(SHELF, (*SHELF, twin), "twin")
    assert {because for because, _, _ in found} <= {"own", "other"}
    assert ("own", "低保怎么申请", "低保怎么申请") in found


def test_only_the_first_three_questions_are_golden() -> None:
    lost = (*LOW.questions[:3], "被狗咬了怎么办")
    assert changes(SHELF, changed(LOW, questions=lost), "low") == []
    first = ("被狗咬了怎么办", *LOW.questions[:2])
    told = changes(SHELF, changed(LOW, questions=first), "low")
    assert ("own", "被狗咬了怎么办", "低保怎么申请") in told


def test_an_item_that_answers_what_it_must_not_is_told() -> None:
    """Its own list always shuts it out; a variant of it may answer all the same."""
    variant = replace(LOW, slug="low@hx", questions=("低保怎么停了",) * 3, not_for=("狗太吵",))
    assert changes(SHELF, (*SHELF, variant), "low@hx") == [
        ("must_not", "低保怎么停了", "低保怎么申请")
    ]
    wrong = list(examiner().wrong(Library((*SHELF, variant)), TODAY))
    assert [(one.because, one.question) for one in wrong] == [("must_not", "低保怎么停了")]
    assert changes(SHELF, changed(LOW, not_for=("低保怎么申请呢",)), "low") == []


def test_its_own_question_counts_even_where_it_was_wrong_before() -> None:
    """Whoever publishes an item answers for its golden questions."""
    bad = changed(LOW, questions=("被狗咬了怎么办", *LOW.questions[:2]))
    assert ("own", "被狗咬了怎么办", "低保怎么申请") in changes(bad, bad, "low")


# —— other, refused_before ——


def test_a_question_taken_from_another_item_is_told() -> None:
    thief = replace(DOG, title="水费在哪里交", questions=("水费在哪里交", *DOG.questions))
    found = changes(SHELF, (LOW, WATER, thief), "dog")
    assert ("other", "水费在哪里交", "水费怎么交") in found
    assert all(because in {"other", "own"} for because, _, _ in found)


def test_the_other_items_name_stands_in_the_change() -> None:
    thief = replace(DOG, title="水费在哪里交", questions=("水费在哪里交", *DOG.questions))
    told = examiner().changes(Library(SHELF), Library((LOW, WATER, thief)), TODAY, "dog")
    (taken,) = [one for one in told if one.question == "水费在哪里交" and one.because == "other"]
    assert taken.before == "水费怎么交"
    assert taken.after in {"", "水费在哪里交"}


def test_withdrawing_an_item_spoils_nothing_of_its_own() -> None:
    assert changes(SHELF, (WATER, DOG), "low") == []


def test_what_was_refused_and_would_be_answered_is_told() -> None:
    answers = replace(
        DOG, slug="outage", title="停水", questions=("自来水停了怎么办", "停水了", "没水了"),
        body="打营业厅的电话。",
    )  # fmt: skip
    found = changes(SHELF, (*SHELF, answers), "outage")
    assert found == [("refused_before", "自来水停了怎么办", "水费怎么交")]


def test_what_another_item_answered_may_be_answered_by_a_third() -> None:
    """A look-alike is not the item's own: who else answers it is no matter."""
    first = replace(DOG, slug="first", title="停水", questions=("自来水停了怎么办", "停水", "没水"))
    second = replace(first, slug="second", title="断水")
    assert changes((*SHELF, first), (*SHELF, second), "second") == []


def test_a_question_that_was_wrong_before_is_nobodys_fault() -> None:
    broken = replace(WATER, questions=("被狗咬了怎么办", *WATER.questions[:2]))
    before = (LOW, broken, DOG)
    assert changes(before, (replace(LOW, body="交给村里。"), broken, DOG), "low") == []
    assert [one.because for one in examiner().wrong(Library(before), TODAY)] != []


def test_an_expired_item_is_not_asked_and_a_coming_one_is_asked_on_its_first_day() -> None:
    over = replace(LOW, slug="over", expires=date(2026, 6, 1), questions=("被狗咬了怎么办",) * 3)
    assert changes(SHELF, (*SHELF, over), "over") == []
    coming = replace(over, slug="coming", effective=date(2027, 3, 1), expires=date(2027, 9, 1))
    assert "own" in {because for because, _, _ in changes(SHELF, (*SHELF, coming), "coming")}


def test_a_variant_answers_for_its_base() -> None:
    here = replace(LOW, slug="low@v03", area="v03", body="白果村的找村里的小佘。")
    assert changes(SHELF, (*SHELF, here), "low@v03") == []
    assert list(examiner().wrong(Library((*SHELF, here)), TODAY)) == []


# —— fact, clause ——


def test_a_number_that_is_gone_or_over_is_told() -> None:
    uses = changed(LOW, body="低保线是每人{line}。")
    held, over = FactBook([line()]), FactBook([line(until=date(2026, 6, 1))])
    assert changes(uses, uses, books=(held, held)) == []
    for book in (over, FactBook(())):
        found = changes(uses, uses, books=(held, book))
        assert ("fact", "line", "低保怎么申请") in found


def test_a_number_in_a_title_or_a_detail_counts_as_well() -> None:
    uses = changed(LOW, title="低保线{line}怎么算")
    assert changes(uses, uses, books=(FactBook([line()]), None))[0][:2] == ("fact", "line")


def test_a_number_is_looked_for_on_the_first_day_of_a_coming_item() -> None:
    coming = changed(LOW, body="低保线是{line}。", effective=date(2027, 3, 1))
    now, then = FactBook([line()]), FactBook([line(date(2027, 12, 31), starts=date(2027, 1, 1))])
    assert changes(SHELF, coming, "low", books=(now, then)) == []
    assert ("fact", "line", "低保怎么申请") in changes(SHELF, coming, "low", books=(now, now))


def test_a_clause_that_is_no_longer_cited_is_told() -> None:
    found = changes(SHELF, changed(LOW, source="镇里的老规矩"), "low")
    assert found == [("clause", "第十一条", "低保怎么申请")]


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("《社会救助暂行办法》第十一条、第十二条", LOW.body),
        ("《社会救助暂行办法》第十二条", LOW.body),  # another one in its place
        ("社会救助暂行办法", "照第十一条，向村里交申请。"),  # moved into the text
    ],
)
def test_clauses_added_replaced_or_moved_are_no_loss(source: str, body: str) -> None:
    assert changes(SHELF, changed(LOW, source=source, body=body), "low") == []


def test_clauses_of_items_that_do_not_change_are_not_looked_at() -> None:
    assert changes(SHELF, changed(LOW, source="老规矩"), "water") == []
    assert changes(SHELF, (WATER, DOG), "low") == []


# —— How it is told ——


@pytest.mark.parametrize("because", get_args(Because))
def test_every_change_reads_as_a_sentence(because: Because) -> None:
    told = str(Change(because, "吃低保要找谁", "低保怎么申请", "低保怎么申请", ""))
    assert "吃低保要找谁" in told
    assert told.endswith("。")
    assert "{" not in told
    if because in {"other", "refused_before"}:
        assert "用《低保怎么申请》回答" in told
        assert "不回答" in told


def test_a_slot_in_a_title_is_not_told_as_one() -> None:
    uses = replace(WATER, title="水费{line}怎么交")
    thief = replace(DOG, questions=("水费在哪里交", *DOG.questions), title="水费在哪里交")
    books = FactBook([line()])
    one, other = (Library(shelf, books) for shelf in ((LOW, uses, DOG), (LOW, uses, thief)))
    told = examiner().changes(one, other, TODAY, "dog")
    assert [change.before for change in told if change.because == "other"] == ["水费…怎么交"]


def test_a_question_is_guessed_once_and_remembered() -> None:
    asked: list[str] = []
    known: dict[str, Mapping[str, float]] = {"低保怎么申请": {"0501": 0.9}}

    def guess(question: str) -> dict[str, float]:
        asked.append(question)
        return {}

    asking = Examiner(guess, PLACES.__getitem__, known)
    for _ in range(2):
        assert asking.likely("低保怎么申请") == {"0501": 0.9}
        assert asking.likely("水费在哪里交") == {}
    assert asked == ["水费在哪里交"]
    assert set(known) == {"低保怎么申请", "水费在哪里交"}


def test_it_asks_as_somebody_of_the_items_own_area() -> None:
    far = replace(LOW, slug="far", area="v03")
    shelf = Library((far, WATER))
    assert examiner().answers(shelf, "低保怎么申请", "hx", TODAY) is None
    found = examiner().answers(shelf, "低保怎么申请", "v03", TODAY)
    assert found is not None
    assert found.slug == "far"
