"""What is wrong with this installation, each in one sentence that says what to do."""

from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import topics
from bot.settings import Settings, settings, unknown_variables
from classifier import model
from classifier.danger import Screen
from db.engine import open_engine
from directory import registry
from directory.registry import VILLAGE_DUTIES
from minhu import schema


def problems() -> list[str]:
    """All that is wrong; empty when the installation is ready."""
    return list(_problems())


def _problems() -> Iterator[str]:
    yield from (f"环境变量 {name} 没有人读，是不是写错了？" for name in unknown_variables())
    try:
        chosen = settings()
    except ValidationError as problem:
        yield from (f"设置 {'__'.join(map(str, e['loc']))}：{e['msg']}" for e in problem.errors())
        return
    catalogue = topics.load()
    yield from _vocabulary(catalogue)
    try:
        model.load(chosen.model_path, catalogue.digest)
    except FileNotFoundError:
        yield f"还没有模型 {chosen.model_path}：运行 minhu train"
    except model.StaleModel as stale:
        yield f"模型不能用：{stale}"
    yield from _database(chosen, catalogue)


def _vocabulary(catalogue: topics.Catalogue) -> Iterator[str]:
    for rule in Screen().rules:
        if rule.subtopic not in catalogue.subtopics:
            yield f"topics/danger [{rule.name}]：没有子类 {rule.subtopic}"
    for code in catalogue.subtopics:
        if len(catalogue.sentences.get(code, ())) < 8:
            yield f"topics/corpus/{code}.txt：例句少于 8 条"


def _database(chosen: Settings, catalogue: topics.Catalogue) -> Iterator[str]:
    engine = open_engine(chosen.database_url)
    try:
        schema.check(engine)
        with Session(engine) as session:
            directory = registry.load(session)
    except SQLAlchemyError as problem:
        kind = type(problem).__name__
        yield f"数据库打不开：{kind}，检查 MINHU_DATABASE_URL，或运行 minhu migrate"
        return
    except Exception as problem:  # alembic raises its own kinds for a missing or old schema
        yield f"数据库表不是最新：{problem}，运行 minhu migrate"
        return
    finally:
        engine.dispose()
    held = {duty for office in directory.offices.values() for duty in office.duties}
    for duty in sorted({sub.lead for sub in catalogue.subtopics.values()} - held):
        yield f"没有单位承担 {duty}：在 units.csv 的 duties 里加上"
    for village in directory.villages:
        if directory.office_for(next(iter(VILLAGE_DUTIES)), village.id) is None:
            yield f"{village.name} 没有村（居）委会：在 units.csv 里加上"
