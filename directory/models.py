"""Areas, units and people: who lives where, who works where, who answers for what."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, CreatedAt, Id, Instant, Slug


class AreaLevel(StrEnum):
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GROUP = "group"


class Role(StrEnum):
    RESIDENT = "resident"
    CADRE = "cadre"
    OPERATOR = "operator"
    LEADER = "leader"
    EDITOR = "editor"
    """Keeps the knowledge base: writes, and reads what other editors wrote."""
    ADMIN = "admin"


class Area(Base):
    """A county, town, village or part of a village (group, hamlet)."""

    __tablename__ = "area"

    id: Mapped[Id]
    code: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[AreaLevel] = mapped_column(String(10))
    aliases: Mapped[str] = mapped_column(Text, default="")
    """Other names people use, separated by ``|``."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))


class Unit(Base):
    """A village committee, a town office or a county bureau."""

    __tablename__ = "unit"

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40), default="")
    duties: Mapped[str] = mapped_column(Text, default="")
    """Kinds of unit it serves as (``police-station|anti-fraud-team``), separated by ``|``."""
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))

    area: Mapped[Area] = relationship()


class Person(Base):
    """Somebody known to us: a resident by an openid, a cadre by name and, once bound, an openid."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "unit_id", "role"),)

    id: Mapped[Id]
    openid: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    post: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[Role] = mapped_column(String(10), default=Role.RESIDENT)
    following: Mapped[bool] = mapped_column(default=True)
    talk: Mapped[str | None] = mapped_column(Text)
    """What the bot is waiting to hear from this person (JSON), or None."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    invitation: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the one-time code with which a cadre binds an account."""
    invited_until: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]

    unit: Mapped[Unit | None] = relationship()
    area: Mapped[Area | None] = relationship()
