"""Fill an empty installation with the fictional demo town and the starter articles."""

from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

import directory
from directory.import_csv import Report, import_folder
from knowledge.starter import publish_all

DEMO = Path(directory.__file__).parent / "demo"


def seed(sessions: sessionmaker[Session]) -> tuple[dict[str, Report], int]:
    """Import the demo town and publish the articles, in one transaction; safe to repeat."""
    with sessions.begin() as session:
        return import_folder(session, DEMO), publish_all(session)
