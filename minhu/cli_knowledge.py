"""Commands about the knowledge base: ``minhu knowledge …``."""

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from minhu.database import transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from directory.registry import Registry
    from knowledge.golden import Examiner

knowledge = typer.Typer(no_args_is_help=True, help="知识库：导入、检查、缺口、当时怎么答")
console = Console(soft_wrap=True)
SHOWN = 40


def add_to(app: typer.Typer, shown_on: Console) -> None:
    """Make these commands commands of ``app``."""
    global console  # noqa: PLW0603 -- the one console of the program
    console = shown_on
    app.add_typer(knowledge, name="knowledge")


@knowledge.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="docx、pdf、xlsx、csv、md、html、txt")],
    area: Annotated[str, typer.Option(help="适用地区的代码")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会有什么，不写入")] = False,
) -> None:
    """把文件读成草稿；不会直接发布。先用 --dry-run 看一遍。"""
    from knowledge import intake

    with transaction() as session:
        plan = intake.plan(session, files)
        for proposal in plan.proposals[:SHOWN]:
            console.print(
                f"{proposal.place}：《{proposal.title}》 {len(proposal.body)} 字", markup=False
            )
        if len(plan.proposals) > SHOWN:
            console.print(f"……一共 {len(plan.proposals)} 条")
        for warning in plan.warnings:
            console.print(f"注意 {warning}", style="yellow", markup=False)
        for one in plan.duplicates:
            console.print(f"几乎一样（{one.why}）：{one.one} 和 {one.other}", style="yellow")
        for one in plan.conflicts:
            console.print(f"说法不一（{one.why}）：{one.one} 和 {one.other}", style="red")
        if dry_run:
            console.print("只是看看，没有改动。")
            return
        made = intake.bring_in(session, plan.proposals, area or _registry(session).around(None)[0])
        for revision in made:
            console.print(f"草稿 {revision.id}《{revision.title}》", markup=False)
    console.print(f"写了 {len(made)} 条草稿；编辑补好问法再送审。")


@knowledge.command()
def publish(folder: Annotated[Path, typer.Argument(help="有 items 和 facts 的文件夹")]) -> None:
    """发布一个文件夹里写好的条目和数字（写法见 docs/write-an-item.md）。"""
    from knowledge.starter import publish_all

    with transaction() as session:
        count = publish_all(session, folder)
    console.print(f"已发布 {count} 条。")


@knowledge.command()
def check() -> None:
    """把所有黄金问题问一遍：该答的答了没有，不该答的拒了没有；列出到期和要复核的。"""
    from kit import clock
    from knowledge import editing, shelf

    with transaction() as session:
        registry, library = _registry(session), shelf.load(session)
        wrong = list(_examiner(registry).wrong(library, clock.today()))
        for change in wrong:
            console.print(f"✗ {change}", style="red", markup=False)
        for revision in editing.due(session, clock.today()):
            told = f"{revision.title}：{revision.review_on} 复核，{revision.expires} 失效"
            console.print(told, style="yellow", markup=False)
    console.print(f"{len(library.entries)} 条，{len(wrong)} 处不对。")
    if wrong:
        raise SystemExit(1)


@knowledge.command()
def gaps(code: Annotated[str, typer.Option(help="只看这个子类")] = "") -> None:
    """村民问了、没答上的，按类归到一起，最多的在前。"""
    from knowledge import gaps as gaps_

    with transaction() as session:
        clusters = gaps_.clusters(session, code)
        for one in clusters[:SHOWN]:
            where = "、".join(f"{area or '—'} {count}" for area, count in one.areas)
            console.print(f"{one.count:4d}  {one.code or '----'}  {one.text}（{where}）")
    if not clusters:
        console.print("没有没答上的问题。")


@knowledge.command()
def then(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="哪一天")],
    question: str,
    village: Annotated[str, typer.Option(help="提问人所在地区的代码")] = "",
) -> None:
    """某一天对一个问题给的是哪一段话、依据哪个文件。"""
    from kit import clock
    from knowledge.history import answered_on

    with transaction() as session:
        registry = _registry(session)
        place = registry.area_codes.get(village)
        areas = registry.around(place.id if place else None)
        moment = datetime.combine(day.date(), time(23, 59, 59), clock.TOWN)
        likely = _examiner(registry).likely(question)
        told = answered_on(session, question, moment, areas, likely)
    for one in told:
        console.print(f"【{one.title}】第 {one.revision} 号稿\n{one.text}", markup=False)
        console.print(f"依据：{one.source}（{one.effective}）\n", markup=False)
    if not told:
        console.print("那一天没有可以回答的条目。")


def _examiner(registry: "Registry") -> "Examiner":
    import topics
    from bot.brain import Brain
    from bot.settings import settings
    from bot.snapshot import examiner
    from classifier.understand import Thresholds

    chosen = settings()
    brain = Brain(chosen.model_path, topics.load(), Thresholds(chosen.act, chosen.margin))
    return examiner(brain, registry, {})


def _registry(session: "Session") -> "Registry":
    from directory import registry

    return registry.load(session)
