"""Commands that measure: ``minhu bench``, ``minhu replay``, ``minhu chaos``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer
from rich.console import Console


class Measured(Protocol):
    """Something that measures one goal after the other."""

    def rows(self) -> Iterator[dict[str, Any]]: ...


commands = typer.Typer()
bench = typer.Typer(help="测量：不带子命令时测每秒消息数")
console = Console(soft_wrap=True)


def add_to(app: typer.Typer, shown_on: Console) -> None:
    """Make these commands commands of ``app``."""
    global console  # noqa: PLW0603 -- the one console of the program
    console = shown_on
    app.add_typer(bench, name="bench")
    app.registered_commands += commands.registered_commands


@bench.callback(invoke_without_command=True)
def rate(
    context: typer.Context,
    seconds: Annotated[float, typer.Option(help="每一轮多少秒")] = 10,
    rounds: Annotated[int, typer.Option(min=1, help="空回调和完整流程各跑几轮")] = 3,
    database: Annotated[
        list[str] | None,
        typer.Option(envvar="MINHU_BENCH_DATABASE", help="再在这个 PostgreSQL 上量一遍"),
    ] = None,
    json: Annotated[Path | None, typer.Option(help="把数字写到这个文件")] = None,
) -> None:
    """每秒能答多少条消息，与同一服务器上的空回调相比。"""
    if context.invoked_subcommand is not None:
        return
    from bench.installation import fresh
    from bench.show import side_by_side, write_json
    from bench.throughput import Bench

    figures = []
    for server in ("", *(database or ())):
        with (
            console.status(f"正在测 {'PostgreSQL' if server else 'SQLite'}……"),
            fresh(server) as town,
        ):
            figures.append(Bench(town).measure(seconds, rounds).as_json())
    side_by_side(console, "每秒消息数（一个进程）", figures)
    write_json(json, figures)


@commands.command()
def replay(  # noqa: PLR0917 -- options, given by name
    files: Annotated[list[Path], typer.Argument(help="每行一个 JSON，含 text 列")],
    limit: Annotated[int | None, typer.Option(help="最多发多少条")] = None,
    people: Annotated[int | None, typer.Option(help="由多少位村民来发（默认每条一位）")] = None,
    at_once: Annotated[int, typer.Option(min=1, help="同时有多少人在说话")] = 16,
    database: Annotated[str, typer.Option(help="PostgreSQL 地址；默认用 SQLite")] = "",
    redis: Annotated[str, typer.Option(help="Redis 地址")] = "memory://",
    json: Annotated[Path | None, typer.Option(help="把数字写到这个文件")] = None,
    seed: Annotated[int | None, typer.Option(help="打乱顺序用的种子；默认按原来的顺序")] = None,
) -> None:
    """把真实消息通过模拟微信发给机器人，干部同时在微信里办理，最后报数。"""
    from bench.installation import fresh
    from bench.replay import play
    from bench.show import lines_of, progress, side_by_side, write_json

    lines = lines_of(console, files, limit, seed)
    with fresh(database, redis) as town, progress(console, len(lines)) as tell:
        played = play(town, lines, people=people, at_once=at_once, tell=tell)
    side_by_side(console, "真实消息回放", [played.figures])
    for outcome, text in played.verdict.disagreements()[:10]:
        console.print(f"记的是 {outcome}，看起来不是：{text}", style="yellow", markup=False)
    write_json(json, played.figures)
    if not played.adds_up:
        console.print("五类相加不等于消息数。", style="red")
        raise SystemExit(1)


@commands.command()
def chaos(  # noqa: PLR0917 -- options, given by name
    files: Annotated[list[Path], typer.Argument(help="每行一个 JSON，含 text 列")],
    limit: Annotated[int | None, typer.Option(help="最多发多少条")] = None,
    people: Annotated[int | None, typer.Option(help="由多少位村民来发（默认每条一位）")] = None,
    at_once: Annotated[int, typer.Option(min=1, help="同时有多少人在说话")] = 16,
    database: Annotated[str, typer.Option(help="PostgreSQL 地址；默认用 SQLite")] = "",
    json: Annotated[Path | None, typer.Option(help="把数字写到这个文件")] = None,
    seed: Annotated[int | None, typer.Option(help="打乱顺序用的种子；默认按原来的顺序")] = None,
) -> None:
    """同样的回放，途中强杀机器人三次、停一次 Redis；丢了或重了就算失败。"""
    from bench.chaos import play_with_havoc
    from bench.installation import fresh
    from bench.show import lines_of, progress, side_by_side, write_json

    lines = lines_of(console, files, limit, seed)
    with fresh(database) as town, progress(console, len(lines)) as tell:
        figures, played = play_with_havoc(town, lines, people=people, at_once=at_once, tell=tell)
    side_by_side(console, "途中出事的回放", [figures])
    if not figures["redis_outages"]:
        console.print("没有装 redis-server：停 Redis 这一项没有做。", style="yellow")
    write_json(json, figures)
    if figures["lost"] or figures["doubled"] or not played.adds_up:
        console.print("有消息丢了或重了。", style="red")
        raise SystemExit(1)


@bench.command("topics")
def topics_(  # noqa: PLR0917 -- options, given by name
    test: Annotated[Path, typer.Option(help="带标签的消息：jsonl、csv 或 xlsx")],
    train: Annotated[Path | None, typer.Option(help="先用这份数据训练；默认只用自己的语料")] = None,
    label: Annotated[str, typer.Option(help="标签在哪一列；默认自己找")] = "",
    text: Annotated[str, typer.Option(help="消息在哪一列；默认自己找")] = "",
    folds: Annotated[int, typer.Option(help="在这份数据上做几折交叉验证")] = 0,
    json: Annotated[Path | None, typer.Option(help="把数字写到这个文件")] = None,
) -> None:
    """分类器在一份带标签的消息上答对多少。"""
    from bench.show import side_by_side, write_json
    from bench.topics import Task, run

    with console.status("正在测……"):
        figures = run(Task(test, train, label, text, folds))
    each = {name: f"{one['f1']:.3f}  ({one['n']})" for name, one in figures["per_class"].items()}
    side_by_side(console, test.name, [{k: v for k, v in figures.items() if k != "per_class"}])
    side_by_side(console, "F1（条数）", [each])
    write_json(json, figures)


@bench.command("knowledge")
def knowledge_(  # noqa: PLR0917 -- options, given by name
    documents: Annotated[Path | None, typer.Option(help="文档：jsonl，有 id 和 text")] = None,
    questions: Annotated[Path | None, typer.Option(help="问题：有 question 和文档的 id")] = None,
    unanswerable: Annotated[
        list[Path] | None, typer.Option(help="这些文件里的问题，文档答不了")
    ] = None,
    semantic: Annotated[
        bool, typer.Option(help="连句子的意思一起比（要装 minhu[semantic]）")
    ] = False,
    quick: Annotated[bool, typer.Option(help="不建十万段的索引")] = False,
    data: Annotated[Path, typer.Option(help="真实数据所在的文件夹")] = Path("../shared/data"),
    json: Annotated[Path | None, typer.Option(help="把数字写到这个文件")] = None,
) -> None:
    """知识库找得准不准、该拒时拒不拒；不给文件时把全部目标量成一张表。"""
    from bench.answering import Goals
    from bench.knowledge import corpus, measure
    from bench.show import side_by_side, write_json
    from kit.semantic import Meaning, available

    meaning = None
    if semantic:
        if not available():
            console.print("没有装语义扩展：pip install 'minhu[semantic]'", style="red")
            raise SystemExit(2)
        meaning = Meaning(Path("var/passages.npz"))
    if documents is None or questions is None:
        write_json(json, _goals(Goals(data, meaning, quick)))
        return
    with console.status("正在测……"):
        figures = measure(corpus(documents, questions, unanswerable or ()), meaning)
    side_by_side(console, documents.name, [figures])
    write_json(json, figures)


@bench.command()
def understanding(
    data: Annotated[Path, typer.Option(help="真实消息所在的文件夹")] = Path("../shared/data"),
    quick: Annotated[bool, typer.Option(help="跳过几折训练的项目")] = False,
    json: Annotated[Path | None, typer.Option(help="把数字写到这个文件")] = None,
) -> None:
    """分类器的全部目标，一张表。"""
    from bench.show import write_json
    from bench.understanding import Goals

    write_json(json, _goals(Goals(data, quick=quick)))


def _goals(goals: "Measured") -> list[dict[str, Any]]:
    """Print goal after goal as it is measured."""
    rows = []
    for row in goals.rows():
        rows.append(row)
        mark = "✓" if row["reached"] else "✗" if row["reached"] is False else " "
        goal = f"（目标 {row['goal']}）" if row["goal"] else " "
        told = f"{mark} {row['figure']}：{row['value']}{goal}{row['note']}"
        console.print(told, markup=False)
    return rows
