"""The table of faults: everything the platform calls abnormal, and then some."""

import json

import pytest

from emulator import FAULT_TEXT
from emulator.crypto import MessageCipher, signature
from tests.emulator.tiny_bot import AES_KEY, text_reply

BAD_REPLIES = {
    "JSON": lambda m: b'{"reply": "hi"}',
    "JSON string": lambda m: b'"success"',
    "whitespace": lambda m: b"success\n",
    "blank": lambda m: b"  ",
    "broken XML": lambda m: b"<xml><ToUserName>",
    "broken XML: not well-formed": lambda m: "<xml><a>\x0b</a></xml>",
    "broken XML: syntax error": lambda m: b"OK",
    "UTF-8": lambda m: "<xml>你好</xml>".encode("gbk"),
    "DOCTYPE": lambda m: "<!DOCTYPE xml>" + text_reply(m, "好"),
    "root element": lambda m: text_reply(m, "好").replace("xml>", "reply>"),
    "not swapped": lambda m: text_reply(
        m, "好", ToUserName=m["ToUserName"], FromUserName=m["FromUserName"]
    ),
    "not swapped: to somebody": lambda m: text_reply(m, "好", ToUserName="somebody"),
    "CreateTime": lambda m: text_reply(m, "好", CreateTime="now"),
    "<CreateTime> is missing": lambda m: text_reply(m, "好").replace("CreateTime", "Created"),
    "<MsgType> is missing": lambda m: text_reply(m, "好").replace("MsgType", "Kind"),
    "<Content> is missing": lambda m: text_reply(m, "好").replace("Content", "Text"),
    "<FromUserName> is missing": lambda m: text_reply(m, "好").replace("FromUserName", "From"),
    "twice": lambda m: text_reply(m, "好").replace("</xml>", "<Content>x</Content></xml>"),
    "empty text": lambda m: text_reply(m, ""),
    "2049 bytes": lambda m: text_reply(m, "字" * 683),
    "unknown MsgType": lambda m: text_reply(m, "好", MsgType="card"),
    "without <Image>": lambda m: text_reply(m, "好", MsgType="image"),
    "MediaId is unknown": lambda m: text_reply(m, "好", MsgType="image").replace(
        "</xml>", "<Image><MediaId>nope</MediaId></Image></xml>"
    ),
    "2 articles": lambda m: news(m, 2),
    "ArticleCount says 2": lambda m: news(m, 1, says=2),
}


def news(message, count, says=None):
    item = "<item><Title>通知</Title><Description>停水</Description><Url>http://a/</Url></item>"
    return (
        text_reply(message, "x", MsgType="news")
        .replace("<Content><![CDATA[x]]></Content>", "")
        .replace(
            "</xml>",
            f"<ArticleCount>{says or count}</ArticleCount>"
            f"<Articles>{item * count}</Articles></xml>",
        )
    )


@pytest.mark.parametrize("reason", sorted(BAD_REPLIES))
@pytest.mark.parametrize("world", ["plain", "safe"], indirect=True)
def test_bad_replies_show_the_notice_at_once(world, bot, reason):
    bot.behave = BAD_REPLIES[reason]

    exchange = world.phone("o-li").says("你好")

    assert exchange.text == FAULT_TEXT
    assert reason.split(":")[0] in exchange.fault or reason in exchange.fault
    assert len(exchange.attempts) == 1
    assert len(world.problems) == 1


def test_exactly_2048_bytes_are_shown(world, bot):
    content = "字" * 682 + "ab"
    bot.behave = lambda message: text_reply(message, content)

    assert world.phone("o-li").says("你好").text == content


def test_safe_mode_refuses_a_plain_reply(world, bot):
    bot.encrypts = False

    assert world.phone("o-li").says("你好").fault == "plain reply in safe mode"


def test_compatible_mode_takes_both_and_plain_mode_no_encryption(world, bot):
    world.account.mode = "compatible"
    assert world.phone("o-li").says("你好").text == "收到"
    bot.encrypts = False
    assert world.phone("o-li").says("你好").text == "收到"

    world.account.mode = "plain"
    bot.behave = lambda m: bot.crypto.encrypt_message(text_reply(m, "好"), "n", "1")
    assert world.phone("o-li").says("你好").fault == "encrypted reply in plain mode"


def envelope(encrypted, given):
    return (
        f"<xml><Encrypt>{encrypted}</Encrypt><MsgSignature>{given}</MsgSignature>"
        "<TimeStamp>1</TimeStamp><Nonce>n</Nonce></xml>"
    ).encode()


def test_a_wrong_signature_or_receiver_is_a_fault(world, bot):
    cipher = MessageCipher(AES_KEY, "wx-somebody-else")

    def for_somebody_else(message):
        encrypted = cipher.encrypt(text_reply(message, "好"))
        return envelope(encrypted, signature("test-token", "1", "n", encrypted))

    bot.behave = lambda m: envelope(cipher.encrypt("x"), "0" * 40)
    assert world.phone("o-li").says("你好").fault == "MsgSignature is wrong"
    bot.behave = for_somebody_else
    assert "meant for" in world.phone("o-li").says("你好").fault


def test_options_are_tappable(world, bot):
    menu = (
        "请选择：\n"
        '1 <a href="weixin://bizmsgmenu?msgmenucontent=%E4%BD%8E%E4%BF%9D&msgmenuid=7">低保</a>\n'
        "2 <a href='weixin://bizmsgmenu?msgmenucontent=路灯&amp;msgmenuid=8'>修路灯</a>\n"
        '<a href="https://example.org/">网页</a>'
    )
    bot.behave = lambda message: text_reply(message, menu)
    phone = world.phone("o-li")

    exchange = phone.says("你好")

    assert exchange.text.startswith("请选择：\n1 低保\n2 修路灯\n<a href=")
    assert [(o.label, o.content, o.id) for o in exchange.options] == [
        ("低保", "低保", "7"),
        ("修路灯", "路灯", "8"),
    ]
    phone.taps("修路灯")
    assert (bot.heard[-1]["Content"], bot.heard[-1]["bizmsgmenuid"]) == ("路灯", "8")
    phone.taps(1)
    assert bot.heard[-1]["Content"] == "低保"
    with pytest.raises(LookupError):
        phone.taps("没有这个")


def test_news_pictures_and_handovers_are_read(world, bot):
    phone = world.phone("o-li")
    bot.behave = lambda m: news(m, 1)
    phone.says("新闻")
    assert phone.shown[-1].articles[0].description == "停水"

    picture = world.shelf.put("image", b"\xff\xd8\xff")
    bot.behave = lambda m: text_reply(m, "x", MsgType="image").replace(
        "</xml>", f"<Image><MediaId>{picture.media_id}</MediaId></Image></xml>"
    )
    phone.says("图")
    assert phone.shown[-1].media_url == f"/phone/api/media/{picture.media_id}"

    bot.behave = lambda m: text_reply(m, "x", MsgType="transfer_customer_service")
    handover = phone.says("人工")
    assert handover.silent
    assert handover.kind == "transfer_customer_service"
    assert json.loads(json.dumps(handover.as_json()))["fault"] is None
