"""Every sentence the service says to people, in ``zh/``; a deployment may replace some."""

import tomllib
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent


def _flat(table: dict[str, Any], above: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        key = f"{above}{name}"
        flat |= _flat(value, f"{key}.") if isinstance(value, dict) else {key: value}
    return flat


_SENTENCES: dict[str, str] = {}
for _path in sorted((HOME / "zh").glob("*.toml")):
    _SENTENCES |= _flat(tomllib.loads(_path.read_text("utf-8")))


def say(key: str, **facts: object) -> str:
    """The sentence named ``key`` (``"ticket.opened"``), with ``facts`` filled in.

    Raises
    ------
    KeyError
        No such sentence, or it mentions a fact that was not given.
    """
    return _SENTENCES[key].format_map(facts)


def overlay(path: Path) -> None:
    """Let the sentences in the TOML file ``path`` replace ours; once, at start-up.

    Raises
    ------
    KeyError
        ``path`` holds a sentence that nobody says.
    """
    theirs = _flat(tomllib.loads(path.read_text("utf-8")))
    if strangers := sorted(set(theirs) - set(_SENTENCES)):
        raise KeyError(f"{path.name} has sentences that nobody says: {', '.join(strangers)}")
    _SENTENCES.update(theirs)


def keys() -> frozenset[str]:
    """Names of all sentences."""
    return frozenset(_SENTENCES)
