"""Word documents, by way of HTML."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from knowledge.papers import markup
from knowledge.papers.types import Reading
from knowledge.papers.words import table
from phrases import say

DOCUMENT = "word/document.xml"
_READING = re.compile(rb"<w:rt>.*?</w:rt>|<w:rubyPr>.*?</w:rubyPr>", re.DOTALL)
_RUBY = re.compile(rb"</?w:ruby(?:Base)?>")
_HIDDEN = re.compile(rb"<w:r(?: [^>]*)?><w:rPr>(?:(?!</w:rPr>).)*<w:vanish/>.*?</w:r>", re.DOTALL)
_NUMBERED = re.compile(r"<ol>(?!<li id=\"(?:foot|end)note)")
_BACK = re.compile(r"<a href=\"#(?:foot|end)note-ref-[^>]*>↑</a>")


def read(path: Path) -> Reading:
    """The paragraphs, headings and tables of a docx; deleted and hidden words are left out."""
    import mammoth  # noqa: PLC0415 -- a fifth of a second, seldom needed

    made = mammoth.convert_to_html(
        _unruled(path),
        style_map=_style_map(),
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(_no_picture),
    )
    html = _BACK.sub("", made.value)
    reading = markup.of_html(html)
    if _NUMBERED.search(html):
        reading = Reading(reading.pieces, reading.title, (say("papers.numbering"),))
    return reading


def _style_map() -> str:
    levels = {"Title": 0, **table()["styles"]}
    return "\n".join(
        f"p[style-name='{name}'] => {f'h{level}' if level else 'h1.title'}:fresh"
        for name, level in levels.items()
    )


def _no_picture(_: Any) -> dict[str, str]:
    return {"src": ""}


def _unruled(path: Path) -> BytesIO:
    """The document without readings above its characters, which would take these with them.

    mammoth knows no ruby and would leave out the whole; hidden runs it would show.
    """
    new = BytesIO()
    with ZipFile(path) as package, ZipFile(new, "w", ZIP_STORED) as copy:
        for part in package.infolist():
            if part.filename.startswith("word/media/"):
                continue
            raw = package.read(part)
            if part.filename == DOCUMENT:
                if b"<w:ruby>" in raw:
                    raw = _rubyless(raw)
                if b"<w:vanish/>" in raw:
                    raw = _HIDDEN.sub(b"", raw)
            copy.writestr(part.filename, raw)
    new.seek(0)
    return new


def _rubyless(raw: bytes) -> bytes:
    """Ruby stands inside a run and holds runs: close the outer one around what is kept."""
    return _RUBY.sub(
        lambda tag: b"<w:r>" if tag.group(0).startswith(b"</w:ruby>") else
        b"</w:r>" if tag.group(0) == b"<w:ruby>" else b"",
        _READING.sub(b"", raw),
    )  # fmt: skip
