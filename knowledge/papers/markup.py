"""Headings, paragraphs and tables of HTML and Markdown.

One pass over the tags, no tree: pages that people save are full of tags nobody closes.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

from knowledge.papers import grid, plain
from knowledge.papers.types import Piece, Reading
from knowledge.papers.words import HAN

Attributes = list[tuple[str, str | None]]
_UNSEEN = {
    "script", "style", "noscript", "template", "rt", "rp", "svg", "math", "nav", "footer",
    "button", "select", "textarea", "iframe", "object", "canvas",
}  # fmt: skip
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "form", "head", "header", "hr", "html", "li",
    "main", "ol", "p", "pre", "section", "ul",
}  # fmt: skip
_HEADING = re.compile(r"h([1-6])$")
_NO_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1[^>]*>|\Z)|<[!?][^>]*>?",
    re.DOTALL | re.IGNORECASE,
)
_NO_TAG = re.compile(
    r"""<(?!/?[a-z](?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+>)""",
    re.IGNORECASE,
)
"""The parser would look through the whole rest for the end of each of these."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WRAP = re.compile(rf"(?<=[{HAN[1:-1]}，。；：、])\s*\n\s*(?=[{HAN[1:-1]}（《“])")
_SPACE = re.compile(r"\s+")
_FRONT = re.compile(r"\A(\+\+\+|---)\r?\n(.*?)\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title\s*[:=]\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)


def read_html(path: Path) -> Reading:
    text, warnings = plain.decoded(path)
    reading = of_html(text)
    return Reading(reading.pieces, reading.title, warnings)


def read_markdown(path: Path) -> Reading:
    """CommonMark with tables; the front matter (``+++`` or ``---``) gives the title."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    text, warnings = plain.decoded(path)
    front = _FRONT.match(text)
    titled = _TITLE.search(front[2]) if front else None
    html = MarkdownIt("commonmark").enable("table").render(text[front.end() :] if front else text)
    reading = of_html(html)
    return Reading(reading.pieces, titled[1] if titled else reading.title, warnings)


def of_html(html: str) -> Reading:
    """What a reader of the page sees, without menus and feet."""
    walker = _Walker()
    walker.feed(_NO_TAG.sub("&lt;", _NO_TEXT.sub("", html)))
    walker.close()
    walker.finish()
    title = walker.named
    if not title and sum(piece.level == 1 for piece in walker.pieces) != 1:
        title = _SPACE.sub(" ", walker.title).strip()
    return Reading(tuple(walker.pieces), title)


class _Walker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.title = ""
        """What the window is called, often with the name of the site."""
        self.named = ""
        """What the page itself says is its title."""
        self._is_naming = False
        self._said: list[str] = []
        self._level = 0
        self._unseen = ""
        self._depth = 0
        self._in_title = False
        self._is_pre = False
        self._lists: list[int] = []
        """Numbers of the open lists' items; -1 for a list without."""
        self._tables: list[grid.Table] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._unseen:
            self._depth += tag == self._unseen
            return
        held = dict(attrs)
        if tag in _UNSEEN or (tag not in _VOID and _is_hidden(held)):
            self._unseen, self._depth = tag, 1
        elif tag == "title":
            self._in_title = not self.title
        elif tag in {"table", "tr", "td", "th"}:
            self._open_table_part(tag, held)
        elif heading := _HEADING.match(tag):
            self._flush()
            self._level = int(heading[1])
            self._is_naming = tag == "h1" and "title" in (held.get("class") or "").split()
        elif tag in _BLOCKS:
            self._flush()
            self._level = 0
            self._is_pre = self._is_pre or tag == "pre"
            self._open_list(tag, held)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._depth -= tag == self._unseen
            if not self._depth:
                self._unseen = ""
            return
        if tag == "title":
            self._in_title = False
        elif tag in {"td", "th", "tr"} and self._tables:
            self._flush()
            self._tables[-1].close_cell()
        elif tag == "table":
            self._flush()
            self._close_table()
        elif tag in _BLOCKS or _HEADING.match(tag):
            self._flush()
            self._level = 0
            self._is_pre = self._is_pre and tag != "pre"
            if tag in {"ol", "ul"} and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._in_title:
            self.title += data
        elif self._is_pre:
            for line in data.splitlines():
                self._flush()
                self._said.append(line)
        else:
            self._said.append(data)

    def finish(self) -> None:
        """Say what no tag closed."""
        self._flush()
        while self._tables:
            self._close_table()

    def _open_list(self, tag: str, held: dict[str, str | None]) -> None:
        if tag in {"ol", "ul"}:
            start = held.get("start") or "1"
            is_numbered = tag == "ol" and start.isdecimal()
            self._lists.append(int(start[:6]) if is_numbered else -1)
        elif tag == "li" and self._lists and self._lists[-1] >= 0:
            self._said.append(f"{self._lists[-1]}. ")
            self._lists[-1] += 1

    def _open_table_part(self, tag: str, held: dict[str, str | None]) -> None:
        self._flush()
        self._level = 0
        if tag == "table":
            if self._tables:
                self.pieces += self._tables[-1].as_layout()
            self._tables.append(grid.Table())
        elif self._tables and tag == "tr":
            self._tables[-1].open_row()
        elif self._tables:
            self._tables[-1].open_cell(
                _span(held.get("rowspan")), _span(held.get("colspan")), is_name=tag == "th"
            )

    def _close_table(self) -> None:
        if self._tables:
            self.pieces += self._tables.pop().pieces()

    def _flush(self) -> None:
        text = _SPACE.sub(" ", _WRAP.sub("", "".join(self._said))).strip()
        self._said = []
        if not text:
            return
        if self._tables and self._tables[-1].takes(text):
            return
        if self._is_naming and not self.named:
            self.named = text
        else:
            self.pieces.append(Piece(text, self._level))
        self._is_naming = False


def _is_hidden(held: dict[str, str | None]) -> bool:
    return "hidden" in held or _HIDDEN.search(held.get("style") or "") is not None


def _span(told: str | None) -> int:
    return min(max(int(told), 1), 200) if told and told.isdecimal() and len(told) < 6 else 1
