"""Residents with phones: each says what stands in a line, and picks once when asked back."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from bench.lines import Line
from emulator import Exchange, Phone, World
from phrases import say

VILLAGES = 13
AGAIN_EVERY = 7
"""Every so many lines WeChat delivers the message three times."""
DELIVERIES = 3
TRIES = 5
"""How often somebody types a message again that was met with a fault notice."""
PAUSE_S = 2.0


@dataclass
class Said:
    """What became of one line, as its resident saw it."""

    line: Line
    openid: str
    msg_ids: list[int] = field(default_factory=list)
    """Every message this line led to; the last is the one whose outcome counts."""
    first: Exchange | None = None
    """The line itself, the try that was answered."""
    last: Exchange | None = None
    """The pick, where one was asked for; else ``first``."""
    never_acknowledged: list[int] = field(default_factory=list)
    """Messages of which all deliveries failed; the resident typed them again."""
    redelivered: bool = False
    unlike: bool = False
    """Deliveries of one message were answered differently."""
    slowest_ms: float = 0.0

    @property
    def first_ms(self) -> float:
        """From sending the line to its reply on the phone, real milliseconds."""
        if self.first is None or self.redelivered:
            return min((a.ms for a in self.first.attempts), default=0.0) if self.first else 0.0
        return self.first.ms

    @property
    def answered(self) -> bool:
        """Whether the phone shows a real reply, to the line and to the pick."""
        return all(
            one is not None and one.text and not one.fault for one in (self.first, self.last)
        )


class Crowd:
    """All residents of one run; ``people`` of them share the lines."""

    def __init__(
        self, world: World, lines: Sequence[Line], people: int, tell: Callable[[int], None]
    ) -> None:
        """``tell`` hears after every line how many are done."""
        self._world, self._tell = world, tell
        self._shares = [list(lines[n::people]) for n in range(min(people, len(lines)))]
        self.done = 0
        self._lock = threading.Lock()

    def speak(self, at_once: int) -> list[Said]:
        """Let everybody say everything, ``at_once`` of them at the same time; in line order."""
        said: list[Said] = []
        with ThreadPoolExecutor(at_once, "resident") as pool:
            work = [pool.submit(self._person, n, lines) for n, lines in enumerate(self._shares)]
            try:
                for future in as_completed(work):
                    said += future.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return sorted(said, key=lambda one: one.line.number)

    def _person(self, number: int, lines: Sequence[Line]) -> list[Said]:
        phone = self._world.phone(f"o-replay-{number:06d}", following=False)
        phone.scans(f"v:v{number % VILLAGES + 1:02d}")
        said = []
        for line in lines:
            said.append(self._line(phone, line))
            with self._lock:
                self.done += 1
                self._tell(self.done)
        return said

    def _line(self, phone: Phone, line: Line) -> Said:
        said = Said(line, phone.openid)
        how = {}
        if line.number % AGAIN_EVERY == AGAIN_EVERY - 1:
            said.redelivered = True
            how = {"deliveries": DELIVERIES, "parallel": line.number // AGAIN_EVERY % 2 == 1}
        said.first = said.last = self._until_acknowledged(phone, said, line.text, None, **how)
        if is_question(said.first.text) and said.first.options:
            option = said.first.options[0]
            said.last = self._until_acknowledged(phone, said, option.content, option.id)
        return said

    def _until_acknowledged(
        self, phone: Phone, said: Said, text: str, menu_id: str | None, **how: int | bool
    ) -> Exchange:
        """Say ``text``; type it again as a new message while the phone shows a fault notice."""
        for _ in range(TRIES):
            said.msg_ids.append(self._world.next_message_id())
            told = phone.says(text, menu_id=menu_id, msg_id=said.msg_ids[-1], **how)
            said.slowest_ms = max(said.slowest_ms, *(attempt.ms for attempt in told.attempts))
            said.unlike = said.unlike or len({r for r in told.replies if r}) > 1
            if told.fault is None:
                break
            said.never_acknowledged.append(said.msg_ids[-1])
            time.sleep(PAUSE_S)
        return told


def is_question(text: str) -> bool:
    """Whether the bot asks back: which topic, item or village, or to say it otherwise."""
    asked = ("choice.which", "answer.which", "choice.again", "where.ask", "unsure.rephrase")
    return text.startswith(tuple(say(key) for key in asked))
