"""Rows that are only written, never read before the commit: sent to the database together.

A message writes two or three of them (what was received, what was promised, what happened); a
batch of messages sends them in one go, which saves most of the round trips. Whoever reads such
rows in the same transaction calls ``write_now`` first.
"""

from typing import Any

from sqlalchemy import Executable, event
from sqlalchemy.orm import Session

_KEY = "later"


def write_later(session: Session, statement: Executable, values: dict[str, Any]) -> None:
    """Run ``statement`` with ``values`` before ``session`` commits; the same keys every time."""
    session.info.setdefault(_KEY, {}).setdefault(statement, []).append(values)


@event.listens_for(Session, "before_commit")
def write_now(session: Session) -> None:
    """Send what was put off, statement by statement in the order of first use."""
    for statement, rows in session.info.pop(_KEY, {}).items():
        session.connection().execute(statement, rows if len(rows) > 1 else rows[0])


@event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    """What was put off is undone with the rest."""
    session.info.pop(_KEY, None)
