"""The server side of WeChat: a client that cannot burn the account's quota.

wechatpy shapes the payloads; tokens and retries are ours (measured: wechatpy 2.0.0a26 refetches
a rejected token without limit, 487 calls in 43 s for one request).
"""

import threading
import time
from typing import Any

import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from bot.memory import Memory
from kit.errors import Unavailable

STALE = frozenset({40001, 40014, 42001})
"""The token was rejected: fetch another, once."""
TIMEOUT_S = (3.0, 8.0)
OFFICIAL = "https://api.weixin.qq.com/"
LOCK_S, WAIT_S = 20.0, 12.0


class Client(WeChatClient):
    """One account's API, by stable_token with a single flight and one bounded retry."""

    def __init__(self, app_id: str, secret: str, memory: Memory, base: str = OFFICIAL) -> None:
        self.API_BASE_URL = base + "cgi-bin/"
        self._memory, self._name = memory, f"wx:{app_id}:token"
        self._flight = threading.Lock()
        super().__init__(app_id, secret, timeout=TIMEOUT_S, auto_retry=False)
        for name in ("template", "customservice", "cloud"):  # sub-APIs with a base of their own
            api: Any = getattr(self, name, None)
            if getattr(api, "API_BASE_URL", None):
                api.API_BASE_URL = api.API_BASE_URL.replace(OFFICIAL, base)

    @property
    def access_token(self) -> str:
        """The token in use, fetched when there is none."""
        return self._memory.get(self._name) or self.renewed(None)

    def fetch_access_token(self) -> dict[str, str]:
        """Never lets the base class ask the literal address of the official server."""
        return {"access_token": self.renewed(None)}

    def renewed(self, rejected: str | None) -> str:
        """A token other than ``rejected``; many callers cause one request.

        Raises
        ------
        Unavailable
            WeChat did not give one.
        """
        lock, until = f"{self._name}:lock", time.monotonic() + WAIT_S
        with self._flight:
            while not (current := self._another(rejected)) and not self._memory.take(lock, LOCK_S):
                if time.monotonic() > until:
                    raise Unavailable(what="access token")
                time.sleep(0.05)
            if current:
                return current
            try:  # the one who had the lock before may have fetched it since the last look
                return self._another(rejected) or self._fetched(rejected)
            finally:
                self._memory.drop(lock)

    def _another(self, rejected: str | None) -> str | None:
        """The token that somebody else has fetched in the meantime."""
        current = self._memory.get(self._name)
        return current if current != rejected else None

    def _fetched(self, rejected: str | None) -> str:
        answer = self._ask_token(force=False)
        forced = f"{self._name}:forced"  # 20 a day, 30 s apart on the real platform
        if answer["access_token"] == rejected and self._memory.take(forced, 60):
            answer = self._ask_token(force=True)
        seconds = max(30, int(answer["expires_in"]) - 60)
        self._memory.put(self._name, answer["access_token"], seconds)
        return str(answer["access_token"])

    def _ask_token(self, *, force: bool) -> dict[str, Any]:
        try:
            answer = requests.post(
                self.API_BASE_URL + "stable_token",
                timeout=TIMEOUT_S,
                json={
                    "grant_type": "client_credential",
                    "appid": self.appid,
                    "secret": self.secret,
                    "force_refresh": force,
                },
            ).json()
        except (requests.RequestException, ValueError) as problem:
            raise Unavailable(what="access token") from problem
        if isinstance(answer, dict) and answer.get("errcode"):
            raise WeChatClientException(answer["errcode"], answer.get("errmsg", ""), client=self)
        if not isinstance(answer, dict) or not {"access_token", "expires_in"} <= answer.keys():
            raise Unavailable(what="access token")
        return answer

    def _decode_result(self, res: Any) -> Any:
        """JSON, or for a file the response itself; a page of text means that WeChat is not well."""
        answer = super()._decode_result(res)
        if answer is res and res.headers.get("content-type", "text/").startswith("text/"):
            raise Unavailable(what="WeChat")
        return answer

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        token = self.access_token
        kwargs["params"] = dict(kwargs.get("params") or {}, access_token=token)
        again = dict(kwargs)
        try:
            return super()._request(method, url_or_endpoint, **kwargs)
        except WeChatClientException as problem:
            if problem.errcode not in STALE:
                raise
        again["params"] = dict(again["params"], access_token=self.renewed(token))
        for part in (again.get("files") or {}).values():
            file = part[1] if isinstance(part, tuple) else part  # with or without a name
            file.seek(0)  # the first try has read it to its end
        return super()._request(method, url_or_endpoint, **again)
