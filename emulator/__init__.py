"""A faithful, and where in doubt stricter, emulator of WeChat's official-account platform.

It knows nothing of the bot it talks to: it signs and encrypts pushes as the platform does, reads
replies strictly, and plays ``api.weixin.qq.com`` on a port of this machine.

    world = World(Account(callback="http://127.0.0.1:8000/wechat"))
    with serve(world) as api:          # the bot's API base is api.base_url
        assert "编号" in world.phone("resident-li").says("村口路灯不亮了").text
"""

from emulator.accounts import Account, Profile
from emulator.clock import Clock
from emulator.exchange import Attempt, Exchange
from emulator.phone import Phone
from emulator.server import Server, create_app, serve
from emulator.transcript import FAULT_TEXT, Entry, Option
from emulator.world import World

__all__ = [
    "FAULT_TEXT",
    "Account",
    "Attempt",
    "Clock",
    "Entry",
    "Exchange",
    "Option",
    "Phone",
    "Profile",
    "Server",
    "World",
    "create_app",
    "serve",
]
