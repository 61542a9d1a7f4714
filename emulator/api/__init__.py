"""The platform's server API, one module per noun; every router is mounted by ``server``."""

from fastapi import APIRouter

from emulator.api import (
    basic,
    custom,
    material,
    menu,
    notices,
    qrcode,
    template,
    token,
    user,
    web_login,
    wecom,
)

ROUTERS: tuple[APIRouter, ...] = tuple(
    module.router
    for module in (
        basic,
        custom,
        material,
        menu,
        notices,
        qrcode,
        template,
        token,
        user,
        web_login,
        wecom,
    )
)
