"""Message templates and notice templates of the account, and what their fields may hold."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from emulator.errors import ApiError

MAX_TEMPLATES = 25
FIELD_CHARS = 20
_STRIPPED = {"first", "remark"}


def _cjk(value: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" or char in "·." for char in value)


def _has_emoji(value: str) -> bool:
    return any(ord(char) > 0xFFFF or unicodedata.category(char) == "So" for char in value)


_DATE = r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2})"
_TIME = r"\d{1,2}:\d{2}(:\d{2})?"

FIELD_RULES: dict[str, Callable[[str], bool]] = {
    "thing": lambda v: len(v) <= 20,
    "number": lambda v: re.fullmatch(r"-?[\d.]{1,32}", v) is not None,
    "letter": lambda v: re.fullmatch(r"[A-Za-z]{1,32}", v) is not None,
    "symbol": lambda v: len(v) <= 5,
    "character_string": lambda v: len(v) <= 32 and v.isascii() and v.isprintable(),
    "time": lambda v: re.fullmatch(rf"{_DATE}( {_TIME})?|{_TIME}", v) is not None,
    "date": lambda v: re.fullmatch(rf"{_DATE}( {_TIME})?", v) is not None,
    "amount": lambda v: re.fullmatch(r"[¥$]?\d{1,10}(\.\d+)?元?", v) is not None,
    "phone_number": lambda v: re.fullmatch(r"[\d+\- ]{1,17}", v) is not None,
    "car_number": lambda v: len(v) <= 8,
    "name": lambda v: len(v) <= (10 if _cjk(v) else 20),
    "phrase": lambda v: len(v) <= 5 and _cjk(v),
    "const": lambda v: len(v) <= 20,
}
"""What a field may hold, by its name without the number. WeChat docs (notice parameters)."""


@dataclass(frozen=True)
class Template:
    """``fields`` maps the key used in ``data`` to the label shown before its value."""

    template_id: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    long_term: bool = False


def _values(template: Template, data: Any) -> dict[str, str]:
    """The text of every field; ApiError 47003 for a field missing, unknown, empty or no text."""
    if not isinstance(data, dict):
        raise ApiError(47003, "data")
    values: dict[str, str] = {}
    for key, cell in data.items():
        value = cell.get("value") if isinstance(cell, dict) else None
        if key in _STRIPPED and key not in template.fields:
            continue  # removed by the platform since 2023-05-04 whatever it says
        if key not in template.fields:
            raise ApiError(47003, f"data.{key} is not in the template")
        if not isinstance(value, str) or not value.strip():
            raise ApiError(47003, f"data.{key}.value is empty")
        values[key] = value
    if missing := template.fields.keys() - values.keys():
        raise ApiError(47003, f"data.{min(missing)} is missing")
    return values


def render_template(template: Template, data: Any) -> str:
    """The card of a template message as a person sees it.

    WeChat docs (notice of 2023-05-04): emoji, first line and remark are stripped and each field is
    cut to 20 characters of one line, silently.
    """
    lines = [template.title]
    for key, value in _values(template, data).items():
        if key in _STRIPPED:
            continue
        one_line = "".join(char for char in value.split("\n")[0] if not _has_emoji(char))
        lines.append(f"{template.fields[key]}：{one_line[:FIELD_CHARS]}")
    return "\n".join(lines)


def render_notice(template: Template, data: Any) -> str:
    """The card of a subscribe notice; a field that does not fit is refused, not cut (47003)."""
    lines = [template.title]
    for key, value in _values(template, data).items():
        rule = FIELD_RULES.get(re.sub(r"\d+$", "", key))
        if rule is None or "\n" in value or not rule(value):
            raise ApiError(47003, f"data.{key}.value invalid")
        lines.append(f"{template.fields[key]}：{value}")
    return "\n".join(lines)
