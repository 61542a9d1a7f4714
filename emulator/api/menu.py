"""The menu under the chat. WeChat docs (custom menu): 3 × 5 buttons, names and keys in bytes."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from emulator.api.gate import MenuCall, done
from emulator.errors import ApiError

router = APIRouter()

_KEYED = {
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
}
_OTHER = {"view", "miniprogram", "media_id", "article_id", "article_view_limited", "view_limited"}


def _size(value: object) -> int:
    return len(value.encode()) if isinstance(value, str) else -1


def _check_name(button: dict[str, Any], most: int, code: int) -> None:
    if not 0 < _size(button.get("name")) <= most:
        raise ApiError(code)


def _check_leaf(button: dict[str, Any], *, sub: bool) -> None:
    wrong_type, wrong_key, wrong_url = (40024, 40026, 40027) if sub else (40017, 40019, 40020)
    kind = button.get("type")
    if kind in _KEYED:
        if not 0 < _size(button.get("key")) <= 128:
            raise ApiError(wrong_key)
    elif kind not in _OTHER:
        raise ApiError(wrong_type)
    if kind in ("view", "miniprogram"):
        url = button.get("url")
        if not 0 < _size(url) <= 1024:
            raise ApiError(wrong_url)
        if not str(url).startswith(("http://", "https://")):
            raise ApiError(40055)
    if kind == "miniprogram" and not (button.get("appid") and button.get("pagepath")):
        raise ApiError(40035, "appid, pagepath")


def check(buttons: Any) -> None:
    """ApiError 40016–40027 unless ``buttons`` is a menu the platform takes."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise ApiError(40016)
    for button in buttons:
        if not isinstance(button, dict):
            raise ApiError(40017)
        _check_name(button, 16, 40018)
        children = button.get("sub_button")
        if not children:
            _check_leaf(button, sub=False)
            continue
        if not isinstance(children, list) or len(children) > 5:
            raise ApiError(40023)
        for child in children:
            if not isinstance(child, dict):
                raise ApiError(40024)
            if child.get("sub_button"):
                raise ApiError(40022)
            _check_name(child, 60, 40025)
            _check_leaf(child, sub=True)


@router.post("/cgi-bin/menu/create")
async def create(call: MenuCall) -> JSONResponse:
    """Put a menu in force; the page shows it at once, a real client after some minutes."""
    order = await call.json()
    check(order.get("button"))
    call.world.menu = {"button": order["button"]}
    return done()


@router.get("/cgi-bin/menu/get")
async def get(call: MenuCall) -> dict[str, Any]:
    """The menu in force; 46003 when there is none."""
    if call.world.menu is None:
        raise ApiError(46003)
    return {"menu": call.world.menu}


@router.get("/cgi-bin/get_current_selfmenu_info")
async def current(call: MenuCall) -> dict[str, Any]:
    """The menu in force in the console's shape."""
    buttons = (call.world.menu or {}).get("button", [])
    return {
        "is_menu_open": int(call.world.menu is not None),
        "selfmenu_info": {
            "button": [
                {**button, "sub_button": {"list": button["sub_button"]}}
                if button.get("sub_button")
                else button
                for button in buttons
            ]
        },
    }


@router.get("/cgi-bin/menu/delete")
async def delete(call: MenuCall) -> JSONResponse:
    """Take the menu away."""
    call.world.menu = None
    return done()
