"""The whole state of the emulated platform, and the ways things happen in it."""

import itertools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Self

import httpx

from emulator import events, hostile
from emulator.accounts import Account
from emulator.clock import Clock
from emulator.codes import SceneCodes, WebLedger
from emulator.events import Fields, Push
from emulator.exchange import Exchange, WireRequest
from emulator.faults import FaultPlan
from emulator.media import Shelf
from emulator.people import Person, Trigger
from emulator.phone import Phone
from emulator.push import Courier, Verification
from emulator.quotas import Quotas
from emulator.reading import Message
from emulator.templates import Template
from emulator.tokens import TokenLedger
from emulator.transcript import FAULT_TEXT, Book, Entry, Via
from emulator.wecom import WeCom

KEPT_EXCHANGES = 5000


class World:
    """One emulated official account with its followers. Thread-safe.

    Parameters
    ----------
    account : Account, optional
        Settings; may be changed while the world runs.
    http : httpx.Client, optional
        Delivers pushes; a Starlette test client makes everything happen in one process.
    clock : Clock, optional
        ``Clock(base=...)`` shares a bot's own clock.
    """

    def __init__(
        self,
        account: Account | None = None,
        *,
        http: httpx.Client | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.account = account or Account()
        self.clock = clock or Clock()
        self.base_url = "http://127.0.0.1"
        """Where the server API answers; ``serve`` fills it in."""
        self.lock = threading.RLock()
        self.book = Book()
        self.shelf = Shelf(self.clock)
        self.scenes = SceneCodes(self.clock)
        self.web = WebLedger(self.clock)
        self.tokens = TokenLedger(self.account, self.clock)
        self.quotas = Quotas(self.account, self.clock)
        self.faults = FaultPlan()
        self.wecom = WeCom(self.clock)
        self.courier = Courier(
            self.account, self.clock, lambda m: self.shelf.get(m) is not None, http
        )
        self.people: dict[str, Person] = {}
        self.templates: dict[str, Template] = {}
        self.notices: dict[str, Template] = {}
        self.menu: dict[str, Any] | None = None
        self.template_status = "success"
        """Fate of accepted templates: success or ``failed: system failed``."""
        self.js_ticket: tuple[str, float] = ("", 0.0)
        self.exchanges: OrderedDict[str, Exchange] = OrderedDict()
        self.problems: list[str] = []
        """Every delivery that was not answered properly, shown or not, in order."""
        self._message_ids = itertools.count(24_700_000_000_000_001)
        self._send_ids = itertools.count(3_900_000_000_000_001)
        self._exchange_ids = itertools.count(1)
        self._pool = ThreadPoolExecutor(64, "emulator")
        self._running: set[Future[Any]] = set()

    # -- people -------------------------------------------------------------------------------

    def person(self, openid: str, **about: Any) -> Person:
        """The person with ``openid``, made with ``about`` (and following) when unknown."""
        with self.lock:
            if openid not in self.people:
                about = {"followed_at": self.clock.now(), **about}
                self.people[openid] = Person(openid, **about)
            return self.people[openid]

    def phone(self, openid: str, **about: Any) -> Phone:
        """A phone in the hand of ``openid``; ``about`` as for :meth:`person`.

        Somebody new follows already, silently; ``following=False`` hands out a stranger's phone.
        """
        return Phone(self, self.person(openid, **about))

    # -- pushes -------------------------------------------------------------------------------

    def next_message_id(self) -> int:
        """A new 64-bit MsgId."""
        return next(self._message_ids)

    def next_send_id(self) -> int:
        """A new msgid of a template or notice."""
        return next(self._send_ids)

    def next_exchange_id(self) -> str:
        """A new name for an exchange."""
        return f"x{next(self._exchange_ids)}"

    def make_push(self, openid: str, fields: Fields, msg_id: int | str | None = None) -> Push:
        """The push of ``fields`` from ``openid``, stamped now; messages get a MsgId."""
        facts = dict(fields)
        head = events.envelope(self.account.gh_id, openid, self.clock.stamp())
        if facts["MsgType"] == "event":
            return Push(openid, "event", str(facts["Event"]), events.xml(head + fields))
        number = self.next_message_id() if msg_id is None else int(msg_id)
        body = [*head, *fields, ("MsgId", number)]
        return Push(openid, "message", str(facts["MsgType"]), events.xml(body))

    def deliver(
        self,
        push: Push,
        *,
        trigger: Trigger | None = None,
        deliveries: int | None = None,
        parallel: bool = False,
        exchange_id: str | None = None,
    ) -> Exchange:
        """Deliver ``push`` and show its answer; blocks until the last attempt is over.

        ``deliveries`` forces that many identical deliveries, the last reply being the one shown.
        """
        with self.lock:
            person = self.person(push.openid)
            if trigger is not None:
                person.open_window(trigger, self.clock.now())
                person.last_active = self.clock.now()
        exchange = Exchange(
            exchange_id or self.next_exchange_id(), push.openid, push.name, push.xml
        )
        started = time.perf_counter()
        if deliveries is None:
            exchange.attempts = self.courier.deliver(push)
        else:
            exchange.attempts = self.courier.deliver_times(push, deliveries, parallel=parallel)
        exchange.ms = round((time.perf_counter() - started) * 1000, 3)
        self._conclude(push, exchange)
        return exchange

    def _conclude(self, push: Push, exchange: Exchange) -> None:
        readings = [a.reading for a in exchange.attempts if a.reading is not None]
        if readings:
            exchange.shown = readings[-1]
            exchange.fault = readings[-1].reason
        else:
            exchange.fault = exchange.attempts[-1].problem
        with self.lock:
            self.exchanges[exchange.id] = exchange
            while len(self.exchanges) > KEPT_EXCHANGES:
                self.exchanges.popitem(last=False)
            for attempt in exchange.attempts:
                if attempt.problem is not None:
                    self.problems.append(f"{push.name} from {push.openid}: {attempt.problem}")
        if not push.shows_reply:
            return
        if exchange.fault is not None:
            self.write(
                push.openid,
                "out",
                "fault",
                text=FAULT_TEXT,
                via="passive",
                failed=True,
                reason=exchange.fault,
                exchange=exchange.id,
            )
        elif exchange.shown and exchange.shown.outcome == "shown" and exchange.shown.message:
            self.show(push.openid, exchange.shown.message, "passive", exchange=exchange.id)

    def show(self, openid: str, message: Message, via: Via, **rest: Any) -> Entry:
        """Put ``message`` on the phone of ``openid``."""
        if message.media_id is not None:
            rest["media_url"] = f"/phone/api/media/{message.media_id}"
        return self.write(
            openid,
            "out",
            message.kind,
            text=message.text,
            options=message.options,
            articles=message.articles,
            raw=message.raw,
            via=via,
            **rest,
        )

    def write(self, openid: str, direction: Any, kind: str, **rest: Any) -> Entry:
        """Write a transcript entry at the emulated time."""
        return self.book.write(openid, self.clock.iso(), direction, kind, **rest)

    # -- things that happen by themselves -----------------------------------------------------

    def in_background(self, work: Callable[[], Any]) -> None:
        """Run ``work`` in a thread; :meth:`settle` waits for it."""
        future = self._pool.submit(work)
        with self.lock:
            self._running.add(future)
        future.add_done_callback(self._forget)

    def later(self, work: Callable[[], Any]) -> None:
        """Run ``work`` after ``account.push_delay_s``, as the platform reports fates later."""
        pause = threading.Event()

        def wait_and_work() -> None:
            pause.wait(self.account.push_delay_s)
            work()

        self.in_background(wait_and_work)

    def push_event(self, openid: str, fields: Fields) -> Exchange:
        """Deliver an event nobody's hand caused."""
        return self.deliver(self.make_push(openid, fields))

    def settle(self, timeout_s: float = 30.0) -> None:
        """Wait until nothing is under way.

        Raises
        ------
        TimeoutError
            Something is still running after ``timeout_s`` real seconds.
        Exception
            Whatever background work raised.
        """
        while True:
            with self.lock:
                running = set(self._running)
            if not running:
                return
            done, pending = wait(running, timeout_s)
            for future in done:
                future.result()
            if pending:
                raise TimeoutError(f"{len(pending)} pushes are still under way")

    def _forget(self, future: Future[Any]) -> None:
        with self.lock:
            self._running.discard(future)
            if not future.cancelled() and (problem := future.exception()) is not None:
                self.problems.append(f"the emulator itself: {problem!r}")

    # -- requests no honest platform makes ----------------------------------------------------

    def push_raw(self, kind: str = "honest", **details: Any) -> httpx.Response:
        """Send a request of :data:`emulator.hostile.KINDS` and return the raw answer."""
        return self.courier.send(hostile.request(self, kind, **details))

    def send_wire(self, wire: WireRequest) -> httpx.Response:
        """Send any request as it is."""
        return self.courier.send(wire)

    def replay(self, exchange_id: str) -> httpx.Response:
        """Send the first delivery of an exchange again, signature and all."""
        wire = self.exchanges[exchange_id].attempts[0].wire
        if wire is None:
            raise LookupError(f"exchange {exchange_id} has no request")
        return self.courier.send(wire)

    def verify_url(self, *, forged: bool = False) -> Verification:
        """Make the GET check the console makes when the URL is saved."""
        return self.courier.verify(forged=forged)

    # -- settings -----------------------------------------------------------------------------

    def add_template(self, template_id: str, title: str, fields: dict[str, str]) -> Template:
        """Register a message template; ``fields`` maps data keys to labels."""
        self.templates[template_id] = Template(template_id, title, dict(fields))
        return self.templates[template_id]

    def add_notice(
        self, template_id: str, title: str, fields: dict[str, str], *, long_term: bool = False
    ) -> Template:
        """Register a subscribe-notice template, one message per acceptance unless ``long_term``."""
        self.notices[template_id] = Template(template_id, title, dict(fields), long_term)
        return self.notices[template_id]

    def reset(self) -> None:
        """Forget everything but settings, templates and notices; the clock returns to real time."""
        with self.lock:
            self.people.clear()
            self.exchanges.clear()
            self.problems.clear()
            self.menu, self.js_ticket, self.template_status = None, ("", 0.0), "success"
            for ledger in (self.book, self.shelf, self.scenes, self.web, self.tokens, self.quotas):
                ledger.clear()
            self.faults.clear()
            self.wecom.clear()
            self.clock.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop background work and close connections."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.courier.close()
