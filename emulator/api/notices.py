"""Subscribe notices (订阅通知) with the grant ledger. WeChat docs (subscribe notices)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from emulator import events
from emulator.api.gate import Call, NoticeCall, done
from emulator.errors import ApiError
from emulator.people import Person
from emulator.templates import render_notice
from emulator.world import World

router = APIRouter()


def _spend_grant(call: Call, person: Person, template_id: str) -> None:
    """Use a grant up, unless it is long-term; 43101 without one."""
    with call.world.lock:
        grant = person.grants.get(template_id)
        if grant is None or grant.left <= 0:
            raise ApiError(43101)
        if not grant.long_term:
            grant.left -= 1


@router.post("/cgi-bin/message/subscribe/bizsend")
async def send(call: NoticeCall) -> JSONResponse:
    """Accept a notice; the real result follows as subscribe_msg_sent_event.

    The person need not follow: without a chat it lands in 服务通知.
    """
    order = await call.json()
    world, person = call.world, call.person(order.get("touser"))
    notice = world.notices.get(str(order.get("template_id")))
    if notice is None:
        raise ApiError(40037)
    text = render_notice(notice, order.get("data"))
    _spend_grant(call, person, notice.template_id)
    msg_id = world.next_send_id()
    world.later(lambda: _finish(world, person, text, order, msg_id))
    return done(msgid=msg_id)


def _finish(world: World, person: Person, text: str, order: dict[str, Any], msg_id: int) -> None:
    template_id, url = str(order["template_id"]), str(order.get("page") or "")
    result = (template_id, msg_id, 0, "success")
    if person.blocks_account:
        result = (template_id, msg_id, 43101, "user refuse to accept the msg")
    else:
        world.write(person.openid, "out", "subscribe", text=text, via="subscribe", url=url)
    world.push_event(person.openid, events.notices_sent([result]))


@router.get("/wxaapi/newtmpl/gettemplate")
async def list_notices(call: NoticeCall) -> JSONResponse:
    """The notices registered with :meth:`emulator.World.add_notice`."""
    return done(
        data=[
            {
                "priTmplId": notice.template_id,
                "title": notice.title,
                "content": "".join(f"{v}:{{{{{k}.DATA}}}}\n" for k, v in notice.fields.items()),
                "example": "",
                "type": 3 if notice.long_term else 2,
            }
            for notice in call.world.notices.values()
        ]
    )
