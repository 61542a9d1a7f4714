"""Fill an empty installation with the fictional demo town and the starter items."""

from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

import directory
from directory.import_csv import Report, import_folder
from kit import clock
from knowledge.starter import publish_all

WRITTEN = 2026
"""The year in which the starter items were written; later they are moved along."""
DEMO = Path(directory.__file__).parent / "demo"


def seed(sessions: sessionmaker[Session]) -> tuple[dict[str, Report], int]:
    """Import the demo town and publish the items, in one transaction; safe to repeat."""
    with sessions.begin() as session:
        years = max(0, clock.today().year - WRITTEN)
        return import_folder(session, DEMO), publish_all(session, years=years)
