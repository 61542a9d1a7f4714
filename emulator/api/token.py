"""``/cgi-bin/token`` and ``/cgi-bin/stable_token``. WeChat docs (access token, stable token)."""

import hmac
from typing import Any

from fastapi import APIRouter

from emulator.api.gate import Call, OpenCall, check_caller
from emulator.errors import ApiError

router = APIRouter()


def _check_account(call: Call, grant: object, app_id: object, secret: object) -> None:
    account = call.world.account
    check_caller(call.request, call.world)
    if grant != "client_credential":
        raise ApiError(40002)
    if not app_id:
        raise ApiError(41002)
    if not secret:
        raise ApiError(41004)
    if app_id != account.app_id:
        raise ApiError(40013)
    if not hmac.compare_digest(str(secret).encode(), account.secret.encode()):
        raise ApiError(40125)


@router.get("/cgi-bin/token")
async def plain_token(call: OpenCall) -> dict[str, Any]:
    """A new token each time; 2000 a day."""
    _check_account(call, call.query("grant_type"), call.query("appid"), call.query("secret"))
    call.world.quotas.spend(call.path)
    value, seconds = call.world.tokens.plain()
    return {"access_token": value, "expires_in": seconds}


@router.post("/cgi-bin/stable_token")
async def stable_token(call: OpenCall) -> dict[str, Any]:
    """The same token with its remaining seconds, or a new one by force."""
    order = await call.json()
    _check_account(call, order.get("grant_type"), order.get("appid"), order.get("secret"))
    force = order.get("force_refresh", False)
    if not isinstance(force, bool):
        raise ApiError(40097, "force_refresh must be a boolean")
    call.world.quotas.spend(call.path)
    value, seconds = call.world.tokens.stable(force)
    return {"access_token": value, "expires_in": seconds}
