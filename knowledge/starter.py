"""Read articles from files (TOML between ``+++``, then text) and bring the database up to date."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.revision import bump
from knowledge.errors import BadArticle
from knowledge.models import Article, Standing

STARTER = Path(__file__).parent / "starter"


class Front(BaseModel, extra="forbid"):
    """What stands above an article's text."""

    title: str
    subtopics: list[str]
    source: str
    unit: str
    phone: str
    published: date
    valid_until: date
    area: str
    questions: list[str]
    not_for: list[str] = []


def read(folder: Path = STARTER) -> Iterator[tuple[str, Front, str]]:
    """Slug, front matter and text of every article in ``folder``.

    Raises
    ------
    BadArticle
        A file cannot be used; the message names it and says why.
    """
    for path in sorted(folder.glob("*.md")):
        try:
            _, front, body = path.read_text("utf-8").split("+++", 2)
            yield path.stem, Front(**tomllib.loads(front)), body.strip()
        except ValueError as problem:  # TOML and validation errors are ValueErrors, too
            raise BadArticle(file=path.name, why=str(problem)) from problem


def publish_all(session: Session, folder: Path = STARTER) -> int:
    """Publish every article of ``folder``, known ones anew; how many there are."""
    count = 0
    for slug, front, body in read(folder):
        article = session.scalar(select(Article).where(Article.slug == slug)) or Article(slug=slug)
        article.title, article.body, article.source = front.title, body, front.source
        article.unit, article.phone, article.area = front.unit, front.phone, front.area
        article.published, article.valid_until = front.published, front.valid_until
        article.subtopics = "|".join(front.subtopics)
        article.questions, article.not_for = "\n".join(front.questions), "\n".join(front.not_for)
        article.standing = Standing.PUBLISHED
        session.add(article)
        count += 1
    bump(session, "library")
    return count
