"""The HTTP contract of the phone page: who there is, what they do, what they see."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from emulator.api.gate import read_json, world_of
from emulator.api.web_login import COOKIE
from emulator.codes import picture_url
from emulator.errors import ApiError
from emulator.exchange import Exchange
from emulator.people import Person
from emulator.phone import Phone
from emulator.transcript import Entry
from emulator.world import World

router = APIRouter()

STATIC = Path(__file__).parent / "static"
LONGEST_WAIT_S = 20.0
GLANCE_S = 0.05
_MISSING = HTTPException(404, "nothing here")


async def _order(request: Request) -> dict[str, Any]:
    try:
        return read_json(await request.body() or b"{}")
    except ApiError as problem:
        raise HTTPException(400, "body is no JSON object") from problem


def _need(order: dict[str, Any], name: str) -> str:
    value = order.get(name)
    if not isinstance(value, str) or not value:
        raise HTTPException(400, f"{name} is missing")
    return value


def _phone(request: Request, openid: str) -> tuple[World, Phone]:
    world = world_of(request)
    if openid not in world.people:
        raise HTTPException(404, f"nobody is called {openid}")
    return world, world.phone(openid)


def _queue(world: World, act: Callable[[str], Any]) -> dict[str, Any]:
    """Let ``act`` happen in the background under an exchange id the page may follow."""
    exchange_id = world.next_exchange_id()
    world.in_background(lambda: act(exchange_id))
    return {"ok": True, "exchange": exchange_id}


def _entry(entry: Entry) -> dict[str, Any]:
    """An entry for the page, which draws tappable options where they stand in the text."""
    return entry.as_json() | {"text": entry.raw or entry.text}


def _card(world: World, person: Person) -> dict[str, Any]:
    entries = world.book.of(person.openid, 20)
    last = next((e.text for e in reversed(entries) if e.direction != "system"), None)
    return {
        "openid": person.openid,
        "name": person.name or person.openid,
        "about": person.about,
        "group": person.group,
        "colour": person.colour,
        "following": person.following,
        "unread": world.book.unread(person.openid),
        "last": last,
        "typing": person.typing_until > world.clock.now(),
    }


@router.get("/phone")
async def page() -> Response:
    """The page itself."""
    index = STATIC / "index.html"
    if not index.is_file():
        raise _MISSING
    return FileResponse(index)


@router.get("/phone/static/{path:path}")
async def static(path: str) -> Response:
    """Its files."""
    wanted = (STATIC / path).resolve()
    if not wanted.is_relative_to(STATIC.resolve()) or not wanted.is_file():
        raise _MISSING
    return FileResponse(wanted)


@router.get("/phone/api/cast")
async def cast(request: Request) -> dict[str, Any]:
    """The account and everybody with a phone."""
    world = world_of(request)
    account = world.account
    names = {"name": account.name, "gh_id": account.gh_id}
    return {
        "account": {**names, "mode": account.mode, "profile": account.profile.value},
        "people": [_card(world, person) for person in list(world.people.values())],
    }


@router.post("/phone/api/people")
async def add_person(request: Request) -> dict[str, Any]:
    """A new person, not yet following."""
    world, order = world_of(request), await _order(request)
    openid = "o" + secrets.token_urlsafe(24)[:27]
    about = {name: str(order.get(name) or "") for name in ("name", "about", "group")}
    return _card(world, world.person(openid, following=False, **about))


@router.get("/phone/api/changes")
async def changes(request: Request, after: int = 0, wait: float = 0) -> dict[str, Any]:
    """Entries newer than ``after``; waits up to ``wait`` seconds (20 at most) for one."""
    book = world_of(request).book
    deadline = time.monotonic() + min(max(wait, 0.0), LONGEST_WAIT_S)
    while not (entries := book.after(after)) and time.monotonic() < deadline:
        if await request.is_disconnected():
            break
        await asyncio.sleep(GLANCE_S)
    seq = entries[-1].seq if entries else max(after, book.seq)
    return {"seq": seq, "entries": [_entry(entry) for entry in entries]}


@router.get("/phone/api/people/{openid}/transcript")
async def transcript(request: Request, openid: str, limit: int = 200) -> list[dict[str, Any]]:
    """The last entries of one person, who has thereby read them."""
    world, phone = _phone(request, openid)
    world.book.mark_read(openid)
    return [_entry(entry) for entry in world.book.of(phone.openid, limit)]


@router.get("/phone/api/people/{openid}/wire")
async def wire(request: Request, openid: str) -> dict[str, Any]:
    """The last exchange of one person, delivery by delivery."""
    world, _ = _phone(request, openid)
    with world.lock:
        exchanges: list[Exchange] = list(world.exchanges.values())
    last = next((x for x in reversed(exchanges) if x.openid == openid), None)
    return last.as_json() if last else {"attempts": []}


@router.post("/phone/api/people/{openid}/follow")
async def follow(request: Request, openid: str) -> dict[str, Any]:
    """Follow, through ``scene`` or by search."""
    world, phone = _phone(request, openid)
    scene = (await _order(request)).get("scene")
    return _queue(world, lambda x: phone.follow(scene or None, exchange_id=x))


@router.post("/phone/api/people/{openid}/unfollow")
async def unfollow(request: Request, openid: str) -> dict[str, Any]:
    """Stop following."""
    world, phone = _phone(request, openid)
    return _queue(world, lambda x: phone.unfollow(exchange_id=x))


@router.post("/phone/api/people/{openid}/text")
async def text(request: Request, openid: str) -> dict[str, Any]:
    """Say ``text``; ``menu_id`` when it is a tapped option."""
    world, phone = _phone(request, openid)
    order = await _order(request)
    said, menu_id = _need(order, "text"), order.get("menu_id")
    menu_id = None if menu_id is None else str(menu_id)
    return _queue(world, lambda x: phone.says(said, menu_id=menu_id, exchange_id=x))


async def _upload(request: Request) -> tuple[bytes, str | None]:
    async with request.form() as form:
        part, recognition = form.get("file"), form.get("recognition")
        if not isinstance(part, UploadFile):
            raise HTTPException(400, "file is missing")
        data = await part.read()
    return data, recognition if isinstance(recognition, str) and recognition else None


@router.post("/phone/api/people/{openid}/picture")
async def picture(request: Request, openid: str) -> dict[str, Any]:
    """Send the picture in ``file``."""
    world, phone = _phone(request, openid)
    data, _ = await _upload(request)
    return _queue(world, lambda x: phone.sends_picture(data, exchange_id=x))


@router.post("/phone/api/people/{openid}/voice")
async def voice(request: Request, openid: str) -> dict[str, Any]:
    """Send the voice in ``file``; ``recognition`` is what the platform understood, if anything."""
    world, phone = _phone(request, openid)
    data, recognition = await _upload(request)
    return _queue(world, lambda x: phone.sends_voice(data, recognition, exchange_id=x))


@router.post("/phone/api/people/{openid}/location")
async def location(request: Request, openid: str) -> dict[str, Any]:
    """Send the place ``lat``, ``lng``, ``label``."""
    world, phone = _phone(request, openid)
    order = await _order(request)
    try:
        lat, lng = float(order["lat"]), float(order["lng"])
    except (KeyError, TypeError, ValueError) as problem:
        raise HTTPException(400, "lat and lng must be numbers") from problem
    label = str(order.get("label") or "")
    return _queue(world, lambda x: phone.sends_location(lat, lng, label, exchange_id=x))


@router.post("/phone/api/people/{openid}/menu")
async def menu_tap(request: Request, openid: str) -> dict[str, Any]:
    """Tap a menu button: ``key`` of a click, ``url`` of a view."""
    world, phone = _phone(request, openid)
    order = await _order(request)
    if order.get("key"):
        key = _need(order, "key")
        return _queue(world, lambda x: phone.clicks(key, exchange_id=x))
    url = _need(order, "url")
    return _queue(world, lambda x: phone.views(url, exchange_id=x))


@router.post("/phone/api/people/{openid}/scan")
async def scan(request: Request, openid: str) -> dict[str, Any]:
    """Scan the code of ``scene``; 409 when it has expired for a follower."""
    world, phone = _phone(request, openid)
    scene = _need(await _order(request), "scene")
    code = world.scenes.by_scene(scene)
    if code is not None and not world.scenes.alive(code) and phone.person.following:
        raise HTTPException(409, "this code has expired")
    return _queue(world, lambda x: phone.scans(scene, exchange_id=x))


@router.post("/phone/api/people/{openid}/subscribe")
async def subscribe(request: Request, openid: str) -> dict[str, Any]:
    """Accept or reject notices of ``template_id``."""
    world, phone = _phone(request, openid)
    order = await _order(request)
    template_id, accept = _need(order, "template_id"), bool(order.get("accept", True))
    if template_id not in world.notices:
        raise HTTPException(404, f"no notice template {template_id}")
    return _queue(world, lambda x: phone.subscribes(template_id, accept=accept, exchange_id=x))


@router.get("/phone/api/menu")
async def menu(request: Request) -> dict[str, Any]:
    """The menu in force: ``{"button": [...]}``, or ``{}``."""
    return world_of(request).menu or {}


@router.get("/phone/api/scenes")
async def scenes(request: Request) -> list[dict[str, Any]]:
    """Codes on posters: of the cast file and of ``qrcode/create``."""
    world = world_of(request)
    return [
        {"scene": code.scene, "label": code.label, "url": picture_url(world.base_url, code)}
        for code in world.scenes.all()
    ]


@router.get("/phone/api/notices")
async def notices(request: Request) -> list[dict[str, Any]]:
    """Notice templates a person may accept."""
    return [asdict(notice) for notice in world_of(request).notices.values()]


@router.post("/phone/api/time")
async def travel(request: Request) -> dict[str, Any]:
    """Move the platform's clock forward."""
    world, seconds = world_of(request), (await _order(request)).get("advance", 0)
    if not isinstance(seconds, int | float) or seconds < 0:
        raise HTTPException(400, "advance must be a number of seconds, not negative")
    world.clock.advance(seconds)
    return {"now": world.clock.iso()}


@router.get("/phone/api/media/{media_id}")
async def media(request: Request, media_id: str) -> Response:
    """A picture, voice or video on the phone; phones keep what the platform forgets."""
    found = world_of(request).shelf.even_expired(media_id)
    if found is None:
        raise _MISSING
    return Response(found.data, media_type=found.content_type)


@router.get("/phone/api/open")
async def open_link(request: Request, openid: str, url: str) -> Response:
    """Follow a link as ``openid``: web login then knows whose browser it is."""
    if not url.startswith(("http://", "https://")):
        raise HTTPException(400, "not a web address")
    answer = RedirectResponse(url, 302)
    answer.set_cookie(COOKIE, openid, httponly=True, samesite="lax")
    return answer
