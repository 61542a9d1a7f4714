"""The safety screen: nothing dangerous is missed, and few are frightened for nothing."""

from collections import Counter
from pathlib import Path

import pytest

import topics
from classifier.danger import RULES, Screen
from kit.text import cleaned
from phrases import keys
from tests.unit.conftest import lines

SCREEN = Screen()
POSITIVE = [tuple(line.split("\t")) for line in lines("danger_positive.txt")]
NEGATIVE = lines("danger_negative.txt")


@pytest.mark.parametrize("rule", [rule.name for rule in SCREEN.rules])
def test_every_sentence_of_danger_is_seen_and_named(rule: str) -> None:
    told = [sentence for name, sentence in POSITIVE if name == rule]
    seen = {sentence: SCREEN.danger(cleaned(sentence)) for sentence in told}
    assert {s: d and d.name for s, d in seen.items()} == dict.fromkeys(told, rule)


def test_at_most_one_in_a_hundred_look_alikes_raises_an_alarm() -> None:
    alarmed = {s: d for s in NEGATIVE if (d := SCREEN.danger(cleaned(s))) is not None}
    assert len(alarmed) <= len(NEGATIVE) / 100, alarmed


def test_there_are_sentences_enough_to_say_so() -> None:
    per_rule = Counter(name for name, _ in POSITIVE)
    assert set(per_rule) == {rule.name for rule in SCREEN.rules}
    assert min(per_rule.values()) >= 10
    assert len(POSITIVE) >= 160
    assert len(NEGATIVE) >= 160
    told = [sentence for _, sentence in POSITIVE] + NEGATIVE
    assert len(set(told)) == len(told)


def test_every_sentence_of_danger_holds_a_word_the_glance_looks_for() -> None:
    glance = {rule.name: rule.glance for rule in SCREEN.rules}
    blind = [s for name, s in POSITIVE if not any(word in s for word in glance[name])]
    assert blind == []


def test_every_rule_has_guidance_and_a_subtopic(catalogue: topics.Catalogue) -> None:
    for rule in SCREEN.rules:
        assert f"danger.{rule.name}" in keys()
        assert rule.subtopic in catalogue.subtopics


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("去年的房子今天着火了", "fire"),
        ("去年房子着火了，现在还没钱修", None),
        ("担心老人，水已经淹进屋了", "flood"),
        ("担心水淹进屋", None),
        ("补贴的事明天再说，快来人，隔壁着火了", "fire"),
        ("隔壁着火了。火灾保险能赔多少？", "fire"),
        ("以前我就不想活，现在更不想活了", "despair"),
        ("演练的时候楼里冒黑烟，我吓一跳", None),
        ("煤气味大得很，会不会爆炸", "gas"),
    ],
)
def test_calm_words_reach_only_so_far(text: str, rule: str | None) -> None:
    danger = SCREEN.danger(text)
    assert (danger and danger.name) == rule


def test_what_made_the_rule_fire_is_told() -> None:
    danger = SCREEN.danger("您好。后山起火了，快来")
    assert danger is not None
    assert danger.subtopic == "0305"
    assert "起火" in danger.words[0]


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ('[x]\nsubtopic="0305"\nglance=["火"]', "signs"),
        ('[x]\nsubtopic="0305"\nglance=["火"]\nsigns=["("]', "[x]"),
        ('[x]\nsubtopic="0305"\nglance=["火"]\nsigns=["火"]\nheeds=["moods"]', "moods"),
    ],
)
def test_a_broken_rule_is_named(tmp_path: Path, table: str, names: str) -> None:
    calm = "\n".join(f'{kind} = ["a"]' for kind in ("plea", "now", "past", "supposed", "often"))
    (tmp_path / "0-words.toml").write_text(f'[calm]\n{calm}\ncalm = ["a"]\n', "utf-8")
    (tmp_path / "1-x.toml").write_text(table, "utf-8")
    with pytest.raises(ValueError, match=r"1-x\.toml: \[x\]") as refusal:
        Screen(tmp_path)
    assert names in str(refusal.value)


def test_the_files_are_read_by_name_and_hold_each_rule_once(tmp_path: Path) -> None:
    for file in RULES.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert [rule.name for rule in Screen(tmp_path).rules][:2] == ["family", "lost"]
    (tmp_path / "9-again.toml").write_text('[fire]\nsubtopic="0305"\n', "utf-8")
    with pytest.raises(ValueError, match=r"9-again\.toml: \[fire\] stands in 3-"):
        Screen(tmp_path)


def test_rules_without_calm_words_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="calm"):
        Screen(tmp_path)
