"""How many messages a second one process answers, beside what the protocol alone would allow."""

from dataclasses import dataclass, field, replace
from statistics import fmean, median
from typing import Any

from sqlalchemy import func, select

from bench.installation import Installation
from bench.townsfolk import sentences, settle_residents
from emulator import load
from emulator.load import LoadResult
from letters.inbox import Received

PEOPLE = 200
CONNECTIONS = 32
WARM_UP = 400
"""Messages before anything is measured; they also tell how long a round of N seconds is."""
FIRST_ID = 25_000_000_000_000_001
BARE = ("-m", "bench.serving", "--bare")
SHARE = 0.7


@dataclass
class Throughput:
    """What was measured on one database."""

    database: str
    bare: list[float] = field(default_factory=list)
    """Requests a second of each bare round."""
    pipeline: list[float] = field(default_factory=list)
    steady: LoadResult | None = None
    """The run at 70 % of the pipeline's own median rate."""
    reply_bytes: int = 0
    faults: int = 0
    """Replies a phone would not have shown."""
    outcomes: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain figures: rates per second, latencies in ms."""
        bare, pipeline = median(self.bare), median(self.pipeline)
        figures = {
            "database": self.database,
            "bare_per_second": round(bare, 1),
            "pipeline_per_second": round(pipeline, 1),
            "ratio": round(pipeline / bare, 3),
            "bare_rounds": [round(rate, 1) for rate in self.bare],
            "pipeline_rounds": [round(rate, 1) for rate in self.pipeline],
            "reply_bytes": self.reply_bytes,
            "faults": self.faults,
            "outcomes": self.outcomes,
        }
        if self.steady is not None:
            for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
                figures[f"{name}_ms_at_70"] = round(self.steady.quantile(share), 1)
        return figures


class Bench:
    """Load on one installation; its bot runs as long as this does."""

    def __init__(self, installation: Installation, seed: int = 7) -> None:
        self._home, self._seed = installation, seed
        self._sent = 0
        self.result = Throughput(installation.backend)

    def measure(self, seconds: float, rounds: int = 3) -> Throughput:
        """Bare and pipeline in turn, ``rounds`` of ``seconds`` each; then the fixed-rate run."""
        engine = self._home.engine()
        settle_residents(engine, PEOPLE)
        self._home.start(BARE)
        try:
            self._measure(seconds, rounds)
            with engine.connect() as connection:
                mix = connection.execute(
                    select(Received.outcome, func.count()).group_by(Received.outcome)
                )
                self.result.outcomes = {str(name): int(count) for name, count in mix}
        finally:
            self._home.stop()
            engine.dispose()
        return self.result

    def _measure(self, seconds: float, rounds: int) -> None:
        warm = self.pipeline(WARM_UP)
        readings = warm.readings(self._home.account)
        shown = [len(one.message.text.encode()) for one in readings if one.message]
        self.result.reply_bytes = round(fmean(shown)) if shown else 0
        bare_rate, rate = self.bare(WARM_UP).rate, warm.rate
        for _ in range(rounds):
            bare = self.bare(max(WARM_UP, round(bare_rate * seconds)))
            self.result.bare.append(bare.rate)
            told = self.pipeline(max(WARM_UP, round(rate * seconds)))
            self.result.pipeline.append(told.rate)
            self._count_faults(told)
        at_70 = SHARE * median(self.result.pipeline)
        self.result.steady = self.pipeline(max(WARM_UP, round(at_70 * seconds)), rate=at_70)
        self._count_faults(self.result.steady)

    def pipeline(self, count: int, rate: float | None = None) -> LoadResult:
        """``count`` new messages to the bot itself."""
        return self._run("/wechat", count, rate)

    def bare(self, count: int) -> LoadResult:
        """``count`` messages to the bare callback, answered with as many bytes."""
        return self._run(f"/bare/{max(1, self.result.reply_bytes)}", count, None)

    def _run(self, path: str, count: int, rate: float | None) -> LoadResult:
        account = replace(self._home.account, callback=f"http://127.0.0.1:{self._home.port}{path}")
        texts = sentences(count, self._seed + self._sent)
        first = FIRST_ID + self._sent
        self._sent += count
        requests = load.text_requests(account, texts, people=PEOPLE, first_msg_id=first)
        return load.run("127.0.0.1", self._home.port, requests, concurrency=CONNECTIONS, rate=rate)

    def _count_faults(self, told: LoadResult) -> None:
        readings = told.readings(self._home.account)
        self.result.faults += sum(reading.outcome == "fault" for reading in readings)
