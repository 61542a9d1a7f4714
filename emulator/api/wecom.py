"""The little of WeCom (企业微信) that notices to cadres need. WeChat docs (WeCom)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from emulator.api.gate import Call, OpenCall, done
from emulator.errors import ApiError

router = APIRouter()

MAX_BYTES = {"text": 2048, "markdown": 2048}
ROBOT_MAX_BYTES = {"text": 2048, "markdown": 4096}


def _check_caller(call: Call) -> None:
    allowed = call.world.wecom.settings.trusted_ips
    host = call.request.client.host if call.request.client else ""
    if allowed and host not in allowed:
        raise ApiError(60020, f"from ip: {host}")


def _content(order: dict[str, Any], limits: dict[str, int]) -> str:
    kind = order.get("msgtype")
    part = order.get(kind) if isinstance(kind, str) else None
    if not isinstance(part, dict):
        raise ApiError(40008)
    content = part.get("content", part.get("title", ""))
    if not isinstance(content, str) or not content.strip():
        raise ApiError(44004)
    if len(content.encode()) > limits.get(str(kind), 2048):
        raise ApiError(45002)
    return content


@router.get("/cgi-bin/gettoken")
async def token(call: OpenCall) -> JSONResponse:
    """The app's token; the same one while it lives."""
    wecom = call.world.wecom
    if call.query("corpid") != wecom.settings.corp_id:
        raise ApiError(40013)
    if call.query("corpsecret") != wecom.settings.secret:
        raise ApiError(40001)
    value, seconds = wecom.token()
    return done(access_token=value, expires_in=seconds)


@router.post("/cgi-bin/message/send")
async def send(call: OpenCall) -> JSONResponse:
    """A message of the app; unknown members come back in ``invaliduser``."""
    wecom, order = call.world.wecom, await call.json()
    if not wecom.knows(call.query("access_token")):
        raise ApiError(40014)
    _check_caller(call)
    if order.get("agentid") != wecom.settings.agent_id:
        raise ApiError(40035, "agentid")
    content = _content(order, MAX_BYTES)
    wanted = [name for name in str(order.get("touser") or "").split("|") if name]
    known = wecom.settings.members
    reached = sorted(known) if wanted == ["@all"] else [n for n in wanted if n in known]
    if not reached and not order.get("toparty") and not order.get("totag"):
        raise ApiError(40035, "touser")
    invalid = [] if wanted == ["@all"] else [n for n in wanted if n not in known]
    message = {"door": "app", "to": reached, "msgtype": order["msgtype"], "content": content}
    wecom.sent.append(message)
    return done(invaliduser="|".join(invalid), msgid=str(call.world.next_send_id()))


@router.post("/cgi-bin/webhook/send")
async def robot(call: OpenCall) -> JSONResponse:
    """A message of the group robot: the key is the secret, 20 a minute."""
    wecom, order = call.world.wecom, await call.json()
    if call.query("key") != wecom.settings.robot_key:
        raise ApiError(40035, "invalid webhook url")
    content = _content(order, ROBOT_MAX_BYTES)
    if not wecom.robot_may_speak():
        raise ApiError(45009)
    wecom.sent.append({"door": "robot", "msgtype": order["msgtype"], "content": content})
    return done()
