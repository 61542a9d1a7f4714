"""What tests of rules need: the demo town as it stands in the database, left as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from db.engine import open_engine
from directory import registry
from directory.registry import Registry

HERE = Path(__file__).parent


@pytest.fixture
def session(filled: str) -> Iterator[Session]:
    """A transaction on the filled database that is never committed."""
    engine = open_engine(filled)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def town(session: Session) -> Registry:
    """The demo town's areas, units and duties."""
    return registry.load(session)


def lines(name: str) -> list[str]:
    """The sentences of one of the lists beside this file."""
    told = (HERE / name).read_text("utf-8").splitlines()
    return [line for line in told if line and not line.startswith("#")]
