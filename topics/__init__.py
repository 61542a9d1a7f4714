"""The shared vocabulary: 18 topics and 136 subtopics a resident may raise, as data files.

``catalogue/T01.toml`` … hold what is decided about a subtopic, ``corpus/`` the sentences
residents say it in (:mod:`topics.examples`).
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from topics.examples import Example, read

HOME = Path(__file__).parent
UNSORTED = "0000"
"""The code of a matter nobody could sort: a real class, it goes to an operator."""

Route = Literal[
    "answer", "answer-then-ticket", "ticket", "emergency", "mediation", "discipline", "refer",
    "service",
]  # fmt: skip
Deadline = Literal["E0", "E1", "E2", "E3", "E4", "M", "P", "D", "INF"]
Level = Literal["L0", "L1", "L2", "L3", "L4"]


class Subtopic(BaseModel, frozen=True, extra="forbid"):
    """One kind of matter, and what the house does with it."""

    code: str = Field(pattern=r"^\d{4}$")
    topic: str
    """Code of the topic it belongs to, ``T01`` … ``T18``."""
    title: str
    route: Route
    lead: str
    """Kind of unit that answers for it (a duty in the directory), e.g. ``police-station``."""
    deadline: Deadline
    """Clock class; hours and days are in ``tickets.deadlines``."""
    level: Level
    """Confidentiality when nothing else is known (L1 normal … L4 victim protection)."""
    jurisdiction: Literal["object", "residence", "household", "both"]
    """What decides the place: where the thing lies, where one lives, the household register."""
    keywords: tuple[str, ...] = ()

    @property
    def answers_first(self) -> bool:
        """True when the knowledge base is asked before a ticket is opened."""
        return self.route in {"answer", "answer-then-ticket", "refer"}


@dataclass(frozen=True)
class Catalogue:
    """Everything residents may raise, and the sentences they raise it in."""

    titles: Mapping[str, str]
    """Topic code to title, ``{"T01": "矛盾纠纷调解", …}``."""
    subtopics: Mapping[str, Subtopic]
    examples: tuple[Example, ...] = ()
    """The corpus: what residents say, with its subtopic or meta intent and its kind."""
    rewrites: str = ""
    """How texts are made plain before anything is learned from them (``rewrites.toml``)."""

    def title(self, code: str) -> str:
        """What people are told this subtopic is called."""
        return self.subtopics[code].title if code in self.subtopics else "其他事项"

    @cached_property
    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """Subtopic code or meta intent to its example sentences."""
        held: dict[str, list[str]] = {}
        for example in self.examples:
            held.setdefault(example.name, []).append(example.text)
        return {name: tuple(texts) for name, texts in held.items()}

    @cached_property
    def intents(self) -> frozenset[str]:
        """Names of the meta intents (greeting, progress, human …)."""
        return frozenset(self.sentences) - frozenset(self.subtopics)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over examples, keywords and rewrites; a model made from others is refused."""
        whole = hashlib.sha256(self.rewrites.encode())
        for example in self.examples:
            whole.update("\t".join((example.name, example.kind or "", example.text)).encode())
        for code, subtopic in sorted(self.subtopics.items()):
            whole.update("\n".join((code, *subtopic.keywords)).encode())
        return whole.hexdigest()


def load(home: Path = HOME) -> Catalogue:
    """Read the catalogue and the corpus below ``home``.

    Raises
    ------
    pydantic.ValidationError
        A subtopic lacks a field, or has one we do not know.
    ValueError
        A subtopic has no sentences, or sentences belong to no subtopic.
    """
    titles: dict[str, str] = {}
    subtopics: dict[str, Subtopic] = {}
    for path in sorted((home / "catalogue").glob("T*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        titles[path.stem] = table["title"]
        for code, fields in table["subtopics"].items():
            subtopics[code] = Subtopic(code=code, topic=path.stem, **fields)
    examples = tuple(read(home / "corpus"))
    coded = {example.name for example in examples if example.name.isdigit()}
    if strays := coded ^ set(subtopics):
        raise ValueError(f"Catalogue and corpus disagree about subtopics: {sorted(strays)}.")
    rewrites = home / "rewrites.toml"
    told = rewrites.read_text("utf-8") if rewrites.exists() else ""
    return Catalogue(titles, subtopics, examples, told)
