"""Tables for the terminal, and the same figures as JSON for a machine."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from bench.lines import Line, read


def write_json(path: Path | None, figures: Any) -> None:
    """Write ``figures`` to ``path``; nothing where that is None."""
    if path is not None:
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")


def side_by_side(console: Console, title: str, columns: Iterable[Mapping[str, Any]]) -> None:
    """One column of figures per mapping, one line per name."""
    columns = list(columns)
    table = Table(title=title)
    table.add_column()
    for _ in columns:
        table.add_column(justify="right")
    for name in dict.fromkeys(name for column in columns for name in column):
        table.add_row(name, *(worded(column.get(name, "")) for column in columns))
    console.print(table)


def worded(value: Any) -> str:
    """``value`` as it stands in a table: lists by spaces, mappings one pair a line."""
    if isinstance(value, Mapping):
        return "\n".join(f"{name} {worded(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return " ".join(worded(one) for one in value)
    return str(value)


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[int], None]]:
    """A bar with the rate; gives the function to call with the number of messages done."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.0f}/s"),
        TimeRemainingColumn(),
        console=console,
    )
    with bar:
        task = bar.add_task("消息", total=total, rate=0.0)
        began = 0.0

        def tell(done: int) -> None:
            nonlocal began
            began = began or time.monotonic()  # the rate counts from the first one done
            seconds = time.monotonic() - began
            bar.update(task, completed=done, rate=done / seconds if seconds else 0.0)

        yield tell


def lines_of(
    console: Console, files: Sequence[Path], limit: int | None, seed: int | None
) -> list[Line]:
    """The messages of ``files``; lines of no use are named on ``console``.

    Raises
    ------
    SystemExit
        A file cannot be read, or nothing is left to send.
    """
    try:
        lines, problems = read(files, limit, seed)
    except OSError as why:
        console.print(f"读不了 {why.filename}：{why.strerror}", style="red")
        raise SystemExit(2) from None
    for problem in problems:
        console.print(f"跳过 {problem}", style="yellow", markup=False)
    if not lines:
        console.print("没有可发的消息。", style="red")
        raise SystemExit(2)
    return lines
