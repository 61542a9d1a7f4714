"""The command ``minhu``: everything an administrator or developer starts by hand."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from minhu import cli_bench, cli_knowledge, cli_model
from minhu.database import engine

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="民呼 Minhu：事事有着落，件件有回音",
)
console = Console(soft_wrap=True)
cli_model.add_to(app, console)
cli_bench.add_to(app, console)
cli_knowledge.add_to(app, console)


def main() -> None:
    """Run the command; refusals are told in one sentence."""
    from classifier.model import StaleModel
    from kit.errors import PetitionError
    from phrases import say

    try:
        app()
    except PetitionError as problem:
        console.print(say(problem.phrase, **problem.facts), style="red")
        raise SystemExit(1) from None
    except StaleModel as problem:
        console.print(say("model.stale", why=str(problem)), style="red")
        raise SystemExit(1) from None


@app.command()
def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    worker: Annotated[bool, typer.Option(help="也在本进程里跑投递和催办")] = True,
) -> None:
    """启动微信回调服务。"""
    import uvicorn

    from bot.app import assemble, create_app
    from bot.logs import set_up
    from bot.settings import settings

    chosen = settings().model_copy(
        update={"embedded_worker": worker and settings().embedded_worker}
    )
    set_up(chosen.log_level)
    if chosen.redis_url == "memory://":
        console.print("嵌入模式：单进程，没有 Redis；重启会丢掉缓存，不会丢消息。", style="yellow")
    uvicorn.run(
        create_app(assemble(chosen)), host=host, port=port, access_log=False, log_level="warning"
    )


@app.command()
def worker() -> None:
    """启动投递、催办、取附件的后台进程。"""
    import signal

    from bot.app import assemble
    from bot.logs import set_up
    from bot.settings import settings

    set_up(settings().log_level)
    parts = assemble(settings())
    signal.signal(signal.SIGTERM, lambda *_: parts.worker.stop())
    parts.snapshot.start()
    parts.worker.run()


@app.command()
def migrate() -> None:
    """建好或升级数据库表。"""
    from minhu import schema

    schema.upgrade(engine())
    console.print("数据库已是最新。")


@app.command()
def migration(message: str) -> None:
    """（开发者）按表的改动写一个迁移文件。"""
    from minhu import schema

    schema.write_migration(engine(), message)


@app.command()
def seed() -> None:
    """导入演示乡镇和入门知识条目。"""
    from sqlalchemy.orm import sessionmaker

    from minhu.town import seed as fill

    reports, items = fill(sessionmaker(engine()))
    for table, report in reports.items():
        console.print(f"{table}: 新增 {report.new}，更新 {report.changed}，不变 {report.same}")
    console.print(f"items: 发布 {items}")


@app.command("import")
def import_(
    folder: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
) -> None:
    """导入通讯录：areas.csv、units.csv、people.csv。"""
    from sqlalchemy.orm import sessionmaker

    from directory.import_csv import import_folder

    with sessionmaker(engine()).begin() as session:
        reports = import_folder(session, folder, dry_run=dry_run)
    for table, report in reports.items():
        console.print(f"{table}: 新增 {report.new}，更新 {report.changed}，不变 {report.same}")
        for problem in report.problems:
            console.print(f"  {table}.csv {problem}", style="red")
    console.print("只是检查，没有改动。" if dry_run else "已导入。")
    if any(report.problems for report in reports.values()):
        raise SystemExit(1)


@app.command()
def invite(name: str) -> None:
    """给一位干部生成一次性绑定码。"""
    from sqlalchemy.orm import sessionmaker

    import directory.service as directory

    with sessionmaker(engine()).begin() as session:
        code = directory.invite(session, directory.person_named(session, name))
    console.print(f"请 {name} 在公众号里发送：绑定 {code}（7天内有效，只能用一次）")


@app.command()
def account() -> None:
    """在公众号里建好菜单，并为每个村生成二维码。"""
    from bot.app import assemble
    from bot.settings import settings
    from minhu.account import set_up

    parts = assemble(settings())
    for village, url in set_up(parts.client, parts.snapshot.house().registry):
        console.print(f"{village}  {url}")


@app.command()
def check() -> None:
    """检查设置、词表、模型和数据库，指出要改的地方。"""
    from minhu.check import problems

    found = problems()
    for line in found:
        console.print(f"✗ {line}", style="red")
    if found:
        raise SystemExit(1)
    console.print("✓ 一切就绪。")


@app.command()
def run(
    port: int = 8080,
    bot_port: int = 8000,
    folder: Annotated[Path, typer.Option(help="演示数据放在哪里")] = Path("var/demo"),
    minutes: Annotated[float | None, typer.Option(help="到点自动结束（用于测试）")] = None,
) -> None:
    """一条命令跑起演示：机器人、后台和模拟手机，无需任何其他服务。"""
    from minhu.demo import run_demo

    run_demo(console, folder, port=port, bot_port=bot_port, minutes=minutes)
