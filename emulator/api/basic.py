"""Small things every account may ask: page tickets, addresses, quotas."""

import secrets
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from emulator.api.gate import BasicCall, done
from emulator.errors import ApiError

router = APIRouter()

TICKET_S = 7200


@router.get("/cgi-bin/ticket/getticket")
async def ticket(call: BasicCall) -> JSONResponse:
    """The ticket pages are signed with: the same one while it lives."""
    if call.query("type") not in ("jsapi", "wx_card"):
        raise ApiError(40097, "type")
    world = call.world
    with world.lock:
        value, until = world.js_ticket
        if until <= call.now:
            value, until = secrets.token_urlsafe(64), call.now + TICKET_S
            world.js_ticket = (value, until)
    return done(ticket=value, expires_in=int(until - call.now))


@router.get("/cgi-bin/getcallbackip")
async def callback_addresses(call: BasicCall) -> dict[str, Any]:
    """Where pushes come from."""
    return {"ip_list": ["127.0.0.1"]}


@router.get("/cgi-bin/get_api_domain_ip")
async def api_addresses(call: BasicCall) -> dict[str, Any]:
    """Where this API lives."""
    return {"ip_list": ["127.0.0.1"]}


@router.post("/cgi-bin/clear_quota")
async def clear_quota(call: BasicCall) -> JSONResponse:
    """Forget today's counts; ten times a month."""
    order = await call.json()
    if order.get("appid") != call.world.account.app_id:
        raise ApiError(40013)
    call.world.quotas.clear_today()
    return done()


@router.post("/cgi-bin/openapi/quota/get")
async def quota(call: BasicCall) -> JSONResponse:
    """Today's limit, use and remainder of ``cgi_path``."""
    order = await call.json()
    limit, used = call.world.quotas.usage(str(order.get("cgi_path", "")).split("?")[0])
    return done(quota={"daily_limit": limit, "used": used, "remain": limit - used})
