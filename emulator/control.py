"""Inspection and control under ``/_emulator``, for tests in other processes and for operators."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from emulator import accounts
from emulator.api.gate import read_json, world_of
from emulator.errors import ApiError
from emulator.faults import KINDS
from emulator.world import World

router = APIRouter(prefix="/_emulator")


async def _order(request: Request) -> dict[str, Any]:
    body = await request.body()
    if not body.strip():
        return {}
    try:
        return read_json(body)
    except ApiError as problem:
        raise HTTPException(400, "body is no JSON object") from problem


def _person(world: World, openid: str) -> dict[str, Any]:
    person = world.people[openid]
    now = world.clock.now()
    return {
        **asdict(person),
        "allowance": person.allowance(now),
        "windows": {
            trigger.value: {"seconds_left": round(window.closes_at - now, 3), "left": window.left}
            for trigger, window in person.windows.items()
            if window.closes_at > now
        },
    }


@router.get("/state")
async def state(request: Request) -> dict[str, Any]:
    """Account, clock, people with their ledgers, menu, templates, faults, problems."""
    world = world_of(request)
    with world.lock:
        return {
            "now": world.clock.iso(),
            "account": asdict(world.account),
            "people": {openid: _person(world, openid) for openid in world.people},
            "menu": world.menu,
            "templates": [asdict(template) for template in world.templates.values()],
            "notices": [asdict(notice) for notice in world.notices.values()],
            "media": len(world.shelf),
            "faults": [fault.as_json() for fault in world.faults.all()],
            "problems": list(world.problems),
            "wecom_sent": list(world.wecom.sent),
            "seq": world.book.seq,
        }


@router.get("/counters")
async def counters(request: Request) -> dict[str, Any]:
    """Calls per endpoint and refusals per errcode since the last reset."""
    quotas = world_of(request).quotas
    return {"calls": dict(quotas.calls), "errcodes": dict(quotas.errcodes)}


@router.get("/transcript/{openid}")
async def transcript(request: Request, openid: str, limit: int = 1000) -> list[dict[str, Any]]:
    """Everything one person said and saw."""
    return [entry.as_json() for entry in world_of(request).book.of(openid, limit)]


@router.get("/exchanges")
async def exchanges(request: Request, openid: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """The wire: the newest exchanges, oldest first, of one person or all."""
    world = world_of(request)
    with world.lock:
        found = [x for x in world.exchanges.values() if openid in ("", x.openid)]
    return [exchange.as_json() for exchange in found[-limit:]]


@router.post("/reset")
async def reset(request: Request) -> dict[str, Any]:
    """Forget everything but settings and templates."""
    world_of(request).reset()
    return {"ok": True}


@router.get("/time")
@router.post("/time")
async def time(request: Request) -> dict[str, Any]:
    """``{"advance": seconds}`` moves the clock; GET reads it."""
    world = world_of(request)
    seconds = (await _order(request)).get("advance", 0)
    if not isinstance(seconds, int | float) or seconds < 0:
        raise HTTPException(400, "advance must be a number of seconds, not negative")
    world.clock.advance(seconds)
    return {"now": world.clock.iso(), "timestamp": world.clock.now()}


@router.post("/faults")
async def add_fault(request: Request) -> dict[str, Any]:
    """``{"endpoint", "kind", "value", "count", "after"}`` as in ``FaultPlan.add``."""
    order = await _order(request)
    endpoint, kind = order.get("endpoint"), order.get("kind")
    if not isinstance(endpoint, str) or kind not in KINDS:
        raise HTTPException(400, f"endpoint must be a path, kind one of {', '.join(KINDS)}")
    fault = world_of(request).faults.add(
        endpoint,
        kind,
        order.get("value", 0),
        count=order.get("count"),
        after=bool(order.get("after", False)),
    )
    return fault.as_json()


@router.delete("/faults")
async def clear_faults(request: Request, endpoint: str | None = None) -> dict[str, Any]:
    """Switch faults off, of one endpoint or all."""
    world_of(request).faults.clear(endpoint)
    return {"ok": True}


@router.post("/account")
async def account(request: Request) -> dict[str, Any]:
    """Change account settings: profile, mode, callback, whitelist and all others."""
    world = world_of(request)
    try:
        accounts.change(world.account, await _order(request))
    except ValueError as problem:
        raise HTTPException(400, str(problem)) from problem
    return asdict(world.account)


@router.post("/templates")
async def add_template(request: Request) -> dict[str, Any]:
    """Register ``{"template_id", "title", "fields": {key: label}}``.

    ``"kind": "subscribe"`` makes it a notice, ``"long_term": true`` one for many messages.
    """
    order, world = await _order(request), world_of(request)
    if not isinstance(order.get("fields"), dict):
        raise HTTPException(400, "fields must map keys to labels")
    try:
        facts = (str(order["template_id"]), str(order["title"]), order["fields"])
    except KeyError as problem:
        raise HTTPException(400, f"{problem} is missing") from problem
    if order.get("kind", "template") == "subscribe":
        return asdict(world.add_notice(*facts, long_term=bool(order.get("long_term"))))
    return asdict(world.add_template(*facts))


@router.post("/tokens/expire")
async def expire_tokens(request: Request) -> dict[str, Any]:
    """Make every access token invalid, as when somebody else refreshed by force."""
    world_of(request).tokens.expire_all()
    return {"ok": True}


@router.post("/verify")
async def verify(request: Request) -> dict[str, Any]:
    """Make the GET check of the callback URL."""
    order, world = await _order(request), world_of(request)
    result = await run_in_threadpool(world.verify_url, forged=bool(order.get("forged")))
    return {"ok": result.ok, "problem": result.problem, "status": result.status}


@router.get("/media/{media_id}")
async def media(request: Request, media_id: str) -> Response:
    """The bytes behind a PicUrl or a video_url, older than three days or not."""
    found = world_of(request).shelf.even_expired(media_id)
    if found is None:
        raise HTTPException(404, "no such media")
    return Response(found.data, media_type=found.content_type)
