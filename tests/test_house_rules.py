"""What holds for the whole house, whoever builds on it."""

import ast
import csv
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import topics
from classifier.understand import Classifier
from tools.corpus import findings

ROOT = Path(__file__).parent.parent
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
DEMO = ROOT / "directory" / "demo"
SHARED = ROOT.parent / "shared" / "data"
SERVICES = ("tickets", "knowledge", "directory", "letters", "handlers")
CHINESE = re.compile("[\u3400-\u9fff]")


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of ``folders``, read."""
    for path in (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def kept() -> list[Path]:
    """Every file that belongs to the project."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("needs the git repository to know which files belong to it")
    return [path for name in listed.stdout.decode().split("\0") if (path := ROOT / name).is_file()]


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DEMO / name).read_text("utf-8").splitlines()))


# —— Code ——


def test_services_leave_the_transaction_to_whoever_began_it() -> None:
    ended = []
    for where, tree in sources(*SERVICES):
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="commit" | "rollback", value=whose)):
                    # A savepoint is one's own; whoever opens it may end it.
                    if not (isinstance(whose, ast.Name) and whose.id == "savepoint"):
                        ended.append(f"{where}:{node.lineno}")
    assert ended == []


def test_no_package_hides_a_module_of_the_standard_library() -> None:
    assert len(PACKAGES) > 12
    assert set(PACKAGES) & sys.stdlib_module_names == set()


STILL_LONG = {"tests/emulator/test_emulator_api.py"}
"""To be divided; nothing may join them."""


def test_no_file_is_over_400_lines() -> None:
    written = {".py", ".toml", ".sh", ".js", ".css", ".html", ".md", ".yml"}
    long = {
        str(path.relative_to(ROOT)): lines
        for path in kept()
        if path.suffix in written and (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert set(long) <= STILL_LONG, long


HEARD = {
    "compile", "match", "search", "fullmatch", "sub", "split", "startswith", "endswith",
    "removeprefix", "removesuffix", "strip", "lstrip", "rstrip", "frozenset",
}  # fmt: skip
"""Calls that look for words in what somebody said."""
ELSEWHERE = {
    "bot/app.py": "the service's own name",
    "directory/import_csv.py": "what is wrong with a row, for the administrator",
    "directory/registry.py": "how a village's groups are called",
    "kit/clock.py": "the form of a date",
    "kit/table.py": "what is wrong with a file, for the administrator",
    "kit/text.py": "Chinese digits",
    "tickets/access.py": "the form of a ticket's number",
    "topics/review.py": "words that are no content",
    "topics/examples.py": "names of the kinds, which the corpus files use",
    "topics/__init__.py": "the title of what nobody could sort",
}
"""The only other files with Chinese in their code, and why."""


def test_what_is_said_to_people_stands_in_the_phrases() -> None:
    """Chinese in code is what is heard, never what is said.

    What reads messages and papers (``classifier``, ``handlers``, ``knowledge``) may hold it where
    text is searched or compared, and in constants of a module; all else is in ``ELSEWHERE`` or the
    phrases.
    """
    said: dict[str, list[int]] = defaultdict(list)
    silent = {"phrases", "minhu", "emulator", "tests", "bench", "tools"}
    for where, tree in sources(*sorted(set(PACKAGES) - silent)):
        listening = where.startswith(("classifier/", "handlers/", "knowledge/"))
        said[where] += [line for line, heard in chinese(tree) if not (listening and heard)]
    said = {where: lines for where, lines in said.items() if lines}
    assert set(said) == set(ELSEWHERE), said


def chinese(tree: ast.Module) -> Iterator[tuple[int, bool]]:
    """Lines of Chinese literals outside docstrings, and whether they are only listened for."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if not CHINESE.search(node.value) or isinstance(above[node], ast.Expr):
            continue
        yield node.lineno, is_heard(node, above)


def is_heard(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    while node in above:
        part, node = node, above[node]
        match node:
            case ast.Dict(keys=words) if part in words:
                return True
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return name in HEARD
            case ast.Compare() | ast.MatchValue():
                return True
            case ast.Assign() | ast.AnnAssign() if isinstance(above[node], ast.Module):
                return True
    return False


# —— Vocabulary ——


def test_the_catalogue_is_whole(catalogue: topics.Catalogue) -> None:
    assert len(catalogue.titles) == 18
    assert len(catalogue.subtopics) == 136
    assert {subtopic.topic for subtopic in catalogue.subtopics.values()} == set(catalogue.titles)
    assert all(code[:2] == subtopic.topic[1:] for code, subtopic in catalogue.subtopics.items())


def test_the_corpus_is_rich_and_neither_copied_nor_poured_from_one_mould(
    catalogue: topics.Catalogue,
) -> None:
    assert [str(finding) for finding in findings(catalogue.examples)] == []


def test_every_topics_own_sentences_are_recognised(
    catalogue: topics.Catalogue, classifier: Classifier
) -> None:
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for code, subtopic in catalogue.subtopics.items():
        for text in catalogue.sentences[code]:
            told[subtopic.topic] += 1
            right[subtopic.topic] += classifier.understand(text).code == code
    weak = {topic: right[topic] / count for topic, count in told.items()}
    assert {topic: share for topic, share in weak.items() if share < 0.9} == {}


# —— Demo town and articles ——


def test_the_demo_town_is_a_town() -> None:
    areas, units, people = (table(f"{name}.csv") for name in ("areas", "units", "people"))
    villages = [area["name"] for area in areas if area["level"] == "village"]
    assert sum(name.endswith("村") for name in villages) == 12
    assert sum(name.endswith("社区") for name in villages) == 1
    assert len(units) >= 20
    assert sum(person["role"] == "cadre" for person in people) >= 40


def test_every_duty_is_held_in_the_demo_town(catalogue: topics.Catalogue) -> None:
    held = {duty for unit in table("units.csv") for duty in unit["duties"].split("|")}
    wanted = {subtopic.lead for subtopic in catalogue.subtopics.values()}
    assert wanted | {"superior-unit", "service-center"} <= held


def test_every_unit_of_the_demo_town_has_somebody() -> None:
    staffed = {person["unit"] for person in table("people.csv")}
    assert {unit["slug"] for unit in table("units.csv")} <= staffed


# —— What must never be here ——

LONG = 12
_SENTENCE = re.compile(r"[。！？!?；;\n\r\t，,：:…\"“”]+")


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from strings(part)
        case list():
            for part in value:
                yield from strings(part)


def residents_sentences() -> Iterator[str]:
    """What real people wrote, sentence by sentence, as far as it is long enough to be theirs."""
    for path in sorted(SHARED.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            for text in strings(json.loads(line)):
                parts = _SENTENCE.split(text)
                yield from (part for part in parts if len(CHINESE.findall(part)) >= LONG)


def test_no_residents_sentence_is_in_the_project() -> None:
    if not SHARED.is_dir():
        pytest.skip("the residents' data is not on this machine: nothing to compare with")
    begins: dict[str, list[str]] = defaultdict(list)
    for sentence in residents_sentences():
        begins[sentence[:LONG]].append(sentence)
    assert len(begins) > 10_000
    found = []
    for path in kept():
        text = path.read_bytes().decode(errors="replace")
        for at in range(len(text) - LONG + 1):
            for sentence in begins.get(text[at : at + LONG], ()):
                if text.startswith(sentence, at):
                    found.append(f"{path.relative_to(ROOT)}: {sentence}")
    assert found == []
