"""Signatures and message encryption, written from the documents and shared with nobody.

WeChat docs (message push, encryption): ``signature`` is SHA-1 over the sorted parts; messages are
AES-256-CBC with PKCS#7 padding to 32 bytes, and end with the app id they were meant for.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
HEAD = 16  # random bytes in front of the length


class CryptoError(ValueError):
    """A ciphertext, padding, length or receiver that is not what the documents demand."""


def signature(*parts: str) -> str:
    """SHA-1 hex over the byte-wise sorted, joined ``parts``.

    WeChat docs: ``token, timestamp, nonce`` for ``signature``; the same and the base64
    ciphertext for ``msg_signature``.
    """
    joined = b"".join(sorted(part.encode() for part in parts))
    return hashlib.sha1(joined).hexdigest()  # noqa: S324 -- the platform prescribes SHA-1


def same(left: str, right: str) -> bool:
    """Compare two signatures in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


class MessageCipher:
    """Encrypts and decrypts the XML of one account.

    Parameters
    ----------
    aes_key : str
        ``EncodingAESKey``, 43 characters of base64 without its ``=``.
    receiver : str
        App id (or corp id) written behind every message and demanded from every reply.

    Raises
    ------
    CryptoError
        The key has not 43 characters or is no base64.
    """

    def __init__(self, aes_key: str, receiver: str) -> None:
        if len(aes_key) != 43:
            raise CryptoError(f"EncodingAESKey needs 43 characters, got {len(aes_key)}")
        try:
            self._key = base64.b64decode(aes_key + "=", validate=True)
        except binascii.Error as problem:
            raise CryptoError("EncodingAESKey is no base64") from problem
        self._receiver = receiver.encode()

    def encrypt(self, text: str, random: bytes | None = None) -> str:
        """Base64 ciphertext of ``text``; ``random`` (16 bytes) only for fixed vectors."""
        head = secrets.token_bytes(HEAD) if random is None else random
        body = text.encode()
        plain = head + struct.pack(">I", len(body)) + body + self._receiver
        pad = BLOCK - len(plain) % BLOCK
        plain += bytes([pad]) * pad
        worker = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).encryptor()
        return base64.b64encode(worker.update(plain) + worker.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The text inside ``encrypted``.

        Raises
        ------
        CryptoError
            Not base64, not whole blocks, wrong padding, wrong length, another receiver, no UTF-8.
        """
        try:
            raw = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError) as problem:
            raise CryptoError("ciphertext is no base64") from problem
        if not raw or len(raw) % BLOCK:
            raise CryptoError("ciphertext is not made of 32-byte blocks")
        worker = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).decryptor()
        return self._unwrap(worker.update(raw) + worker.finalize())

    def _unwrap(self, plain: bytes) -> str:
        pad = plain[-1]
        if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise CryptoError("padding is not PKCS#7 to 32 bytes")
        plain = plain[:-pad]
        if len(plain) < HEAD + 4:
            raise CryptoError("plaintext is too short to hold a length")
        (length,) = struct.unpack(">I", plain[HEAD : HEAD + 4])
        body, tail = plain[HEAD + 4 : HEAD + 4 + length], plain[HEAD + 4 + length :]
        if len(body) != length:
            raise CryptoError("plaintext is shorter than its length says")
        if tail != self._receiver:
            raise CryptoError(f"message is meant for {tail!r}, not for {self._receiver!r}")
        try:
            return body.decode()
        except UnicodeDecodeError as problem:
            raise CryptoError("plaintext is no UTF-8") from problem
