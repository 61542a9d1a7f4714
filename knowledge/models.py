"""Policy articles: what the house answers with, each with its source and its time."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, CreatedAt, Id


class Standing(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Article(Base):
    """One answer. Only published ones inside their validity are ever shown."""

    __tablename__ = "article"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    subtopics: Mapped[str] = mapped_column(String(120))
    """Codes it answers for, the main one first, separated by ``|``."""
    body: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40))
    """Code of the area it holds for, with everything inside."""
    published: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    questions: Mapped[str] = mapped_column(Text)
    """Phrasings it answers, one a line."""
    not_for: Mapped[str] = mapped_column(Text, default="")
    """Look-alike questions it must not answer, one a line."""
    standing: Mapped[Standing] = mapped_column(String(10), default=Standing.DRAFT)
    created_at: Mapped[CreatedAt]
