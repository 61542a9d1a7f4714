"""Refuse a corpus that is copied, repeated or poured from one mould: ``python -m tools.corpus``.

With names (``0101 0102 thanks``) only findings about those are shown.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from topics import HOME
from topics.examples import Example, Kind, read
from topics.review import Finding, copied, few, review

FOREIGN = Path("../shared/data")
"""Real messages for measuring, where they are at hand; nothing of them may stand in the corpus."""
PER_SUBTOPIC, PER_INTENT, PER_KIND, PER_BOUNDARY = 60, 80, 80, 15


def foreign(folder: Path) -> Iterator[str]:
    """Every text in the JSON-lines files of ``folder``."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                for value in json.loads(line).values():
                    if isinstance(value, str):
                        yield value


def findings(examples: Sequence[Example]) -> list[Finding]:
    """Everything that is wrong with ``examples``, too few of a class included."""
    wanted = {e.name: PER_SUBTOPIC if e.name.isdigit() else PER_INTENT for e in examples}
    kinds = [Example(e.text, e.kind, None) for e in examples if e.kind]
    boundaries = [Example(e.text, e.boundary, None) for e in examples if e.boundary]
    return [
        *review(examples),
        *few(examples, wanted),
        *few(kinds, dict.fromkeys(Kind, PER_KIND)),
        *few(boundaries, {e.name: PER_BOUNDARY for e in boundaries}),
    ]


def main(names: list[str]) -> int:
    """Print what is to be mended; 1 when there is something, else 0."""
    examples = list(read(HOME / "corpus"))
    found = findings(examples)
    if FOREIGN.is_dir():
        found += copied(examples, foreign(FOREIGN))
    shown = [finding for finding in found if not names or finding.name in names]
    for finding in shown:
        print(finding)
    counts = Counter(e.kind or "to the bot" for e in examples)
    print(f"{len(examples)} sentences, {len(shown)} findings;", dict(counts))
    return int(bool(shown))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
