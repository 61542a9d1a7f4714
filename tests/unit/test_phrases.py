"""Every sentence the code says exists, gets its facts, and none is there for nobody."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import phrases
from kit.errors import PetitionError
from phrases import keys, say
from tickets.models import State

ROOT = Path(__file__).parent.parent.parent
FOLDERS = (
    "bot",
    "classifier",
    "handlers",
    "tickets",
    "directory",
    "letters",
    "knowledge",
    "kit",
    "learning",
    "minhu",
    "web",
)
GIVEN = {"tell": {"number", "about"}, "notify": {"number"}, "notify_unit": {"number"}}
"""What the functions that pass a key on to ``say`` give of their own."""
SENTENCES = phrases._SENTENCES


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of our code, with the place where it stands."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


NODES = list(nodes())


PLAIN = {node.value for _, node in NODES if isinstance(node, ast.Constant)} & keys()
"""Sentences called by their whole name somewhere."""


def meant(key: ast.expr) -> set[str] | None:
    """The sentences ``key`` may name; None where it is computed elsewhere."""
    match key:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.IfExp(body=one, orelse=other):
            both = meant(one), meant(other)
            return None if None in both else set().union(*both)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            return {name for name in keys() - PLAIN if name.startswith(start)} or {start}
    return None


def calls() -> Iterator[tuple[str, ast.Call, set[str]]]:
    """Every call that says a sentence: where, the call, the sentences it may say."""
    for where, node in NODES:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            at = {"say": 0, "tell": 2, "notify": 3, "notify_unit": 2}.get(node.func.id)
            if at is not None and len(node.args) > at:
                named = meant(node.args[at])
                if named is not None:
                    yield where, node, named


CALLS = list(calls())


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(SENTENCES[sentence]) if name}


def test_every_sentence_that_is_said_exists() -> None:
    assert len(CALLS) > 60
    assert {(where, n) for where, _, named in CALLS for n in named if n not in keys()} == set()


def test_every_sentence_gets_the_facts_it_mentions() -> None:
    missing = {}
    for where, call, named in CALLS:
        given = {keyword.arg for keyword in call.keywords}
        if None in given:
            continue  # **facts: whoever hands them on is checked by the journeys
        assert isinstance(call.func, ast.Name)
        given |= GIVEN.get(call.func.id, set())
        for name in named & keys():
            if lacking := facts(name) - given:
                missing[where, name] = lacking
    assert missing == {}


def test_no_sentence_is_there_for_nobody() -> None:
    spoken = {name for _, _, named in CALLS for name in named}
    spoken |= PLAIN
    for _, node in NODES:
        if isinstance(node, ast.JoinedStr):
            spoken |= meant(node) or set()
    assert sorted(keys() - spoken) == []


def refusals(kind: type[PetitionError] = PetitionError) -> Iterator[type[PetitionError]]:
    yield kind
    for special in kind.__subclasses__():
        yield from refusals(special)


def test_every_refusal_can_be_worded() -> None:
    known = {kind.__name__: kind for kind in refusals()}
    raised = 0
    for where, node in NODES:
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name), keywords=given)) if name in known:
                raised += 1
                kind = known[name]
                if "__init__" not in vars(kind):  # it would find its facts itself
                    assert facts(kind.phrase) <= {keyword.arg for keyword in given}, where
    assert raised > 15
    assert {kind.phrase for kind in known.values()} <= keys()


def test_every_state_of_a_ticket_has_words() -> None:
    for state in State:
        assert {f"state.{state}", f"progress.{state}"} <= keys()


def test_a_sentence_nobody_says_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.sentence")
    with pytest.raises(KeyError):
        say("ticket.opened")  # without its facts


def test_a_deployment_may_word_some_sentences_otherwise(tmp_path: Path) -> None:
    ours, path = say("answer.glad"), tmp_path / "ours.toml"
    try:
        path.write_text('[answer]\nglad = "好嘞！"\n', "utf-8")
        phrases.overlay(path)
        assert say("answer.glad") == "好嘞！"
        assert say("answer.solved") == "解决了"
    finally:
        path.write_text(f"[answer]\nglad = {json.dumps(ours)}\n", "utf-8")
        phrases.overlay(path)
    assert say("answer.glad") == ours


def test_an_overlay_with_a_misspelt_sentence_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[answer]\nglat = "好嘞！"\n', "utf-8")
    with pytest.raises(KeyError, match=r"answer\.glat"):
        phrases.overlay(path)
