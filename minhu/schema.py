"""The database schema: made and changed by migrations only."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

import db.migrations
from db.base import Base

TABLES = (
    "db.revision", "directory.models", "letters.inbox", "letters.models", "tickets.models",
    "knowledge.models", "learning.models",
)  # fmt: skip
"""Modules that declare tables; a new one is added here."""


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date; nothing happens where it is."""
    _run(engine, lambda config: command.upgrade(config, "head"))


def check(engine: Engine) -> None:
    """Raises ``alembic.util.CommandError`` when tables and migrations differ."""
    _run(engine, command.check)


def write_migration(engine: Engine, message: str) -> None:
    """Write a migration from the difference between the tables and ``engine``'s schema."""
    _run(engine, lambda config: command.revision(config, message, autogenerate=True))


def _run(engine: Engine, what: Callable[[Config], object]) -> None:
    for module in TABLES:
        import_module(module)
    config = Config()
    config.set_main_option("script_location", str(Path(db.migrations.__file__).parent))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    with engine.connect() as connection:
        config.attributes.update(connection=connection, metadata=Base.metadata)
        what(config)
        connection.commit()
