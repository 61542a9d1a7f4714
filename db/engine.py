"""Open the database: PostgreSQL in production, SQLite when there is nothing else."""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url

# A lock is waited for this long; the worker and the bot share one SQLite file.
BUSY_MS = 30_000


def open_engine(url: str, threads: int = 4) -> Engine:
    """An engine for ``url`` (``sqlite:///…`` or ``postgresql+psycopg://…``).

    ``threads`` is the number of threads that will ask at the same time; the pool holds a few more.
    On SQLite every transaction begins IMMEDIATE, so that two writers queue instead of failing;
    read-only ones (``execution_options(readonly=True)``) do not queue.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=threads + 4, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # Without parameters: an error must not carry what people said into the log.
    return create_engine(url, pool_size=threads + 4, max_overflow=8, hide_parameters=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "synchronous=FULL",  # an acknowledged message survives a power cut
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")
