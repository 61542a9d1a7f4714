"""Followers. WeChat docs (user info): no nickname and no picture since December 2021."""

from typing import Any

from fastapi import APIRouter

from emulator.api.gate import UserCall
from emulator.errors import ApiError

router = APIRouter()

PAGE = 10_000


@router.get("/cgi-bin/user/info")
async def info(call: UserCall) -> dict[str, Any]:
    """What is known of one person; little, and nothing but ``subscribe`` 0 of a non-follower."""
    person = call.person(call.query("openid"))
    if not person.following:
        return {"subscribe": 0, "openid": person.openid}
    return {
        "subscribe": 1,
        "openid": person.openid,
        "language": "zh_CN",
        "subscribe_time": int(person.followed_at),
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": person.follow_scene,
        "qr_scene": int(person.scene) if person.scene.isdigit() else 0,
        "qr_scene_str": "" if person.scene.isdigit() else person.scene,
    }


@router.get("/cgi-bin/user/get")
async def followers(call: UserCall) -> dict[str, Any]:
    """Openids of followers after ``next_openid``, in order of appearance."""
    everybody = [p.openid for p in call.world.people.values() if p.following]
    start, mark = 0, call.query("next_openid")
    if mark:
        if mark not in everybody:
            raise ApiError(40003)
        start = everybody.index(mark) + 1
    page = everybody[start : start + PAGE]
    found: dict[str, Any] = {"total": len(everybody), "count": len(page)}
    if page:
        found |= {"data": {"openid": page}}
    return found | {"next_openid": page[-1] if page else ""}
