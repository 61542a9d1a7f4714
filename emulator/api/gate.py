"""The gate in front of every API call: caller, token, permission, quota, in that order."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from emulator.accounts import Ability
from emulator.errors import ApiError
from emulator.people import Person
from emulator.world import World

_ESCAPE = re.compile(rb"(?<!\\)\\u(?!00[0-7])(?=[0-9a-fA-F]{4})")


class Call:
    """One API call that passed the gate."""

    def __init__(self, request: Request, world: World) -> None:
        self.request, self.world = request, world
        self.path = request.url.path
        self.now = world.clock.now()

    def query(self, name: str) -> str:
        """A query parameter, "" when absent."""
        return self.request.query_params.get(name, "")

    async def json(self) -> dict[str, Any]:
        r"""The JSON object of the body.

        Chinese written as ``\uXXXX`` is left as it stands, because the platform shows it so: a
        body must be UTF-8 with ``ensure_ascii=False``. (From memory; the strict reading.)

        Raises
        ------
        ApiError
            44002 no body, 47001 no UTF-8, no JSON or no object.
        """
        body = await self.request.body()
        return read_json(_ESCAPE.sub(rb"\\\\u", body))

    def person(self, openid: object, *, missing: int = 40003) -> Person:
        """The person with ``openid``; ApiError 40003 when this account never met them."""
        person = self.world.people.get(openid) if isinstance(openid, str) else None
        if person is None:
            raise ApiError(missing)
        return person


def read_json(body: bytes) -> dict[str, Any]:
    """The JSON object in ``body``; errors as of :meth:`Call.json`."""
    if not body.strip():
        raise ApiError(44002)
    try:
        found = json.loads(body.decode())
    except ValueError as problem:
        raise ApiError(47001) from problem
    if not isinstance(found, dict):
        raise ApiError(47001)
    return found


def world_of(request: Request) -> World:
    """The world behind this server."""
    world: World = request.app.state.world
    return world


def check_caller(request: Request, world: World) -> None:
    """ApiError 40164 for an address outside the account's whitelist."""
    allowed = world.account.ip_whitelist
    host = request.client.host if request.client else ""
    if allowed and host not in allowed:
        raise ApiError(40164, f"invalid ip {host} ipv6 ::ffff:{host}, not in whitelist")


def gate(ability: Ability) -> Callable[[Request], Awaitable[Call]]:
    """A dependency that lets a call with a good token and ``ability`` pass."""

    async def check(request: Request) -> Call:
        world = world_of(request)
        call = Call(request, world)
        world.quotas.arrived(call.path)
        check_caller(request, world)
        world.tokens.check(call.query("access_token"))
        if not world.account.may(ability):
            raise ApiError(48001)
        world.quotas.spend(call.path)
        return call

    return check


async def _open_door(request: Request) -> Call:
    world = world_of(request)
    call = Call(request, world)
    world.quotas.arrived(call.path)
    return call


OpenCall = Annotated[Call, Depends(_open_door)]
BasicCall = Annotated[Call, Depends(gate(Ability.BASIC))]
MenuCall = Annotated[Call, Depends(gate(Ability.MENU))]
CustomCall = Annotated[Call, Depends(gate(Ability.CUSTOM))]
UserCall = Annotated[Call, Depends(gate(Ability.USER))]
MediaCall = Annotated[Call, Depends(gate(Ability.MEDIA))]
QrCall = Annotated[Call, Depends(gate(Ability.QRCODE))]
TemplateCall = Annotated[Call, Depends(gate(Ability.TEMPLATE))]
NoticeCall = Annotated[Call, Depends(gate(Ability.SUBSCRIBE))]


def done(**more: Any) -> JSONResponse:
    """``{"errcode": 0, "errmsg": "ok"}`` with ``more``."""
    return JSONResponse({"errcode": 0, "errmsg": "ok", **more})
