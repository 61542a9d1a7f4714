"""Names of villages and hamlets found in a text, from a gazetteer that is passed in."""

from collections import defaultdict
from collections.abc import Mapping


class Gazetteer:
    """Finds place names in one pass, the longest name first."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """``names`` maps a name or alias (at least 2 characters) to an area code."""
        self._codes = dict(names)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for name in sorted(names, key=len, reverse=True):
            self._by_start[name[:2]].append(name)

    def places(self, text: str) -> tuple[str, ...]:
        """Area codes of the names in ``text``, longest name first, each once."""
        found: dict[str, str] = {}
        at = 0
        while at < len(text) - 1:
            candidates = self._by_start.get(text[at : at + 2], ())
            name = next((c for c in candidates if text.startswith(c, at)), None)
            if name is None:
                at += 1
                continue
            found.setdefault(self._codes[name], name)
            at += len(name)
        return tuple(sorted(found, key=lambda code: len(found[code]), reverse=True))
