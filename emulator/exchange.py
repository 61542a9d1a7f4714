"""One push with all its deliveries and what became of them."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from emulator.reading import Reading
from emulator.transcript import FAULT_TEXT, Option


@dataclass(frozen=True)
class WireRequest:
    """Exactly what goes over the wire; sending it again is a replay."""

    url: str
    params: dict[str, str]
    body: bytes
    method: str = "POST"


@dataclass
class Attempt:
    """One delivery. ``problem`` says why it was not answered properly; ms are real milliseconds."""

    n: int
    url: str
    request_xml: str
    request_wire: str
    status: int | None = None
    ms: float = 0.0
    response_raw: str = ""
    response_xml: str = ""
    problem: str | None = None
    wire: WireRequest | None = field(default=None, repr=False)
    reading: Reading | None = field(default=None, repr=False)

    def as_json(self) -> dict[str, Any]:
        """The row of the phone page's wire view."""
        hidden = ("wire", "reading")
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in hidden}


@dataclass
class Exchange:
    """What a person did and what came of it.

    ``fault`` is the reason the out-of-service notice was shown (or would have been, for an event
    whose answer nobody sees), None when the account behaved.
    """

    id: str
    openid: str
    name: str
    xml: str
    attempts: list[Attempt] = field(default_factory=list)
    shown: Reading | None = None
    fault: str | None = None
    ms: float = 0.0

    @property
    def text(self) -> str:
        """What the person saw at once: the reply, the notice, or "" for silence."""
        if self.fault is not None:
            return FAULT_TEXT
        if self.shown is None or self.shown.outcome != "shown" or self.shown.message is None:
            return ""
        return self.shown.message.text

    @property
    def options(self) -> tuple[Option, ...]:
        """Tappable options in the reply."""
        message = self.shown.message if self.shown and self.shown.outcome == "shown" else None
        return message.options if message else ()

    @property
    def kind(self) -> str | None:
        """MsgType of the reply, also of one that shows nothing (a handover); None for silence."""
        return self.shown.message.kind if self.shown and self.shown.message else None

    @property
    def silent(self) -> bool:
        """Nothing was shown, and rightly so."""
        return self.fault is None and (self.shown is None or self.shown.outcome == "silent")

    @property
    def replies(self) -> list[str]:
        """The text of every delivery's reply, "" for a silent or lost one."""
        readings = [attempt.reading for attempt in self.attempts]
        return [r.message.text if r and r.message else "" for r in readings]

    def as_json(self) -> dict[str, Any]:
        """Plain values for the control API."""
        return {
            "id": self.id,
            "openid": self.openid,
            "name": self.name,
            "text": self.text,
            "options": [asdict(option) for option in self.options],
            "fault": self.fault,
            "silent": self.silent,
            "ms": self.ms,
            "attempts": [attempt.as_json() for attempt in self.attempts],
        }
