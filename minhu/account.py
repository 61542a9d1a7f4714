"""Prepare the official account: its menu, and a code for every village to hang up."""

from typing import Any

from directory.registry import Registry
from handlers.where import SCENE

MENU: dict[str, Any] = {
    "button": [
        {"type": "click", "name": "我要反映", "key": "report"},
        {"type": "click", "name": "办事问答", "key": "guide"},
        {
            "name": "我的",
            "sub_button": [
                {"type": "click", "name": "我的事办得怎样", "key": "progress"},
                {"type": "click", "name": "找工作人员", "key": "human"},
                {"type": "click", "name": "民呼能做什么", "key": "about"},
            ],
        },
    ]
}


def set_up(client: Any, registry: Registry) -> list[tuple[str, str]]:
    """Create the menu and one permanent code per village; village names and code addresses."""
    client.menu.create(MENU)
    codes = []
    for village in registry.villages:
        order = {
            "action_name": "QR_LIMIT_STR_SCENE",
            "action_info": {"scene": {"scene_str": f"{SCENE}{village.code}"}},
        }
        codes.append((village.name, str(client.qrcode.create(order)["url"])))
    return codes
