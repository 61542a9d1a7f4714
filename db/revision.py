"""Numbers that grow when something many processes keep in memory has changed."""

from collections.abc import Callable

from sqlalchemy import String, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from db.base import Base

_BUMPED = "bumped"


class Revision(Base):
    """How often ``name`` (``directory``, ``library``) has changed."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


def bump(session: Session, name: str) -> None:
    """Tell every process, within moments of this commit, that ``name`` has changed."""
    grown = update(Revision).where(Revision.name == name).values(number=Revision.number + 1)
    if not session.execute(grown).rowcount:  # type: ignore[attr-defined]
        session.add(Revision(name=name, number=1))
        session.flush()
    session.info[_BUMPED] = True


def tell(sessions: sessionmaker[Session], listener: Callable[[], None]) -> None:
    """Call ``listener`` after every commit of one of ``sessions`` that bumped something."""

    @event.listens_for(sessions, "after_commit")
    def committed(session: Session) -> None:
        if not session.in_nested_transaction() and session.info.pop(_BUMPED, False):
            listener()

    @event.listens_for(sessions, "after_rollback")
    def undone(session: Session) -> None:
        session.info.pop(_BUMPED, None)


def numbers(session: Session) -> dict[str, int]:
    """Every name's present number."""
    rows = session.execute(select(Revision.name, Revision.number))
    return {row.name: row.number for row in rows}
