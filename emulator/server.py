"""The HTTP server: platform API, control, and the phone page, for one world."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from emulator import control, phone_api
from emulator.api import ROUTERS
from emulator.api.gate import world_of
from emulator.errors import ApiError, error_body
from emulator.faults import FaultMiddleware
from emulator.world import World

START_S = 10.0


def create_app(world: World, *, api_only: bool = False) -> FastAPI:
    """The application around ``world``; without the phone page when ``api_only``."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.world = world
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(control.router)
    if not api_only:
        app.include_router(phone_api.router)
    app.add_middleware(FaultMiddleware)

    @app.exception_handler(ApiError)
    async def refuse(request: Request, problem: ApiError) -> JSONResponse:
        world_of(request).quotas.refused(problem.errcode)
        return JSONResponse(problem.as_json())

    @app.exception_handler(HTTPException)
    async def stray(request: Request, problem: HTTPException) -> Response:
        # WeChat answers a wrong method in its own way; everything else stays plain HTTP
        if problem.status_code == 405:
            return JSONResponse(error_body(43002 if request.method == "GET" else 43001))
        return JSONResponse({"detail": problem.detail}, problem.status_code)

    return app


class Server:
    """A running server; stop it, or use it as a context manager."""

    def __init__(
        self, app: FastAPI, server: uvicorn.Server, thread: threading.Thread, base_url: str
    ) -> None:
        self._app, self._server, self._thread = app, server, thread
        self.base_url = base_url
        """``http://host:port`` without a slash at the end."""

    def show(self, world: World) -> None:
        """Serve another world from now on: starting a server takes a tenth of a second, this none.

        Tests keep one server and give every test its own world.
        """
        world.base_url = self.base_url
        self._app.state.world = world

    def stop(self) -> None:
        """Stop and wait; calls that hang are cut off."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(START_S)

    def wait(self) -> None:
        """Block until somebody stops it."""
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def serve(
    world: World, host: str = "127.0.0.1", port: int = 0, *, api_only: bool = False
) -> Server:
    """Serve ``world`` from a thread; port 0 takes any free one.

    Raises
    ------
    OSError
        The port is taken.
    RuntimeError
        The server did not start within ten seconds.
    """
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    base_url = f"http://{host}:{sock.getsockname()[1]}"
    app = create_app(world, api_only=api_only)
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="critical",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([sock],), name="emulator", daemon=True)
    world.base_url = base_url
    thread.start()
    deadline = time.monotonic() + START_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the emulator's server did not start")
        time.sleep(0.002)
    return Server(app, server, thread, base_url)
