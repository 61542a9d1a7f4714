"""What the documents promise is there, and what is there is told in the documents."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings, WeChat
from minhu.cli import app

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
OTHERS = {"MINHU_TEST_DATABASE", "MINHU_TEST_REDIS", "MINHU_BENCH_DATABASE"}
"""Variables of tests and measurements; no settings of an installation."""
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
_PATH = re.compile(
    r"`((?:bot|classifier|db|emulator|handlers|kit|letters|minhu|tools|tickets)/[^`*]+)`"
)


def variables() -> set[str]:
    own = {f"MINHU_{name}".upper() for name in Settings.model_fields if name != "wechat"}
    return own | {f"MINHU_WECHAT__{name}".upper() for name in WeChat.model_fields}


def commands() -> set[str]:
    names = (one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands)
    return set(names) | {group.name or "" for group in app.registered_groups}


def logged() -> Iterator[str]:
    """The first words of every log line the service may write."""
    folders = ("bot", "handlers", "letters", "tickets", "knowledge", "directory", "web")
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log")) | ast.Name(id="tell"),
                    args=[ast.Constant(value=str(event)), *_],
                ):
                    yield event


def test_every_setting_is_explained_and_every_explained_one_exists() -> None:
    told = set(re.findall(r"MINHU_[A-Z_]+", (DOCS / "settings.md").read_text("utf-8")))

    assert told - OTHERS - {"MINHU_"} == variables()


def test_the_example_of_settings_names_only_real_ones() -> None:
    example = (ROOT / "minhu.env.example").read_text("utf-8")

    assert set(re.findall(r"^#?(MINHU_\w+)=", example, re.MULTILINE)) <= variables()


def test_every_command_is_explained_and_every_explained_one_exists() -> None:
    table = (DOCS / "commands.md").read_text("utf-8")

    assert set(re.findall(r"^\| `minhu (\w+)", table, re.MULTILINE)) == commands()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_named_files_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [page.parent / link for link in _LINK.findall(text)]
    named = [ROOT / path for path in _PATH.findall(text)]

    assert [str(path) for path in (*links, *named) if not path.exists()] == []


def test_every_log_line_is_explained() -> None:
    told = (DOCS / "operate.md").read_text("utf-8")

    assert [event for event in sorted(set(logged())) if f"`{event}`" not in told] == []


def test_every_decision_stands_in_the_index_and_has_its_parts() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    for page in sorted((DOCS / "decisions").glob("*.md")):
        text = page.read_text("utf-8")
        assert f"decisions/{page.name}" in index
        assert re.findall(r"^## (\w+)", text, re.MULTILINE) == [
            "Context", "Decision", "Consequences", "Alternatives"
        ]  # fmt: skip


def test_make_targets_named_in_the_docs_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = {t for page in PAGES for t in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8"))}

    assert named <= targets
