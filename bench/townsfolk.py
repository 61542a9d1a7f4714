"""People and words for load runs: residents who follow already, and sentences of our own corpus."""

import random

from sqlalchemy import Engine, insert, select

import topics
from directory.models import Area, AreaLevel, Person, Role


def sentences(count: int, seed: int = 7) -> list[str]:
    """``count`` sentences of the corpus, shuffled by ``seed``, repeated as needed."""
    catalogue = topics.load()
    told = [text for name in sorted(catalogue.sentences) for text in catalogue.sentences[name]]
    random.Random(seed).shuffle(told)  # noqa: S311 -- an order, not a secret
    return [told[n % len(told)] for n in range(count)]


def openid(number: int) -> str:
    """The openid of resident ``number``, the same that ``emulator.load.text_requests`` uses."""
    return f"o-load-{number:021d}"


def settle_residents(engine: Engine, count: int) -> None:
    """Let ``count`` residents follow, each known to live in a village."""
    with engine.begin() as connection:
        wanted = select(Area.id).where(Area.level == AreaLevel.VILLAGE).order_by(Area.code)
        villages = connection.scalars(wanted).all()
        plain = {"role": Role.RESIDENT, "following": True, "name": "", "phone": "", "post": ""}
        rows = [
            {**plain, "openid": openid(n), "area_id": villages[n % len(villages)]}
            for n in range(count)
        ]
        connection.execute(insert(Person), rows)
