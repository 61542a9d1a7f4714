"""A process that waits until the knowledge base in its memory holds an item, and says when.

``python -m bench.listener SLUG FILE`` writes one line when it is ready and one with the time.
"""

import sys
import time
from pathlib import Path


def main(slug: str, file: Path) -> None:
    """Wait until item ``slug`` can be answered from here."""
    from bot.app import assemble  # noqa: PLC0415 -- only the process itself needs it
    from bot.settings import settings  # noqa: PLC0415

    parts = assemble(settings())
    parts.snapshot.start()
    file.write_text("ready\n", "utf-8")
    while slug not in parts.snapshot.house().library:
        time.sleep(0.005)
    with file.open("a", encoding="utf-8") as told:
        told.write(f"{time.time()}\n")
    parts.snapshot.stop()
    parts.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
