"""The installation's database, for commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


def engine() -> "Engine":
    """An engine on it; dispose of it afterwards."""
    from bot.settings import settings
    from db.engine import open_engine

    url = settings().database_url
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return open_engine(url)


@contextmanager
def transaction() -> "Iterator[Session]":
    """One transaction, after which the database is let go of."""
    from sqlalchemy.orm import Session

    opened = engine()
    try:
        with Session(opened) as session, session.begin():
            yield session
    finally:
        opened.dispose()
