"""A dialog ends, in one verdict; a reply is understood or asked for again, never guessed."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dialogs import (
    Answer,
    Ask,
    Comparison,
    Dialog,
    Verdict,
    answer_of,
    load,
    next_ask,
    opens,
    verdict,
)  # fmt: skip
from knowledge.errors import BadItem

COAL = """
title = "取暖补助"
item = "0503-coal"
starts = ["看看我家能不能领取暖补助", "取暖补助我家够不够条件", "冬天烧煤的钱有没有我家的"]
[[ask]]
key = "here"
text = "您家户口在本县吗？"
options = ["在", "不在"]
[[ask]]
key = "income"
text = "您家平均每人每月有多少钱进账？"
number = "元"
[[ask]]
key = "stove"
text = "冬天主要烧什么？"
options = ["烧煤", "烧柴", "用电"]
[[verdict]]
when = { here = "不在" }
says = "unlikely"
why = "要在户口所在的县里申请。"
[[verdict]]
when = { income = "> {coal-line}" }
says = "unlikely"
why = "每人每月超过{coal-line}。"
[[verdict]]
when = { stove = "用电", income = ">= 300" }
says = "ask-person"
why = "用电取暖的，要有人上门看看。"
[[verdict]]
says = "likely"
why = "条件大致够。"
"""
FACTS = {"coal-line": 700.0}


def saved(folder: Path, text: str, name: str = "coal") -> Path:
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def coal(tmp_path: Path) -> Dialog:
    return load(saved(tmp_path, COAL))["coal"]


def asked(
    dialog: Dialog, answers: Mapping[str, Answer], facts: Callable[[str], float] | None = None
) -> str | None:
    ask = next_ask(dialog, answers, facts)
    return ask.key if ask else None


# —— Files ——


def test_a_file_is_read(coal: Dialog) -> None:
    assert (coal.name, coal.title, coal.item) == ("coal", "取暖补助", "0503-coal")
    assert coal.asks[0] == Ask("here", "您家户口在本县吗？", ("在", "不在"), "")
    assert coal.asks[1].number == "元"
    assert coal.verdicts[1].when == {"income": Comparison(">", "coal-line")}
    assert coal.verdicts[2].when == {"stove": "用电", "income": Comparison(">=", 300.0)}
    assert coal.verdicts[1].why == "每人每月超过{coal-line}。", "slots stay for the caller"
    assert coal.verdicts[3] == Verdict({}, "likely", "条件大致够。")


ONE_MORE = '[[ask]]\nkey = "q{0}"\ntext = "？"\nnumber = "元"\n'


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('when = { here = "不在" }', 'when = { there = "不在" }', "there"),
        ('when = { here = "不在" }', 'when = { here = "外县" }', "not one of its options"),
        ('income = "> {coal-line}"', 'income = "> 七百"', "neither a number"),
        ('income = "> {coal-line}"', 'income = "> {Coal Line}"', "neither a number"),
        ('income = "> {coal-line}"', 'income = "700"', "does not compare"),
        ('income = "> {coal-line}"', 'income = "= 700"', "does not compare"),
        ('income = "> {coal-line}"', "income = 700", "income"),
        ('stove = "用电", ', 'stove = "> 3", ', "not one of its options"),
        ('says = "likely"', 'when = { here = "在" }\nsays = "likely"', "last verdict"),
        ('when = { here = "不在" }', "", "last verdict"),
        ('says = "ask-person"', 'says = "perhaps"', "says"),
        ('key = "stove"', 'key = "here"', "same key"),
        ('key = "stove"', 'key = "smoke"', "smoke, stove"),
        ('stove = "用电", ', "", "stove"),
        ('options = ["在", "不在"]', 'options = ["不在", "不在"]', "two different"),
        ('options = ["在", "不在"]', 'options = ["不在"]', "two different"),
        ('options = ["在", "不在"]', 'options = ["不在", "。"]', "empty option"),
        ('options = ["在", "不在"]', "", "either options or a number"),
        ('number = "元"', 'number = "元"\noptions = ["少", "多"]', "either options or a number"),
        ('item = "0503-coal"', 'item = "0503-coal"\nowner = "me"', "owner"),
        ("[[ask]]", "".join(map(ONE_MORE.format, range(3))) + "[[ask]]", "ask"),
        ('key = "here"', 'key = "here"\nkey = "there"', "overwrite"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    assert old in COAL
    with pytest.raises(BadItem) as refused:
        load(saved(tmp_path, COAL.replace(old, new, 1)))
    assert refused.value.facts["file"] == "coal.toml"
    assert why in str(refused.value.facts["why"])


def test_one_question_is_no_dialog(tmp_path: Path) -> None:
    head, *asks = COAL.split("[[ask]]")
    text = f'{head}[[ask]]{asks[0]}[[verdict]]\nsays = "likely"\nwhy = "好"'
    with pytest.raises(BadItem):
        load(saved(tmp_path, text))


# —— The way through ——


def test_what_is_asked_follows_what_is_answered(coal: Dialog) -> None:
    assert asked(coal, {}) == "here"
    assert asked(coal, {"here": "在"}) == "income"
    assert asked(coal, {"here": "在", "income": 500.0}) == "stove"


def test_nothing_more_is_asked_once_the_verdict_is_fixed(coal: Dialog) -> None:
    assert asked(coal, {"here": "不在"}) is None
    rich: Mapping[str, Answer] = {"here": "在", "income": 900.0}
    assert asked(coal, rich) == "stove", "nobody said yet where the line lies"
    assert asked(coal, rich, FACTS.__getitem__) is None


def test_a_question_that_can_change_nothing_is_skipped(coal: Dialog) -> None:
    assert asked(coal, {"here": "在", "income": 299.0}, FACTS.__getitem__) is None
    assert asked(coal, {"here": "在", "income": 299.0}) is None, "its rule is out already"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"here": "不在"}, "unlikely"),
        ({"here": "在", "income": 700.5}, "unlikely"),
        ({"here": "在", "income": 700.0, "stove": "用电"}, "ask-person"),
        ({"here": "在", "income": 300.0, "stove": "用电"}, "ask-person"),
        ({"here": "在", "income": 700.0, "stove": "烧柴"}, "likely"),
        ({"here": "在", "income": 0.0}, "likely"),
    ],
)
def test_the_first_rule_that_holds_is_the_verdict(
    coal: Dialog, answers: Mapping[str, Answer], says: str
) -> None:
    assert verdict(coal, answers, FACTS.__getitem__).says == says


@pytest.mark.parametrize(
    ("sign", "below", "level", "above"),
    [
        (">", False, False, True),
        (">=", False, True, True),
        ("<", True, False, False),
        ("<=", True, True, False),
    ],
)
def test_comparisons_mean_what_they_say(sign: str, below: bool, level: bool, above: bool) -> None:
    held = [Comparison(sign, 80.0).holds(said, None) for said in (79.0, 80.0, 81.0)]
    assert held == [below, level, above]
    assert Comparison(sign, "age").holds(80.0, lambda _: 80.0) is level
    assert Comparison(sign, "age").holds(80.0, None) is None


def test_no_verdict_without_the_answers_it_needs(coal: Dialog) -> None:
    with pytest.raises(ValueError, match="income"):
        verdict(coal, {"here": "在"}, FACTS.__getitem__)


def test_a_fact_that_does_not_hold_now_is_not_passed_over(coal: Dialog) -> None:
    nothing: dict[str, float] = {}
    with pytest.raises(KeyError):
        verdict(coal, {"here": "在", "income": 10.0}, nothing.__getitem__)


def answers_to(ask: Ask) -> st.SearchStrategy[Answer]:
    """Every valid answer; numbers near those that decide."""
    if ask.options:
        return st.sampled_from(ask.options)
    return st.one_of(st.integers(0, 8).map(float), st.floats(0, 1e7, allow_nan=False))


@st.composite
def dialogs(draw: st.DrawFn) -> Dialog:
    """Any dialog that a file could hold."""
    keys = [f"q{number}" for number in range(draw(st.integers(2, 5)))]
    asks = tuple(
        Ask(key, key, (), "元") if draw(st.booleans()) else Ask(key, key, ("甲", "乙", "丙"), "")
        for key in keys
    )
    compared = st.builds(
        Comparison,
        st.sampled_from([">", ">=", "<", "<="]),
        st.one_of(st.integers(0, 8).map(float), st.just("line")),
    )
    rules = []
    for _ in range(draw(st.integers(1, 6))):
        about = draw(st.lists(st.sampled_from(asks), min_size=1, unique_by=lambda ask: ask.key))
        when = {
            ask.key: draw(compared) if ask.number else draw(st.sampled_from(ask.options))
            for ask in about
        }
        rules.append(Verdict(when, draw(st.sampled_from(["likely", "unlikely"])), "因为"))
    return Dialog("any", "任", "item", ("任",), asks, (*rules, Verdict({}, "ask-person", "其他")))


@given(dialogs(), st.booleans(), st.floats(0, 9), st.data())
def test_every_way_ends_in_one_verdict(
    dialog: Dialog, told: bool, line: float, data: st.DataObject
) -> None:
    facts: Callable[[str], float] = {"line": line}.__getitem__
    answers: dict[str, Answer] = {}
    while ask := next_ask(dialog, answers, facts if told else None):
        assert ask.key not in answers, "nothing is asked twice"
        answers[ask.key] = data.draw(answers_to(ask), ask.key)
    assert len(answers) <= len(dialog.asks)
    reached = verdict(dialog, answers, facts)
    for ask in dialog.asks:  # and what was not asked could not have changed it
        if ask.key not in answers:
            answers[ask.key] = data.draw(answers_to(ask), ask.key)
    assert verdict(dialog, answers, facts) is reached


# —— What opens one ——


@pytest.mark.parametrize(
    "text",
    [
        "看看我家能不能领取暖补助",
        "我家能不能领取暖补助呢？",
        "取暖补助，我家够不够条件",
        "你好，取暖补助我家够不够条件？",
        "我妈家能不能领取暖补助",
        "冬天烧煤的钱有没有我家的？",
        "我家能领取暖补助吗",
    ],
)
def test_words_open_a_dialog(coal: Dialog, text: str) -> None:
    assert opens({"coal": coal}, text) is coal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。。",
        "取暖补助",
        "取暖补助什么时候发？",
        "我家不能领取暖补助",
        "看看我家能不能领高龄津贴",
        "看看我家能不能领",
        "去年冬天我就问过我家能不能领取暖补助，问了三回，村里一直推来推去，到今天也没有个说法，怎么办？",
        "邻居凭什么能领取暖补助？",
        "我家为什么不能领取暖补助？",
        "冬天烧煤的钱什么时候到？",
        "取暖补助被别人领走了，谁管？",
    ],
)
def test_others_do_not(coal: Dialog, text: str) -> None:
    assert opens({"coal": coal}, text) is None


def test_the_likest_opens(coal: Dialog, tmp_path: Path) -> None:
    bus = COAL.replace("取暖补助", "坐车补助").replace("烧煤", "坐车")
    both = {"coal": coal, **load(saved(tmp_path, bus, "bus"))}
    found = opens(both, "坐车补助我家够不够条件？")
    assert found is not None
    assert found.title == "坐车补助"


# —— Replies (tests/unit/test_replies.py has more) ——


def test_replies_are_understood_by_the_kind_of_question(coal: Dialog) -> None:
    here, income, stove = coal.asks
    assert answer_of(here, "没有") == "不在"
    assert answer_of(income, "两千三") == 2300.0
    assert answer_of(income, "2") == 2.0, "a number, not the second option"
    assert answer_of(stove, "2") == "烧柴"
    assert answer_of(stove, "都行") is None


@given(dialogs(), st.data())
def test_every_option_is_understood_by_its_words_and_its_number(
    dialog: Dialog, data: st.DataObject
) -> None:
    ask = data.draw(st.sampled_from(dialog.asks))
    for at, option in enumerate(ask.options, 1):
        assert answer_of(ask, option) == answer_of(ask, str(at)) == option
