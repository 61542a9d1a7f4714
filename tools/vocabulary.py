"""Check the vocabulary without any installation: topics, corpus, danger rules, items.

``minhu check`` says the same and more about an installation; this needs neither settings nor a
database, and so runs in ``make check``.
"""

import sys
from collections.abc import Iterator

import topics
from classifier.danger import Screen
from knowledge import dialogs, facts, files
from knowledge.errors import BadItem
from knowledge.files import STARTER

FEWEST = 8
"""Example sentences of a subtopic."""
ABOUT_US = "meta"
"""Stands in an item's subtopics where it is about the service itself."""


def problems() -> Iterator[str]:
    """All that is wrong, one sentence each, naming the file."""
    catalogue = topics.load()
    for code, subtopic in catalogue.subtopics.items():
        if len(catalogue.sentences[code]) < FEWEST:
            yield f"topics/corpus/{code}.txt: fewer than {FEWEST} sentences"
        if subtopic.topic != f"T{code[:2]}":
            yield f"topics/catalogue/{subtopic.topic}.toml: {code} belongs to T{code[:2]}"
    owners: dict[str, str] = {}
    for code, subtopic in catalogue.subtopics.items():
        for word in subtopic.keywords:
            if owners.setdefault(word, code) != code:
                yield f"keyword {word} belongs to {owners[word]} and to {code}"
    for rule in Screen().rules:
        if rule.subtopic not in catalogue.subtopics:
            yield f"topics/danger [{rule.name}]: no subtopic {rule.subtopic}"
    try:
        yield from _items(catalogue)
        dialogs.load(STARTER / "dialogs")
    except BadItem as problem:
        yield f"knowledge/starter: {problem}"


def _items(catalogue: topics.Catalogue) -> Iterator[str]:
    known = files.read_facts(STARTER / "facts")
    for item in files.items(STARTER / "items"):
        name = f"knowledge/starter/items/{item.slug}.md"
        for code in set(item.form.subtopics) - set(catalogue.subtopics) - {ABOUT_US}:
            yield f"{name}: no subtopic {code}"
        words = "\n".join((item.form.title, item.body, str(item.form.details)))
        for key in set(facts.slots(words)) - set(known):
            yield f"{name}: no fact {key}"


def main() -> int:
    """Print what is wrong; exit status 1 when anything is."""
    found = list(problems())
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
