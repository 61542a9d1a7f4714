"""Template messages. WeChat docs (template messages): verified service accounts, followers only."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from emulator import events
from emulator.api.gate import TemplateCall, done
from emulator.errors import ApiError
from emulator.people import Person
from emulator.templates import render_template
from emulator.world import World

router = APIRouter()


@router.post("/cgi-bin/message/template/send")
async def send(call: TemplateCall) -> JSONResponse:
    """Accept a template message; its fate follows as TEMPLATESENDJOBFINISH."""
    order = await call.json()
    world, person = call.world, call.person(order.get("touser"))
    template = world.templates.get(str(order.get("template_id")))
    if template is None:
        raise ApiError(40037)
    text = render_template(template, order.get("data"))
    if not person.following:
        raise ApiError(43004)
    msg_id = world.next_send_id()
    world.later(lambda: _finish(world, person, text, order, msg_id))
    return done(msgid=msg_id)


def _finish(world: World, person: Person, text: str, order: dict[str, Any], msg_id: int) -> None:
    status = "failed:user block" if person.blocks_account else world.template_status
    if status == "success":
        url = str(order.get("url") or "")
        world.write(person.openid, "out", "template", text=text, via="template", url=url)
    world.push_event(person.openid, events.template_finished(msg_id, status))


@router.get("/cgi-bin/template/get_all_private_template")
async def list_templates(call: TemplateCall) -> dict[str, Any]:
    """The templates registered with :meth:`emulator.World.add_template`."""
    return {
        "template_list": [
            {
                "template_id": template.template_id,
                "title": template.title,
                "primary_industry": "",
                "deputy_industry": "",
                "content": "\n".join(f"{v}：{{{{{k}.DATA}}}}" for k, v in template.fields.items()),
                "example": "",
            }
            for template in call.world.templates.values()
        ]
    }
