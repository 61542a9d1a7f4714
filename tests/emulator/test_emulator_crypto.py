"""Fixed vectors from outside, so that two mistakes cannot agree with each other."""

import base64

import pytest

from emulator.crypto import CryptoError, MessageCipher, signature

KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
OWNER = "wx49f0ab532d5d035a"
VECTOR = """<xml>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[test]]></Content>
<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>
<ToUserName><![CDATA[messense]]></ToUserName>
<AgentID>1</AgentID>
<CreateTime>1411525903</CreateTime>
</xml>"""


def test_signature_matches_the_official_example():
    assert signature("AAAAA", "1714036504", "1514711492") == (
        "f464b24fc39322e44b38aa78f5edd27bd1441696"
    )


def test_encryption_matches_the_published_vector():
    encrypted = MessageCipher(KEY, OWNER).encrypt(VECTOR, random=b"1234567890123456")

    assert signature("123456", "1411525903", "461056294", encrypted) == (
        "407518b7649e86ef23978113f92d27afa9296533"
    )
    assert MessageCipher(KEY, OWNER).decrypt(encrypted) == VECTOR


@pytest.mark.parametrize("length", range(65))
def test_every_length_survives_the_padding(length):
    cipher = MessageCipher(KEY, OWNER)

    assert cipher.decrypt(cipher.encrypt("字" * length)) == "字" * length


def test_a_message_for_somebody_else_is_refused():
    encrypted = MessageCipher(KEY, "wx-other").encrypt("hello")

    with pytest.raises(CryptoError, match="meant for"):
        MessageCipher(KEY, OWNER).decrypt(encrypted)


@pytest.mark.parametrize(
    "garbage", ["", "中文", "abc", base64.b64encode(b"x" * 16).decode(), "A" * 44, "A" * 171 + "="]
)
def test_garbage_is_refused_with_one_kind_of_error(garbage):
    with pytest.raises(CryptoError):
        MessageCipher(KEY, OWNER).decrypt(garbage)


@pytest.mark.parametrize("key", ["", "short", "!" * 43])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(CryptoError):
        MessageCipher(key, OWNER)
