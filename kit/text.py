"""Small things one can do with a piece of text, whatever it is about."""

import re

# People write long numbers in groups, too: 6222 0212 3456 7890 123, 138-1234-5678.
_ID_CARD = re.compile(r"(?<!\d)(\d{6})[ -]?\d{8}[ -]?(\d{3}[\dXx])(?!\d)")
_BANK_CARD = re.compile(
    r"(?<!\d)(\d{4})(?:\d{8,11}(\d{4})|[ -]\d{4}[ -]\d{4}[ -](\d{4})(?:[ -]?\d{1,3})?)(?!\d)"
)
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_NARROW |= {wide: wide - 0xFEE0 for wide in range(0xFF41, 0xFF5B)} | {0x3000: 0x20, 0xA0: 0x20}
"""Full-width digits, letters and spaces; Chinese punctuation stays as people wrote it."""
_CHOICE = re.compile(r"^[（(\[【]?([0-9]{1,3})[)）\]】]?[.。、号,，!！]*$")
_HAN_DIGITS = {"一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6"}
_NOISE = re.compile(r"[\W_]+")


def masked(text: str) -> str:
    """``text`` with identity-card, bank-card and mobile numbers blotted out, for storing in logs.

    >>> masked("我电话13812345678")
    '我电话138****5678'
    """
    return _MOBILE.sub(r"\1****\2", without_card_numbers(text))


def without_card_numbers(text: str) -> str:
    """``text`` with identity- and bank-card numbers blotted out; telephone numbers stay."""
    return _BANK_CARD.sub(r"\1********\2\3", _ID_CARD.sub(r"\1********\2", text))


def cleaned(text: str) -> str:
    """Full-width letters and digits made narrow, control characters gone, ends trimmed."""
    return without_controls(text.translate(_NARROW)).strip()


def without_controls(text: str) -> str:
    """``text`` without the control characters that XML forbids."""
    return _CONTROL.sub("", text)


def choice(text: str) -> int | None:
    """The number a person chose (``2``, ``２。``, ``二``, ``【2】``), or None when it is none."""
    bare = cleaned(text)
    if bare in _HAN_DIGITS:
        return int(_HAN_DIGITS[bare])
    found = _CHOICE.match(bare)
    return int(found[1]) if found else None


def parts(joined: str) -> tuple[str, ...]:
    """What stands between the bars of ``joined`` (``a|b``), empty parts left out."""
    return tuple(part for part in joined.split("|") if part)


def size(text: str) -> int:
    """Length in UTF-8 bytes, the unit of WeChat's limits."""
    return len(text.encode())


def split_bytes(text: str, limit: int) -> list[str]:
    """Cut ``text`` into parts of at most ``limit`` UTF-8 bytes, at line or sentence ends if it can.

    The parts joined give ``text`` back, white space at the seams aside; none is empty unless
    ``text`` is.

    Raises
    ------
    ValueError
        ``limit`` is below 4, the size of the longest character.
    """
    if limit < 4:
        raise ValueError("A part must hold at least one character (4 bytes).")
    parts: list[str] = []
    rest = text
    while size(rest) > limit:
        head = rest.encode()[:limit].decode(errors="ignore")
        cut = max(head.rfind(mark) + len(mark) for mark in ("\n", "。", "；", "！", "？"))
        if cut < max(1, len(head) // 2):  # no sentence end in the second half: cut hard
            cut = len(head)
        parts.append(rest[:cut].strip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part] or [""]


def shortened(text: str, length: int) -> str:
    """``text`` on one line, at most ``length`` characters, with ``…`` where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def likeness(a: str, b: str) -> float:
    """Jaccard likeness of the character pairs of two texts, in [0, 1]; punctuation is ignored."""
    one, two = _pairs(a), _pairs(b)
    if not one or not two:
        return float(one == two)
    return len(one & two) / len(one | two)


def _pairs(text: str) -> set[str]:
    bare = _NOISE.sub("", text)
    return {bare[i : i + 2] for i in range(len(bare) - 1)} or {bare} - {""}
