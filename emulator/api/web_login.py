"""Login of web pages (OAuth2). WeChat docs (web login): verified service accounts only."""

import hmac
import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from emulator.accounts import Ability
from emulator.api.gate import Call, OpenCall
from emulator.codes import WEB_TOKEN_S
from emulator.errors import ApiError
from emulator.people import Person

router = APIRouter()

COOKIE = "emulator_openid"
"""Names the person whose browser this is; the phone page sets it when it opens a link."""

SCOPES = ("snsapi_base", "snsapi_userinfo")


def _refusal(call: Call) -> str | None:
    account, url = call.world.account, urlsplit(call.query("redirect_uri"))
    checks = (
        (account.may(Ability.OAUTH), "Scope 参数错误或没有 Scope 权限 (10005)"),
        (call.query("appid") == account.app_id, "appid 参数错误 (10013)"),
        (call.query("response_type") == "code", "response_type 参数错误"),
        (call.query("scope") in SCOPES, "Scope 参数错误或没有 Scope 权限 (10005)"),
        (url.scheme in ("http", "https") and bool(url.netloc), "redirect_uri 参数错误 (10003)"),
        (account.oauth_domain in (None, url.hostname), "redirect_uri域名与后台配置不一致 (10003)"),
        (re.fullmatch(r"[a-zA-Z0-9]{0,128}", call.query("state")), "state 参数错误 (10018)"),
    )
    return next((why for fine, why in checks if not fine), None)


def code_url(call: Call, person: Person) -> str:
    """``redirect_uri`` with a fresh code for ``person`` and the state."""
    code = call.world.web.issue_code(person.openid, call.query("scope"))
    parts = urlsplit(call.query("redirect_uri"))
    query = [*parse_qsl(parts.query), ("code", code), ("state", call.query("state"))]
    return urlunsplit(parts._replace(query=urlencode(query)))


@router.get("/connect/oauth2/authorize")
async def authorize(call: OpenCall) -> Response:
    """Send the browser back with a code.

    Who holds the browser: the ``openid`` parameter (ours, not WeChat's), else the cookie the phone
    page sets, else a page asks.
    """
    if why := _refusal(call):
        return HTMLResponse(f"<h1>{why}</h1>", 200)
    openid = call.query("openid") or call.request.cookies.get(COOKIE, "")
    person = call.world.people.get(openid)
    if person is not None:
        return RedirectResponse(code_url(call, person), 302)
    query = html.escape(str(call.request.url.query), quote=True)
    links = "".join(
        f'<li><a href="?{query}&amp;openid={html.escape(p.openid, quote=True)}">'
        f"{html.escape(p.name or p.openid)}</a></li>"
        for p in call.world.people.values()
    )
    return HTMLResponse(f"<h1>这是谁的手机？</h1><ul>{links}</ul>")


def _check_account(call: Call) -> None:
    account = call.world.account
    if call.query("appid") != account.app_id:
        raise ApiError(40013)
    if not hmac.compare_digest(call.query("secret").encode(), account.secret.encode()):
        raise ApiError(40125)
    if not account.may(Ability.OAUTH):
        raise ApiError(48001)


def _tokens(call: Call, openid: str, scope: str) -> dict[str, Any]:
    access, refresh = call.world.web.issue_token(openid, scope)
    found: dict[str, Any] = {
        "access_token": access,
        "expires_in": WEB_TOKEN_S,
        "refresh_token": refresh,
        "openid": openid,
        "scope": scope,
    }
    if call.world.account.snapshot_users:
        found["is_snapshotuser"] = 1  # a page preview: the identity is made up
    return found


@router.get("/sns/oauth2/access_token")
async def exchange(call: OpenCall) -> dict[str, Any]:
    """Who came with ``code``: 40029 unknown or older than five minutes, 40163 used."""
    _check_account(call)
    if call.query("grant_type") != "authorization_code":
        raise ApiError(40002)
    if not call.query("code"):
        raise ApiError(41008)
    with call.world.lock:
        code = call.world.web.codes.get(call.query("code"))
        if code is None or code.expires_at <= call.now:
            raise ApiError(40029)
        if code.used:
            raise ApiError(40163)
        code.used = True
    return _tokens(call, code.openid, code.scope)


@router.get("/sns/oauth2/refresh_token")
async def refresh(call: OpenCall) -> dict[str, Any]:
    """A new page token for a refresh token of the last 30 days."""
    known = call.world.web.refresh_tokens.get(call.query("refresh_token"))
    if known is None:
        raise ApiError(40030)
    if known.expires_at <= call.now:
        raise ApiError(42002)
    return _tokens(call, known.openid, known.scope)


@router.get("/sns/auth")
async def check(call: OpenCall) -> dict[str, Any]:
    """Whether a page token still lives."""
    known = call.world.web.tokens.get(call.query("access_token"))
    if known is None or known.openid != call.query("openid") or known.expires_at <= call.now:
        raise ApiError(40001)
    return {"errcode": 0, "errmsg": "ok"}


@router.get("/sns/userinfo")
async def userinfo(call: OpenCall) -> dict[str, Any]:
    """The grey person everybody is since December 2021; needs scope snsapi_userinfo."""
    known = call.world.web.tokens.get(call.query("access_token"))
    if known is None:
        raise ApiError(40001)
    if known.expires_at <= call.now:
        raise ApiError(42001)
    if known.openid != call.query("openid"):
        raise ApiError(40003)
    if known.scope != "snsapi_userinfo":
        raise ApiError(48001)
    return {
        "openid": known.openid,
        "nickname": "微信用户",
        "sex": 0,
        "province": "",
        "city": "",
        "country": "",
        "headimgurl": "",
        "privilege": [],
    }
