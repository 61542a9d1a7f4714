"""The platform's error codes and how it says them."""

import secrets

MESSAGES: dict[int, str] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40015: "invalid menu type",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40022: "invalid sub menu depth level",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40029: "invalid code",
    40030: "invalid refresh_token",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40055: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip, not in whitelist",
    40200: "invalid account type",
    40243: "AppSecret has been frozen",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41008: "missing code",
    42001: "access_token expired",
    42002: "refresh_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    43107: "subscribe message capacity limit",
    44001: "empty media data",
    44002: "empty post data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "news article count out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45033: "client msg id too long or repeated",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "need interaction with the user in the last 30 seconds",
    45081: "already typing",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    50002: "user limited",
    60020: "not allow to access from your ip",
}
"""WeChat docs (global return codes); some wordings are from memory, so branch on the number."""


class ApiError(Exception):
    """An API call the platform refuses; travels as HTTP 200 and JSON.

    WeChat docs: ``errmsg`` ends in a changing ``rid``, so callers must branch on ``errcode``.
    """

    def __init__(self, errcode: int, detail: str = "") -> None:
        super().__init__(errcode, detail)
        self.errcode = errcode
        self.detail = detail

    def as_json(self) -> dict[str, object]:
        """The body sent to the caller."""
        return error_body(self.errcode, self.detail)


def error_body(errcode: int, detail: str = "") -> dict[str, object]:
    """``{"errcode", "errmsg"}`` with a fresh rid."""
    text = MESSAGES.get(errcode, "unknown error")
    if detail:
        text = f"{text}: {detail}"
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    return {"errcode": errcode, "errmsg": f"{text} rid: {rid}"}
