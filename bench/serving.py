"""``minhu serve`` with two additions for measuring: ``--bare`` and ``--fd``.

``--bare`` leaves the worker out and adds ``POST /bare/{size}``, which tells what the protocol
alone costs on the same server: check the signature, decrypt, parse, and echo the words in an
encrypted reply of ``size`` bytes, without classifier, database or another thread.
``--fd`` serves a socket that is listening already, so that it outlives the process.
"""

import argparse
import socket
from collections.abc import Sequence

import uvicorn
from fastapi import FastAPI, Request, Response

from bot.app import Parts, assemble, create_app
from bot.logs import set_up as log_from
from bot.settings import settings
from bot.wechat import Forged


def add_bare(app: FastAPI, parts: Parts) -> None:
    """Let ``app`` serve ``POST /bare/{size}`` with the gate of ``parts``."""

    @app.post("/bare/{size}")
    async def bare(size: int, request: Request) -> Response:
        try:
            push = parts.gate.read(request.query_params, await request.body())
        except Forged as problem:
            return Response(str(problem), 403)
        words = push.message.text or "…"
        echo = (words * (size // len(words.encode()) + 1)).encode()[:size].decode(errors="ignore")
        return Response(parts.gate.sealed(push, echo), media_type="application/xml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("--port", type=int, default=0)
    command.add_argument("--fd", type=int)
    command.add_argument("--bare", action="store_true")
    given = command.parse_args(arguments)
    chosen = settings().model_copy(update={"embedded_worker": not given.bare})
    log_from(chosen.log_level)
    parts = assemble(chosen)
    app = create_app(parts)
    if given.bare:
        add_bare(app, parts)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=given.port, access_log=False, log_level="warning"
    )
    door = None if given.fd is None else [socket.socket(fileno=given.fd)]
    uvicorn.Server(config).run(sockets=door)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
