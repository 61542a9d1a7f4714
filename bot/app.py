"""Put the house together: the composition root of the bot and of the worker."""

import gc
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import phrases
import topics
from bot.bell import Bell
from bot.brain import Brain
from bot.client import Client
from bot.counter import Counter
from bot.courier import Courier, WeChatSender
from bot.memory import Memory, open_redis
from bot.pipeline import Pipeline
from bot.settings import Settings
from bot.snapshot import Snapshot
from bot.wechat import MOST_BYTES, Forged, Gate
from bot.worker import Worker
from classifier.understand import Thresholds
from db import revision
from db.engine import open_engine
from kit import semantic
from kit.text import masked
from letters.ladder import Abilities
from web import health

log = structlog.get_logger()


@dataclass(frozen=True)
class Parts:
    """Everything a process needs, wired by ``assemble``."""

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    gate: Gate
    client: Client
    brain: Brain
    snapshot: Snapshot
    pipeline: Pipeline
    worker: Worker


def assemble(settings: Settings, brain: Brain | None = None) -> Parts:
    """Build all parts from ``settings``; nothing runs yet.

    Raises
    ------
    sqlalchemy.exc.OperationalError
        The database cannot be reached, or has no schema (``minhu migrate``).
    """
    if settings.phrases_overlay is not None:
        phrases.overlay(settings.phrases_overlay)
    catalogue = topics.load()
    engine = open_engine(settings.database_url, settings.threads)
    sessions = sessionmaker(engine, expire_on_commit=False)
    brain = brain or Brain(
        settings.model_path, catalogue, Thresholds(settings.act, settings.margin)
    )
    store = open_redis(settings.redis_url)
    bell = Bell(store, shared=settings.redis_url != "memory://")
    revision.tell(sessions, bell.ring)
    snapshot = Snapshot(engine, catalogue, brain, bell, _meaning(settings))
    account = settings.wechat
    memory = Memory(store)
    client = Client(account.app_id, account.secret.get_secret_value(), memory, account.api_base)
    abilities = Abilities(service=account.can_send, template=bool(account.notice_template))
    courier = Courier(sessions, WeChatSender(client), abilities, account.notice_template)
    return Parts(
        settings=settings,
        engine=engine,
        sessions=sessions,
        gate=Gate(account),
        client=client,
        brain=brain,
        snapshot=snapshot,
        pipeline=Pipeline(sessions, brain.classifier, snapshot.house),
        worker=Worker(sessions, snapshot, courier, client, settings.media_folder),
    )


def _meaning(settings: Settings) -> semantic.Meaning | None:
    if not settings.semantic:
        return None
    if not semantic.available():
        log.warning("no sentence embeddings here: pip install 'minhu[semantic]', needs AVX2")
        return None
    return semantic.Meaning(settings.model_path.with_name("passages.npz"))


def create_app(parts: Parts) -> FastAPI:
    """The bot's web application."""
    # SQLite has one writer: one thread means no waiting for locks (p99 41 ms instead of 740).
    threads = 1 if parts.engine.dialect.name == "sqlite" else parts.settings.threads
    counter = Counter(parts.pipeline.handle_together, threads)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        gc.collect()
        gc.freeze()  # model, index and libraries stay for good: never walk over them again
        gc.set_threshold(20_000, 20, 20)
        parts.snapshot.start()
        if parts.settings.embedded_worker:
            parts.worker.start()
        yield
        parts.worker.stop()
        parts.snapshot.stop()
        counter.close()
        parts.engine.dispose()

    app = FastAPI(
        title="民呼 Minhu", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )

    @app.get("/wechat")
    def verify(request: Request) -> Response:
        if not parts.gate.is_signed(request.query_params):
            return PlainTextResponse("signature does not fit", 403)
        return PlainTextResponse(request.query_params.get("echostr", ""))

    @app.post("/wechat")
    async def receive(request: Request) -> Response:
        return await _receive(parts, counter, request)

    app.state.engine = parts.engine
    app.include_router(health.router)
    return app


async def _receive(parts: Parts, counter: Counter, request: Request) -> Response:
    """Answer one push: 403 for a forged one, a reply or ``success`` for a real one, never 500."""
    query, body = request.query_params, await _body(request)
    try:
        push = parts.gate.read(query, body)
    except Forged as problem:
        trace = secrets.token_hex(4)
        shown = masked(body.decode(errors="replace"))[:200]
        log.warning("push refused", trace=trace, why=str(problem), size=len(body), body=shown)
        status = 200 if str(problem) not in REFUSED and parts.gate.is_signed(query) else 403
        return PlainTextResponse("success" if status == 200 else trace, status)
    if push.message.kind == "silent":  # such as where somebody stands, every five seconds
        return PlainTextResponse("success")
    try:
        # Understanding takes a fraction of a millisecond and no lock: done here, while the one
        # writer of SQLite waits for its disk, it costs no time of its own.
        thought = parts.pipeline.understand(push.message)
        shown = await counter.served(thought)
    except Exception:
        # Not taken in, so not acknowledged: WeChat repeats it, and we may be well again by then.
        log.exception("message not taken in", key=push.message.key)
        return PlainTextResponse("", 503)
    sealed = parts.gate.sealed(push, shown)
    return Response(sealed, media_type="text/plain" if sealed == "success" else "application/xml")


async def _body(request: Request) -> bytes:
    """The body, cut where it is too large anyway."""
    body = b""
    async for part in request.stream():
        if len(body) <= MOST_BYTES:
            body += part
    return body


REFUSED = frozenset(
    {"signature", "too large", "document type", "document type inside", "plain in safe mode"}
)
