"""A callback server that shares no code with the emulator: wechatpy reads, this file answers."""

import time
from collections.abc import Callable
from typing import Any

import xmltodict
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

TOKEN = "test-token"
AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
APP_ID = "wx49f0ab532d5d035a"
GH_ID = "gh_village"

Message = dict[str, Any]
Answer = str | bytes | Response | None


def text_reply(message: Message, content: str, **changed: str) -> str:
    """A proper text reply, or one with ``changed`` fields."""
    fields = {
        "ToUserName": message["FromUserName"],
        "FromUserName": message["ToUserName"],
        "CreateTime": str(int(time.time())),
        "MsgType": "text",
        "Content": content,
    } | changed
    safe = {name: value.replace("]]>", "]]]]><![CDATA[>") for name, value in fields.items()}
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in safe.items())
    return f"<xml>{inner}</xml>"


class Bot:
    """A callback server. ``behave`` turns a parsed push into an answer; None is silence."""

    def __init__(self) -> None:
        self.crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
        self.app = Starlette(routes=[Route("/wechat", self.answer, methods=["GET", "POST"])])
        self.forget()

    def forget(self) -> None:
        """Be the polite default bot again."""
        self.behave: Callable[[Message], Answer] = lambda message: text_reply(message, "收到")
        self.encrypts = True
        self.heard: list[Message] = []
        self.queries: list[dict[str, str]] = []

    async def answer(self, request: Request) -> Response:
        query = dict(request.query_params)
        self.queries.append(query)
        if request.method == "GET":
            try:
                check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
            except InvalidSignatureException:
                return PlainTextResponse("no", 403)
            return PlainTextResponse(query["echostr"])
        body = await request.body()
        return await run_in_threadpool(self._post, body, query)

    def _post(self, body: bytes, query: dict[str, str]) -> Response:
        encrypted = query.get("encrypt_type") == "aes"
        try:
            facts = (
                (query["msg_signature"], query["timestamp"], query["nonce"]) if encrypted else ()
            )
            plain = self.crypto.decrypt_message(body, *facts) if encrypted else body
            message = xmltodict.parse(plain)["xml"]
        except Exception:
            return PlainTextResponse("bad", 403)
        self.heard.append(message)
        found = self.behave(message)
        if found is None:
            return PlainTextResponse("success")
        if isinstance(found, Response):
            return found
        if encrypted and self.encrypts and isinstance(found, str):
            found = self.crypto.encrypt_message(found, "n", str(int(time.time())))
        return Response(found, media_type="text/xml")
