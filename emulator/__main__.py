"""``python -m emulator``: the platform, and the phone page, in a process of their own."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from emulator import accounts
from emulator.accounts import SETTINGS, Account
from emulator.server import serve
from emulator.world import World

_CASTS: dict[type, Any] = {str: str, float: float, int: int}


def parser() -> argparse.ArgumentParser:
    """The command line; every account setting is an option."""
    command = argparse.ArgumentParser("emulator", description=__doc__)
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8001, help="0 takes any free port")
    command.add_argument("--cast", type=Path, help="JSON file: account, people, scenes, templates")
    command.add_argument("--api-only", action="store_true", help="leave the phone page out")
    defaults = {field.name: getattr(Account(), field.name) for field in fields(Account)}
    # a demo travels in time while its bot, another process, does not
    defaults["wire_time"] = "real"
    for name, accepted in SETTINGS.items():
        option = "--" + name.replace("_", "-")
        about = f"default {defaults[name]}"
        if isinstance(accepted, tuple):
            command.add_argument(option, choices=accepted, help=about)
        elif accepted is bool:
            command.add_argument(option, action="store_true", default=None, help=about)
        elif accepted is list:
            command.add_argument(option, nargs="*", metavar="IP", help=about)
        else:
            command.add_argument(option, type=_CASTS[accepted], help=about)
    return command


def load_cast(world: World, cast: dict[str, Any]) -> None:
    """Put the account settings, people, scenes and templates of a cast file into ``world``.

    Raises
    ------
    ValueError
        A setting the account does not have or does not accept.
    KeyError
        A person without openid, a scene without scene, a template without id or title.
    """
    accounts.change(world.account, cast.get("account", {}))
    for one in cast.get("people", []):
        about = {name: one[name] for name in ("name", "about", "group") if name in one}
        world.person(one["openid"], following=bool(one.get("following", False)), **about)
    for one in cast.get("scenes", []):
        world.scenes.create(one["scene"], label=one.get("label", ""))
    for one in cast.get("templates", []):
        world.add_template(one["template_id"], one["title"], one.get("fields", {}))
    for one in cast.get("notices", []):
        long_term = bool(one.get("long_term", False))
        world.add_notice(
            one["template_id"], one["title"], one.get("fields", {}), long_term=long_term
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted."""
    given = parser().parse_args(arguments)
    world = World(Account(wire_time="real"))
    if given.cast is not None:
        load_cast(world, json.loads(given.cast.read_text("utf-8")))
    options = {name: getattr(given, name) for name in SETTINGS}
    accounts.change(world.account, {n: v for n, v in options.items() if v is not None})
    server = serve(world, given.host, given.port, api_only=given.api_only)
    sys.stdout.write(f"API   {server.base_url}\nPhone {server.base_url}/phone\n")
    sys.stdout.write(f"Bot   {world.account.callback} ({world.account.mode})\n")
    sys.stdout.flush()
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()
    finally:
        world.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
