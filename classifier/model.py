"""All that was learned, in one file that says what it was made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from classifier.head import Head
from kit import semantic

FORM = 5
"""Raised whenever the features or the file's form change."""
_LIBRARIES = ("numpy", "rjieba", "opencc", "pypinyin")
"""Libraries on which the numbers depend while people wait."""


class StaleModel(Exception):
    """The file was made from another corpus or by other library versions."""


@dataclass(frozen=True)
class Model:
    """The heads, with the proof of what they were made from."""

    topic: Head
    """Subtopics and meta intents; the parents are the topics."""
    kind: Head
    """What the writer wants (``topics.examples.Kind``)."""
    digest: str
    """Digest of the corpus (``Catalogue.digest``)."""
    learned: str = ""
    """Digest of the reviewed corrections learned besides the corpus; empty for none."""
    versions: str = ""
    """The libraries it was made with; see :func:`versions`."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Held-out figures told when it was made, each in [0, 1]: ``topic``, ``subtopic``, ``kind``."""

    @property
    def name(self) -> str:
        """Version shown on tickets and answers, e.g. ``2-0a1b2c3d`` or ``2-0a1b2c3d+9f8e``."""
        return f"{FORM}-{self.digest[:8]}" + (f"+{self.learned[:4]}" if self.learned else "")


def versions() -> str:
    """What a model file depends on besides the corpus."""
    return f"form {FORM}, " + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)


def save(model: Model, path: Path) -> None:
    """Write ``model`` to ``path``, whole or not at all."""
    heads = {"topic": model.topic, "kind": model.kind}
    told = {
        "digest": model.digest,
        "learned": model.learned,
        "versions": model.versions,
        "figures": dict(model.figures),
    }
    save_heads(heads, told, path)


def load(path: Path, digest: str | None) -> Model:
    """Read a model that was made from the corpus with this ``digest`` by these libraries.

    Without ``digest`` any corpus will do.

    Raises
    ------
    FileNotFoundError
        There is none yet.
    StaleModel
        It was made from something else, or is no model; the message says what to do.
    """
    heads, told = load_heads(path)
    if digest is not None and told.get("digest") != digest:
        raise StaleModel(
            f"{path.name} was trained on corpus {str(told.get('digest'))[:8]}, the corpus here is "
            f"{digest[:8]}: run `minhu train`."
        )
    if told.get("versions") != versions():
        raise StaleModel(
            f"{path.name} was made with {told.get('versions')}, here is {versions()}: "
            "run `minhu train`."
        )
    return Model(heads["topic"], heads["kind"], **told)


def save_heads(heads: Mapping[str, Head], told: Mapping[str, Any], path: Path) -> None:
    """Write ``heads`` and what is told of them to ``path``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {
        f"{name}.{part}": array
        for name, head in heads.items()
        for part, array in head.arrays().items()
    }
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    part.replace(path)


def load_heads(path: Path) -> tuple[dict[str, Head], dict[str, Any]]:
    """The heads in ``path`` and what is told of them.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    StaleModel
        It is no model of ours, or an old one.
    """
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        told: dict[str, Any] = json.loads(arrays.pop("told").tobytes())
        parts: dict[str, dict[str, Any]] = {}
        for name, array in arrays.items():
            head, part = name.split(".")
            parts.setdefault(head, {})[part] = array
        if any("meaning" in found for found in parts.values()) and not semantic.available():
            raise StaleModel(f"{path.name} needs sentence embeddings: pip install minhu[semantic].")
        return {name: Head.from_arrays(found) for name, found in parts.items()}, told
    except (ValueError, KeyError, EOFError, TypeError, BadZipFile) as problem:
        raise StaleModel(f"{path.name} is no model of ours: run `minhu train`.") from problem
