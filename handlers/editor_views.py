"""What an editor sees in chat: lists, one item, one draft with its changes, one number."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.messages import Reply, Turn
from kit import clock
from kit.text import shortened
from knowledge import diff, editing, fact_editing, facts, gaps, shelf
from knowledge.errors import NoItem
from knowledge.gaps import Cluster
from knowledge.models import FactValue, Item, ItemRevision, Standing
from letters.inbox import Outcome
from phrases import say

MOST = 8
"""Lines on one list; more do not fit a phone."""
ACTIONS = ("body", "question", "not_for", "source", "facts", "history", "withdraw")


def home(session: Session, turn: Turn) -> Reply:
    """What waits for an editor, in numbers."""
    items, values = editing.waiting(session)
    late = editing.due(session, clock.today())
    text = say(
        "editor.home",
        published=editing.counted(session).get(Standing.PUBLISHED, 0),
        waiting=len(items) + len(values),
        gaps=len(gaps.clusters(session)),
        due=len(late),
    )
    options = tuple(say(f"editor.home_{name}") for name in ("reviews", "gaps", "due", "find"))
    return Reply(text, Outcome.CONVERSATION, options, {"about": "kb-home"})


def reviews(session: Session) -> Reply:
    """Drafts and numbers that wait for a second person."""
    items, values = editing.waiting(session)
    rows: list[tuple[str, int, str]] = [("review", one.id, one.title) for one in items]
    rows += [("fact-review", one.id, say("editor.fact_line", name=one.name)) for one in values]
    return _list(say("editor.reviews" if rows else "editor.no_reviews"), rows)


def gap_list(session: Session, turn: Turn) -> Reply:
    """Questions that found no answer, put together, the most frequent first."""
    clusters = gaps.clusters(session)[:MOST]
    names = {place.code: place.name for place in turn.house.registry.areas.values()}
    rows = [("gap", number, _gap_line(one, names, turn)) for number, one in enumerate(clusters)]
    told = [{"ids": one.ids, "text": one.text, "code": one.code} for one in clusters]
    return _list(say("editor.gaps" if rows else "editor.no_gaps"), rows, gaps=told)


def due_list(session: Session, turn: Turn) -> Reply:
    """Items that are over, or that somebody should look at again."""
    late = editing.due(session, clock.today())
    rows = [("item", one.id, say("editor.due_line", title=one.title, day=one.review_on))
            for one in late]  # fmt: skip
    return _list(say("editor.due_head" if rows else "editor.nothing_due"), rows)


def found(session: Session, turn: Turn, words: str) -> Reply:
    """Published items that ``words`` name or ask for."""
    live = select(ItemRevision).join(ItemRevision.item)
    live = live.where(ItemRevision.standing == Standing.PUBLISHED)
    named = session.scalars(
        live.where(ItemRevision.title.contains(words) | (Item.slug == words)).limit(MOST)
    )
    ids = list(dict.fromkeys(
        [one.id for one in named]
        + [hit.entry.revision for hit in turn.house.library.search(words, most=5)]
    ))[:MOST]  # fmt: skip
    rows = [("item", one, editing.revision_of(session, one).title) for one in ids]
    return _list(say("editor.found" if rows else "editor.found_none", words=words), rows)


def item(session: Session, turn: Turn, revision_id: int) -> Reply:
    """One item as it is published, and what can be done with it."""
    revision = editing.revision_of(session, revision_id)
    actions = [a for a in ACTIONS if a != "facts" or _keys(revision)]
    text = say(
        "editor.item",
        title=revision.title,
        number=revision.number,
        standing=say(f"editor.standing_{revision.standing}"),
        body=shortened(revision.body, 260),
        source=shortened(revision.source, 60),
        effective=revision.effective,
        expires=revision.expires,
        review=revision.review_on,
        questions="；".join(revision.questions.splitlines()[:3]),
        not_for="；".join(revision.not_for.splitlines()[:2]),
    )
    options = tuple(say(f"editor.do_{action}") for action in actions)
    talk = {"about": "kb-item", "id": revision.id, "actions": actions}
    return Reply(text, Outcome.CONVERSATION, options, talk)


def revisions(session: Session, turn: Turn, revision: ItemRevision) -> Reply:
    """Every revision of an item: who, when, why."""
    lines = [
        say(
            "editor.revision_line",
            number=one.number,
            standing=say(f"editor.standing_{one.standing}"),
            day=clock.shown(one.published_at or one.created_at),
            reason=shortened(one.reason, 30),
        )
        for one in revision.item.revisions[-MOST:]
    ]
    return Reply("\n".join((f"《{revision.title}》", *lines)), keep_talk=True)


def review(session: Session, turn: Turn, revision_id: int) -> Reply:
    """One draft: what changes, why, and what to do about it."""
    revision = editing.revision_of(session, revision_id)
    changed = diff.readable(editing.live(session, revision.item.slug), revision)
    text = say(
        "editor.review",
        id=revision.id,
        title=revision.title,
        reason=revision.reason,
        standing=say(f"editor.standing_{revision.standing}"),
        changes="\n".join(changed),
    )
    options = (say("editor.publish"), say("editor.give_back"))
    return Reply(text, Outcome.CONVERSATION, options, {"about": "kb-review", "id": revision.id})


def fact_review(session: Session, fact_id: int) -> Reply:
    """A new value that waits for a second person, and what it will change."""
    row = session.get(FactValue, fact_id)
    if row is None:
        raise NoItem(what=fact_id)
    users = fact_editing.users_of(session, row.key)
    text = say(
        "editor.fact_review",
        name=row.name,
        before=shelf.as_value(fact_editing.latest(session, row.key)).shown,
        after=shelf.as_value(row).shown,
        reason=row.reason,
        source=row.source,
        starts=row.starts,
        count=len(users),
        names="、".join(one.title for one in users[:6]),
    )
    talk = {"about": "kb-fact-review", "id": row.id}
    return Reply(text, Outcome.CONVERSATION, (say("editor.publish"),), talk)


def facts_of(session: Session, turn: Turn, revision: ItemRevision) -> Reply:
    """The numbers an item uses."""
    book = shelf.facts_now(session)
    rows: list[tuple[str, str, str]] = []
    for key in _keys(revision):
        name = fact_editing.latest(session, key).name
        rows.append(("fact", key, f"{name} {book.latest(key)}"))
    return _list(say("editor.facts"), rows)


def facts_named(session: Session, turn: Turn, words: str) -> Reply:
    """The numbers whose name or key holds ``words``."""
    mine = (FactValue.name.contains(words) | (FactValue.key == words)) & (
        FactValue.standing == Standing.PUBLISHED
    )
    keys = session.scalars(select(FactValue.key).where(mine).distinct().limit(MOST)).all()
    rows = [("fact", key, fact_editing.latest(session, key).name) for key in keys]
    return _list(say("editor.facts" if rows else "editor.found_none", words=words), rows)


def fact(session: Session, key: str) -> Reply:
    """One number: its value, source, validity and who uses it."""
    row = fact_editing.latest(session, key)
    users = fact_editing.users_of(session, key)
    text = say(
        "editor.fact",
        name=row.name,
        value=shelf.as_value(row).shown,
        source=row.source,
        starts=row.starts,
        until=row.until,
        count=len(users),
        names="、".join(one.title for one in users[:6]),
    )
    talk = {"about": "kb-fact", "key": key}
    return Reply(text, Outcome.CONVERSATION, (say("editor.change_value"),), talk)


def gap(turn: Turn, told: dict[str, object]) -> Reply:
    """One cluster of unanswered questions, one click away from a draft."""
    options = (say("editor.write_it"), say("editor.not_needed"))
    talk = {"about": "kb-gap", **told}
    return Reply(say("editor.gap", text=told["text"]), Outcome.CONVERSATION, options, talk)


def _gap_line(one: Cluster, names: dict[str, str], turn: Turn) -> str:
    where = "、".join(names.get(code, say("editor.somewhere")) for code, _ in one.areas[:2])
    subtopics = turn.house.catalogue.subtopics
    topic = subtopics[one.code].title if one.code in subtopics else say("editor.unsorted")
    text = shortened(one.text, 24)
    return say("editor.gap_line", count=one.count, text=text, topic=topic, where=where)


def _keys(revision: ItemRevision) -> list[str]:
    return facts.slots("\n".join((revision.title, revision.body, revision.details)))


def _list(head: str, rows: Sequence[tuple[str, object, str]], **more: object) -> Reply:
    shown = rows[:MOST]
    if not shown:
        return Reply(head)
    talk = {"about": "kb-list", "what": [[kind, key] for kind, key, _ in shown], **more}
    return Reply(head, Outcome.CONVERSATION, tuple(line for _, _, line in shown), talk)
