"""How a reply looks in WeChat: text, then numbered lines one can tap or answer by number."""

from collections.abc import Sequence
from urllib.parse import quote

from kit.text import size, split_bytes


def fitted(text: str, options: Sequence[str], room: int) -> tuple[str, str]:
    """What is shown in at most ``room`` bytes, and what is left over (only of long texts).

    Options are links that say their number when tapped (an undocumented feature of the client,
    so the number is printed, too); where the links would not fit, plain numbered lines.
    """
    for lines in (_tappable(options), _plain(options)):
        shown = "\n".join([text, *lines]) if text else "\n".join(lines)
        if size(shown) <= room:
            return shown, ""
    tail = "\n".join(_plain(options))
    if options and size(tail) < room - 200:
        head = split_bytes(text, room - size(tail) - 5)[0]
        return f"{head}…\n{tail}", ""
    parts = split_bytes(text, room)
    return parts[0], "\n".join(parts[1:])


def _tappable(options: Sequence[str]) -> list[str]:
    return [
        f'<a href="weixin://bizmsgmenu?msgmenucontent={quote(str(n))}&msgmenuid={n}">'
        f"{n} {_plain_label(label)}</a>"
        for n, label in enumerate(options, 1)
    ]


def _plain(options: Sequence[str]) -> list[str]:
    return [f"{n} {label}" for n, label in enumerate(options, 1)]


def _plain_label(label: str) -> str:
    return label.replace("<", "〈").replace(">", "〉")
