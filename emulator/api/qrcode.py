"""QR codes with a scene. WeChat docs (QR codes): ids, strings, lifetimes."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from emulator.api.gate import OpenCall, QrCall
from emulator.errors import ApiError
from emulator.png import code_picture

router = APIRouter()

MAX_SECONDS = 2_592_000
DEFAULT_SECONDS = 60
_TEMPORARY = ("QR_SCENE", "QR_STR_SCENE")
_PERMANENT = ("QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE")


def _scene(name: str, info: Any) -> str:
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise ApiError(40035, "action_info")
    if name.endswith("STR_SCENE"):
        text = scene.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= 64:
            raise ApiError(40035, "scene_str")
        return text
    number = scene.get("scene_id")
    highest = 100_000 if name == "QR_LIMIT_SCENE" else 2**32 - 1
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= highest:
        raise ApiError(40035, "scene_id")
    return str(number)


@router.post("/cgi-bin/qrcode/create")
async def create(call: QrCall) -> dict[str, Any]:
    """A code whose scan pushes ``subscribe`` or ``SCAN`` with its scene."""
    order = await call.json()
    name = order.get("action_name")
    if name not in _TEMPORARY + _PERMANENT:
        raise ApiError(40035, "action_name")
    scene = _scene(name, order.get("action_info"))
    if name in _PERMANENT:
        code = call.world.scenes.create(scene)
        return {"ticket": code.ticket, "url": code.url}
    seconds = order.get("expire_seconds", DEFAULT_SECONDS)
    if not isinstance(seconds, int) or not 1 <= seconds <= MAX_SECONDS:
        raise ApiError(40035, "expire_seconds")
    code = call.world.scenes.create(scene, seconds)
    return {"ticket": code.ticket, "expire_seconds": seconds, "url": code.url}


@router.get("/cgi-bin/showqrcode")
async def show(call: OpenCall) -> Response:
    """A picture for ``ticket``, no token needed; 404 for a ticket unknown or expired."""
    code = call.world.scenes.by_ticket(call.query("ticket"))
    if code is None:
        return Response("invalid ticket", 404, media_type="text/plain")
    return Response(code_picture(code.url), media_type="image/png")
