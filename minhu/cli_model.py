"""Commands about the classifier: ``minhu train``, ``evaluate``, ``classify``, ``rollback`` …"""

import json as json_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from minhu.database import transaction

if TYPE_CHECKING:
    from topics.examples import Example

commands = typer.Typer()
console = Console(soft_wrap=True)
MODEL = Path("var/topics.model")
HEADS = Path("var/heads")


def add_to(app: typer.Typer, shown_on: Console) -> None:
    """Make these commands commands of ``app``."""
    global console  # noqa: PLW0603 -- the one console of the program
    console = shown_on
    app.registered_commands += commands.registered_commands


@commands.command()
def train(  # noqa: PLR0917 -- options, given by name
    out: Annotated[Path, typer.Option(envvar="MINHU_MODEL_PATH", help="模型文件")] = MODEL,
    force: Annotated[bool, typer.Option(help="即使语料没变也重新训练")] = False,
    corrections: Annotated[bool, typer.Option(help="连同已审核的改类一起学")] = False,
    semantic: Annotated[
        bool, typer.Option(help="连句子的意思一起学（要装 minhu[semantic]，第一次要十几分钟）")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="用自己的数据训练另一套标签")] = None,
    label: Annotated[str, typer.Option(help="标签在哪一列；默认自己找")] = "",
    text: Annotated[str, typer.Option(help="消息在哪一列；默认自己找")] = "",
    name: Annotated[str, typer.Option(help="另一套标签叫什么")] = "own",
) -> None:
    """训练主题模型（约一分钟）；带 --data 时训练自己的一套标签。"""
    if data is not None:
        _train_foreign(data, label, text, name)
        return
    import topics
    from classifier.model import StaleModel, load
    from classifier.promotion import offer
    from classifier.train import train as train_on

    catalogue = topics.load()
    learned = _accepted() if corrections else ()
    if not force and not corrections and not semantic:
        try:
            known = load(out, catalogue.digest)
        except (FileNotFoundError, StaleModel):
            pass
        else:
            console.print(f"模型 {known.name} 已是最新。")
            return
    with console.status("正在训练……"):
        model = train_on(catalogue, learned, _embedder() if semantic else None)
        verdict = offer(model, out, catalogue, force=force)
    told = "，".join(f"{figure} {share:.3f}" for figure, share in model.figures.items())
    console.print(f"模型 {model.name}：留出准确率 {told}（{len(model.topic.classes)} 类）")
    if verdict.size:
        told = f"原来对 {verdict.old_right}，现在对 {verdict.new_right}"
        console.print(f"必过消息 {verdict.size} 条：{told}")
    for topic, count in sorted(verdict.fallen.items()):
        console.print(f"  {topic} 少对 {count} 条")
    for example in () if verdict.promoted else verdict.lost[:20]:
        console.print(f"  {example.name} {example.text}", markup=False)
    if not verdict.promoted:
        console.print("新模型没有启用：它在上面这些消息上变差了。（--force 强行启用）", style="red")
        raise SystemExit(1)


@commands.command()
def rollback(
    out: Annotated[Path, typer.Option(envvar="MINHU_MODEL_PATH", help="模型文件")] = MODEL,
) -> None:
    """退回上一个模型；正在运行的服务几秒内自己换上。"""
    from classifier.promotion import roll_back

    console.print(f"已退回模型 {roll_back(out)}。")


@commands.command()
def classify(
    words: Annotated[list[str] | None, typer.Argument(help="要看的话")] = None,
    in_: Annotated[Path | None, typer.Option("--in", help="一批消息：jsonl、csv 或 xlsx")] = None,
    out: Annotated[Path | None, typer.Option(help="结果，每行一个 JSON")] = None,
    head: Annotated[str, typer.Option(help="用自己训练的哪一套标签")] = "",
    model: Annotated[Path, typer.Option(envvar="MINHU_MODEL_PATH", help="模型文件")] = MODEL,
) -> None:
    """看分类器怎样理解一句话，或一个文件里的每一条。"""
    from classifier.foreign import texts_of
    from kit.table import read

    ask = _foreign(head) if head else _understand(model)
    if in_ is None:
        for one in words or ():
            console.print_json(json_.dumps(ask(one), ensure_ascii=False))
        return
    from bench.show import progress

    rows = read(in_)
    texts = texts_of(rows, in_.name)
    lines = []
    with progress(console, len(texts)) as tell:
        for number, one in enumerate(texts, 1):
            lines.append(json_.dumps(ask(one), ensure_ascii=False))
            if number % 50 == 0 or number == len(texts):
                tell(number)
    target = out or in_.with_suffix(".understood.jsonl")
    target.write_text("\n".join(lines) + "\n", "utf-8")
    console.print(f"{len(lines)} 条写入 {target}")


@commands.command()
def evaluate(
    data: Annotated[Path | None, typer.Option(help="带标签的消息；默认用自己的语料")] = None,
    label: Annotated[str, typer.Option(help="标签在哪一列；默认自己找")] = "",
    text: Annotated[str, typer.Option(help="消息在哪一列；默认自己找")] = "",
    folds: Annotated[int, typer.Option(min=2, help="几折交叉验证")] = 5,
    html: Annotated[Path, typer.Option(help="错误浏览页")] = Path("var/errors.html"),
) -> None:
    """留出一部分来考，打出成绩，并写一页可以翻看错误的网页。"""
    from bench.errors import Examined, examined_corpus, examined_table, page
    from bench.show import side_by_side

    with console.status("正在考……"):
        found: Examined = (
            examined_corpus(folds) if data is None else examined_table(data, label, text, folds)
        )
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page(found), "utf-8")
    side_by_side(console, found.title, [found.figures()])
    console.print(f"错误浏览页：{html}")


@commands.command()
def corrections(
    accept: Annotated[list[int] | None, typer.Option(help="同意第几条")] = None,
    refuse: Annotated[list[int] | None, typer.Option(help="不同意第几条")] = None,
    by: Annotated[str, typer.Option(help="谁审的")] = "",
) -> None:
    """干部改过的类别：列出待审的，或逐条审核；同意的下次 minhu train --corrections 会学。"""
    import learning.service as learning
    import topics

    if (accept or refuse) and not by:
        console.print("请写明谁审的：--by 姓名", style="red")
        raise SystemExit(2)
    catalogue = topics.load()
    with transaction() as session:
        for number in accept or ():
            learning.review(session, number, accept=True, by=by)
        for number in refuse or ():
            learning.review(session, number, accept=False, by=by)
        found = learning.waiting(session)
        for one in found:
            before, after = catalogue.title(one.guessed), catalogue.title(one.meant)
            console.print(
                f"{one.id}  {before} → {after}（{one.meant}）", style="bold", markup=False
            )
            console.print(f"   {one.text}", markup=False)
    console.print(f"待审 {len(found)} 条。")


@commands.command()
def drift(
    weeks: Annotated[int, typer.Option(min=1, help="看多少周")] = 12,
    json: Annotated[Path | None, typer.Option(help="把数字写到这个文件")] = None,
) -> None:
    """分类器一周周怎么样：认不出的、要问的各占多少，平均把握，改类的比例。"""
    import learning.service as learning
    from bench.show import write_json

    with transaction() as session:
        rows = learning.drift(session, weeks)
    for row in rows:
        console.print(
            f"{row['week']}  {row['messages']} 条  认不出 {row['unsorted']:.1%}  "
            f"要问 {row['asked']:.1%}  平均把握 {row['confidence']:.2f}  "
            f"改类 {row['corrected']:.1%}"
        )
    if not rows:
        console.print("还没有消息。")
    write_json(json, rows)


def _embedder() -> Any:
    from kit.semantic import Remembered, available

    if not available():
        console.print(
            "没有装语义扩展：pip install 'minhu[semantic]'（处理器要有 AVX2）", style="red"
        )
        raise SystemExit(2)
    return Remembered(Path("var/vectors.npz"))


def _train_foreign(data: Path, label: str, text: str, name: str) -> None:
    import topics
    from classifier.foreign import head_for, labelled
    from classifier.model import save_heads
    from classifier.train import normaliser_for
    from kit.table import read

    table = labelled(read(data), normaliser_for(topics.load()), data.name, label, text)
    with console.status(f"正在用 {len(table.texts)} 条训练……"):
        fitted = head_for(table, folds=5)
    path = HEADS / f"{name}.model"
    save_heads({name: fitted.head_}, {"data": data.name, "n": len(table.texts)}, path)
    best = fitted.classes_[fitted.held_out_.argmax(axis=1)]
    share = sum(a == b for a, b in zip(best, table.labels, strict=True)) / len(table.labels)
    console.print(
        f"{path}：{len(table.texts)} 条，{len(fitted.classes_)} 类，留出准确率 {share:.3f}"
    )


def _understand(path: Path) -> Any:
    import topics
    from classifier.model import StaleModel, load
    from classifier.told import told
    from classifier.understand import Classifier

    catalogue = topics.load()
    try:
        model = load(path, catalogue.digest)
    except FileNotFoundError:
        console.print(f"没有模型 {path}，只用关键词。先运行 minhu train。", style="yellow")
        model = None
    except StaleModel as problem:
        console.print(f"{problem}", style="red")
        raise SystemExit(1) from None
    classifier = Classifier(catalogue, model)
    return lambda text: {"text": text} | told(classifier.understand(text), catalogue)


def _foreign(name: str) -> Any:
    import topics
    from classifier.foreign import NoSuchHead
    from classifier.model import load_heads
    from classifier.train import normaliser_for

    path = HEADS / f"{name}.model"
    if not path.exists():
        raise NoSuchHead(name=name)
    heads, _ = load_heads(path)
    head, normaliser = heads[name], normaliser_for(topics.load())

    def ask(text: str) -> dict[str, Any]:
        plain = normaliser.plain(text).text
        proba = head.proba(head.scores(plain), len(plain))
        best = proba.argsort()[::-1][:3]
        guesses = {str(head.classes[i]): round(float(proba[i]), 4) for i in best}
        return {"text": text, "label": str(head.classes[best[0]]), "guesses": guesses}

    return ask


def _accepted() -> "tuple[Example, ...]":
    import learning.service as learning

    with transaction() as session:
        return learning.accepted(session)
