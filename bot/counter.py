"""Where messages wait their turn: those that came in while the disk was busy share one commit."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.pipeline import Thought

MOST = 32
"""Messages in one commit; nobody waits for more than these."""
Served = Sequence[str | Exception]


class Counter:
    """Hands messages to ``lanes`` threads, each of them a batch of what is waiting.

    A lone message is served at once; only under load are there batches. One event loop uses it.
    """

    def __init__(self, serve: Callable[[Sequence[Thought]], Served], lanes: int) -> None:
        """``serve`` answers a batch, in order; it runs in a thread and must not raise."""
        self._serve, self._free = serve, lanes
        self._waiting: deque[tuple[Thought, asyncio.Future[str]]] = deque()
        self._pool = ThreadPoolExecutor(lanes, thread_name_prefix="counter")

    async def served(self, thought: Thought) -> str:
        """What the person is shown, once it is committed.

        Raises
        ------
        Exception
            What ``serve`` gave back for this message: it was not taken in.
        """
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append((thought, future))
        self._next()
        return await future

    def close(self) -> None:
        """Finish what is in hand."""
        self._pool.shutdown()

    def _next(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and self._free:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            self._free -= 1
            work = loop.run_in_executor(self._pool, self._serve, [thought for thought, _ in batch])
            work.add_done_callback(partial(self._done, [future for _, future in batch]))

    def _done(self, futures: Sequence[asyncio.Future[str]], work: asyncio.Future[Served]) -> None:
        self._free += 1
        for future, shown in zip(futures, work.result(), strict=True):
            if future.cancelled():
                continue  # WeChat hung up; what was done is stored and told at the next delivery
            if isinstance(shown, Exception):
                future.set_exception(shown)
            else:
                future.set_result(shown)
        self._next()
