"""What changed between two revisions, as an editor reads it."""

import difflib
import re

from knowledge.models import ItemRevision
from phrases import say

FIELDS = (
    "title", "body", "details", "source", "unit", "area", "subtopics", "effective", "expires",
    "review_on", "questions", "not_for", "dialog",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[。；！？\n])")


def readable(old: ItemRevision | None, new: ItemRevision) -> list[str]:
    """One line per field that differs: what goes (－) and what comes (＋), sentence by sentence."""
    lines: list[str] = []
    for field in FIELDS:
        before = str(getattr(old, field)) if old is not None else ""
        after = str(getattr(new, field))
        if after in {"{}", ""} and before in {"{}", ""}:
            continue
        changed = _pieces(before, after)
        if changed:
            lines.append(say("editor.diff_field", field=say(f"editor.field_{field}")))
            lines += changed
    return lines


def _pieces(before: str, after: str) -> list[str]:
    old = [piece.strip() for piece in _SENTENCE.split(before) if piece.strip()]
    new = [piece.strip() for piece in _SENTENCE.split(after) if piece.strip()]
    found: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [f"－{piece}" for piece in old[a:b]] + [f"＋{piece}" for piece in new[c:d]]
    return found
