"""Look after files no other tool reads: ``python -m tools.tidy FILE …`` (``--fix`` mends them).

* one newline at the end, no white space at the end of a line, no tabs where not needed, UTF-8;
* TOML, JSON and CSV that can be read;
* lock files without the address of any package index;
* nothing larger than half a megabyte.
"""

import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

LARGEST = 512 * 1024
"""Bytes; what is larger does not belong into a repository."""
PICTURES = frozenset({".png", ".jpg", ".svg", ".ico", ".webp"})
_ADDRESS = re.compile(r"https?://|file:/|--(extra-)?index-url|--find-links")
_TRAILING = re.compile(r"[ \t\r]+$", re.MULTILINE)


def problems(path: Path) -> Iterator[str]:
    """What is wrong with ``path``, one sentence each."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        yield f"is larger than {LARGEST // 1024} KiB"
    if path.suffix in PICTURES - {".svg"}:
        return
    try:
        text = content.decode()
    except UnicodeDecodeError:
        yield "is not UTF-8"
        return
    if text != mended(text):
        yield "has white space at the end of a line, or not exactly one newline at its end"
    try:
        match path.suffix:
            case ".toml":
                tomllib.loads(text)
            case ".json":
                json.loads(text)
            case ".csv":
                widths = {len(row) for row in csv.reader(text.splitlines(), strict=True) if row}
                if len(widths) > 1:
                    yield f"has rows of {sorted(widths)} columns"
            case ".lock":
                if _ADDRESS.search(text):
                    yield "names the address of a package index"
    except (ValueError, csv.Error) as problem:
        yield f"cannot be read: {problem}"


def mended(text: str) -> str:
    """``text`` without white space at line ends, ending in one newline (nothing stays nothing)."""
    bare = _TRAILING.sub("", text).rstrip("\n")
    return f"{bare}\n" if bare else ""


def main(arguments: list[str]) -> int:
    """Report, or mend with ``--fix``; the exit status says whether anything is wrong."""
    fix = "--fix" in arguments
    bad = 0
    for path in (Path(name) for name in arguments if name != "--fix"):
        if not path.is_file():
            continue  # deleted, or a link to nowhere
        if fix and path.suffix not in PICTURES:
            content = path.read_bytes().decode()
            if content != mended(content):
                path.write_text(mended(content), "utf-8")
        for problem in problems(path):
            print(f"{path} {problem}", file=sys.stderr)
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
