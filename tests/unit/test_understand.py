"""One message, understood: what it is about, what is wanted, and nothing ever raised."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import topics
from classifier.estimator import MessageClassifier
from classifier.model import Model
from classifier.places import Gazetteer
from classifier.types import Certainty, Understanding
from classifier.understand import MOST, Classifier, Thresholds
from topics.examples import Kind

TOWN = Gazetteer({"白果村": "v1", "白果": "v1", "石桥头": "v2"})
SCAM = (
    "恭喜您中奖88万！点击 http://win.example.top/a?id=1 领取，官网 www.lucky.vip，"
    "加客服 vx_998877 ，https://t.example.cc/#/pay 先交手续费，转发三个群再送手机！！！" * 6
)
ODD = {
    "nothing": "",
    "spaces": " \n\t　",
    "endless": "村口的路灯坏了，" * 13_000,
    "one character, endless": "啊" * 100_000,
    "one emoji": "😀",
    "a family": "👨‍👩‍👧‍👦",
    "bytes": bytes(range(256)).decode("latin-1"),
    "broken UTF-8": np.random.default_rng(1).bytes(4000).decode("utf-8", "replace"),
    "English": "Hello, how can my grandmother apply for a pension card here?",
    "Russian": "Здравствуйте, где получить справку?",
    "digits": "1234567890" * 5,
    "scam": SCAM,
    "lone surrogates": "\udc00路灯\ud83d坏了\udfff",
    "controls": "\x00\x01路\x02灯\x1b[31m坏\ufeff了\u202e",
    "punctuation": "？？？！！！……。。。",
    "combining": "路" + "\u0301" * 500 + "灯",
}


def told(understood: Understanding) -> Iterator[str]:
    """Every piece of text an understanding holds, however deep."""

    def walk(value: Any) -> Iterator[str]:
        match value:
            case str():
                yield value
            case dict():
                for one in value.values():
                    yield from walk(one)
            case list() | tuple():
                for one in value:
                    yield from walk(one)

    yield from walk(dataclasses.asdict(understood))


def is_sound(understood: Understanding, text: str, catalogue: topics.Catalogue) -> bool:
    """Whether ``understood`` keeps what its type promises; asserts one by one."""
    allowed = set(catalogue.subtopics) | catalogue.intents
    assert understood.certainty in get_args(Certainty)
    assert len(understood.guesses) <= MOST
    assert {guess.code for guess in understood.guesses} <= allowed
    probabilities = [guess.probability for guess in understood.guesses]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) <= 1.0001
    assert all(0 <= p <= 1.0001 for p in (*probabilities, understood.kind_probability))
    assert understood.guesses or understood.certainty == "unclear"
    assert understood.kind is None or understood.kind in Kind
    assert {matter.code for matter in understood.matters} <= set(catalogue.subtopics)
    codes = [matter.code for matter in understood.matters]
    assert len(set(codes)) == len(codes) <= MOST
    spans = [(m.start, m.end) for m in (*understood.matters, *understood.facts)]
    spans += [(m.start, m.end) for m in (*understood.mentions, *understood.persons)]
    assert all(0 <= start <= end <= len(text) for start, end in (*spans, *understood.demands))
    return True


# —— What it is about ——


def test_several_matters_are_told_where_they_stand(classifier: Classifier) -> None:
    lamp, poor = "村口路灯坏了半个月没人修。", "另外我家的低保怎么停了？"
    text = f"😀您好，{lamp}{poor}"
    matters = {m.code: text[m.start : m.end] for m in classifier.understand(text).matters}
    assert set(matters) == {"1203", "0501"}
    assert lamp in matters["1203"]
    assert poor not in matters["1203"]
    assert matters["0501"] == poor


def test_the_first_matter_is_that_of_the_whole(classifier: Classifier) -> None:
    for text in ("路灯坏了没人修。还有老板欠我们三个月工资不给。", "低保怎么申请"):
        understood = classifier.understand(text)
        assert understood.matters[0].code == understood.code
        assert understood.matters[0].probability == understood.guesses[0].probability


def test_one_matter_in_many_sentences_stays_one(classifier: Classifier) -> None:
    text = "村里路灯坏了半个月。晚上黑得看不见路。请派人来把路灯修好。"
    assert [matter.code for matter in classifier.understand(text).matters] == ["1203"]


def test_words_to_the_bot_are_no_matter(classifier: Classifier) -> None:
    understood = classifier.understand("你好")
    assert (understood.code, understood.certainty) == ("greeting", "sure")
    assert (understood.matters, understood.kind) == ((), None)


def test_what_is_found_is_found_in_the_words_as_written(classifier: Classifier) -> None:
    text = "　嗯，那個白果村的書記欠我３０００塊錢"
    understood = classifier.understand(text, TOWN)
    assert understood.places == ("v1",)
    assert [text[m.start : m.end] for m in understood.mentions] == ["白果村"]
    assert any("書記" in text[p.start : p.end] for p in understood.persons)
    (money,) = (fact for fact in understood.facts if fact.kind == "money")
    assert (text[money.start : money.end], money.value) == ("３０００塊錢", 3000)


def test_the_words_that_decided_are_told(classifier: Classifier) -> None:
    assert "路灯" in classifier.understand("村口的路灯坏了").because


def test_many_are_understood_as_each_alone(classifier: Classifier) -> None:
    texts = ["路灯坏了", "", "低保怎么申请", "你好", "😀"]
    assert classifier.codes(texts) == [classifier.understand(text).code for text in texts]


# —— What is wanted ——


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("低保怎么申请，要带什么材料？", Kind.ENQUIRY),
        ("建议在村口装一个减速带", Kind.SUGGESTION),
        ("表扬卫生院的医生，服务特别好", Kind.PRAISE),
        ("举报村外那家砖厂半夜偷排黑烟", Kind.REPORT),
        ("隔壁把我家过道堵了，请来调解一下", Kind.MEDIATION),
        ("我要申请公开村里的征地补偿账目", Kind.DISCLOSURE),
        ("老板欠我们八个人三个月工资，求你们帮帮忙", Kind.HELP),
        ("路灯坏了三个月，报了几次都没人管", Kind.COMPLAINT),
    ],
)
def test_a_clear_wish_is_heard(classifier: Classifier, text: str, kind: Kind) -> None:
    understood = classifier.understand(text)
    assert understood.kind is kind
    assert 0 < understood.kind_probability <= 1


def test_danger_is_urgent_whatever_it_is_about(classifier: Classifier) -> None:
    for text in ("着火了快来救命", "低保怎么申请。哎呀隔壁着火了，快来救命！"):
        understood = classifier.understand(text)
        assert understood.danger is not None
        assert understood.danger.name == "fire"
        assert (understood.kind, understood.kind_probability) == (Kind.EMERGENCY, 1.0)


def test_who_speaks_against_a_cadre_in_a_matter_of_discipline_accuses(
    classifier: Classifier, catalogue: topics.Catalogue
) -> None:
    understood = classifier.understand("村主任收了我两千块才给盖章")
    assert catalogue.subtopics[understood.code or ""].topic == "T10"
    assert understood.accuses
    assert (understood.kind, understood.kind_probability) == (Kind.ACCUSATION, 1.0)


def test_danger_comes_before_an_accusation(classifier: Classifier) -> None:
    understood = classifier.understand("村主任收了我两千块不给盖章，现在房子着火了快来救命")
    assert understood.accuses
    assert understood.kind is Kind.EMERGENCY


def test_how_sure_is_a_matter_of_the_thresholds(
    classifier: Classifier, catalogue: topics.Catalogue
) -> None:
    model = classifier._model
    cautious = Classifier(catalogue, model, Thresholds(act=1.01, choose=0.0))
    deaf = Classifier(catalogue, model, Thresholds(act=1.01, choose=1.01))
    text = "村口路灯坏了没人修"
    found = [one.understand(text).certainty for one in (classifier, cautious, deaf)]
    assert found == ["sure", "choose", "unclear"]


def test_a_model_of_two_classes_guesses_two(catalogue: topics.Catalogue) -> None:
    texts, names = ["蓝莓被鸟吃了", "水塔裂了缝"], ["1203", "0501"]
    head = MessageClassifier(folds=0).fit(texts, names).head_
    kind = MessageClassifier("wish", folds=0).fit(texts, ["投诉", "求助"]).head_
    small = Classifier(catalogue, Model(head, kind, catalogue.digest))
    assert {guess.code for guess in small.understand("水塔边的路灯").guesses} == set(names)
    assert small.codes(texts) == names


# —— Without a model ——


def test_without_a_model_the_keywords_decide(catalogue: topics.Catalogue) -> None:
    bare = Classifier(catalogue, None)
    for code, subtopic in catalogue.subtopics.items():
        understood = bare.understand(f"请问{subtopic.keywords[0]}的事")
        assert code in {guess.code for guess in understood.guesses}, code
    understood = bare.understand("老板拖欠工资")
    assert (understood.code, understood.certainty) == ("0601", "sure")
    assert "拖欠工资" in understood.because
    assert (understood.model, understood.kind) == ("", None)


def test_without_a_model_danger_and_accusation_are_still_heard(
    catalogue: topics.Catalogue,
) -> None:
    bare = Classifier(catalogue, None)
    assert bare.understand("着火了快来救命").kind is Kind.EMERGENCY
    assert bare.understand("村主任收了我两千块才给盖章").accuses


# —— Whatever comes ——


@pytest.mark.parametrize("what", ODD)
def test_anything_is_understood_somehow(
    classifier: Classifier, catalogue: topics.Catalogue, what: str
) -> None:
    for one in (classifier, Classifier(catalogue, None)):
        understood = one.understand(ODD[what], TOWN)
        assert is_sound(understood, ODD[what], catalogue)
        "".join(told(understood)).encode()


def test_what_nobody_can_understand_is_not_acted_on(classifier: Classifier) -> None:
    for what in ("nothing", "spaces", "one emoji", "a family", "punctuation", "digits", "English"):
        understood = classifier.understand(ODD[what])
        assert understood.certainty == "unclear", what
        assert (understood.danger, understood.matters) == (None, ()), what
    assert classifier.understand(ODD["Russian"]).certainty != "sure"


def test_a_scam_opens_nothing(classifier: Classifier) -> None:
    understood = classifier.understand(SCAM)
    assert (understood.certainty, understood.accuses) == ("unclear", ())
    assert sum(fact.kind == "link" for fact in understood.facts) >= 3


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(st.characters(categories=("Cs", "So", "Lo", "Mn", "Cf", "Zs")), max_size=60),
        st.text(
            st.sampled_from("村里路灯低保工资书记收钱着火，。？！1２ \n着😀嗯那个"), max_size=120
        ),
    )
)
def test_any_text_is_understood_somehow(
    classifier: Classifier, catalogue: topics.Catalogue, text: str
) -> None:
    assert is_sound(classifier.understand(text, TOWN), text, catalogue)


def test_understanding_is_the_same_every_time(classifier: Classifier) -> None:
    for text in ODD.values():
        assert classifier.understand(text, TOWN) == classifier.understand(text, TOWN)


# —— What identifies somebody ——

BORN, GROWN = date(1930, 1, 1), date(2015, 12, 31)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@st.composite
def identity_cards(draw: st.DrawFn) -> str:
    place, day = draw(st.integers(110000, 659999)), draw(st.dates(min_value=BORN, max_value=GROWN))
    head = f"{place}{day:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, WEIGHTS, strict=True)) % 11]


@st.composite
def bank_cards(draw: st.DrawFn) -> str:
    head = "62" + draw(st.text("0123456789", min_size=13, max_size=16))
    total = 0
    for place, digit in enumerate(reversed(head)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{head}{-total % 10}"


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
SENTENCES = (
    "{}",
    "我电话{}，路灯坏了",
    "身份证{} 低保停了",
    "打到{}这个卡上，欠我三千块",
    "我爸{}走丢了，一天没回家",
    "扣了{}款，书记不给",
    "老板叫{}欠了工资",
    "点 http://pay.example.top/{} 转账",
    "www.example.vip?tel={}&a=1",
    "快来救命{}着火了",
    "村主任{}收了我钱",
    "2026年{}元",
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(identity_cards(), bank_cards(), mobiles), st.sampled_from(SENTENCES), st.booleans()
)
def test_no_number_of_a_paper_or_telephone_is_carried_in_clear(
    classifier: Classifier, secret: str, sentence: str, wide: bool
) -> None:
    said = secret.translate({48 + n: 0xFF10 + n for n in range(10)}) if wide else secret
    for text in told(classifier.understand(sentence.format(said), TOWN)):
        assert secret not in re.sub(r"[ -]", "", text), text


@pytest.mark.parametrize(
    "said", ["138-1234-5678", "138 1234 5678", "6222 0212 3456 7890 128", "110101 19900307 7715"]
)
def test_grouped_numbers_are_not_carried_in_clear_either(classifier: Classifier, said: str) -> None:
    for sentence in SENTENCES:
        understood = classifier.understand(sentence.format(said), TOWN)
        for text in told(understood):
            assert re.sub(r"\D", "", said) not in re.sub(r"[ -]", "", text), (sentence, text)


def test_a_number_is_found_and_told_masked(classifier: Classifier) -> None:
    text = "我电话13812345678"
    (fact,) = classifier.understand(text).facts
    assert (fact.kind, fact.text, text[fact.start :]) == ("mobile", "138****5678", "13812345678")


def test_an_understanding_cannot_be_changed(classifier: Classifier) -> None:
    understood = classifier.understand("路灯坏了")
    with pytest.raises(dataclasses.FrozenInstanceError):
        understood.certainty = "sure"  # type: ignore[misc]


def test_it_says_which_model_understood(classifier: Classifier) -> None:
    model = classifier._model
    assert isinstance(model, Model)
    assert classifier.understand("路灯坏了").model == model.name
