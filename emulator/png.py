"""A picture without a picture library, to stand in for a QR code."""

import hashlib
import struct
import zlib

SIDE = 29
SCALE = 8


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def code_picture(content: str) -> bytes:
    """A grey-scale PNG that looks like a code and differs with ``content``; no scanner reads it."""
    bits = hashlib.shake_256(content.encode()).digest(SIDE * SIDE)
    rows = []
    for y in range(SIDE):
        row = bytearray()
        for x in range(SIDE):
            row += (b"\x00" if _dark(x, y, bits) else b"\xff") * SCALE
        rows.append((b"\x00" + bytes(row)) * SCALE)
    size = SIDE * SCALE
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + _chunk(b"IEND", b"")
    )


def _dark(x: int, y: int, bits: bytes) -> bool:
    for corner_x, corner_y in ((2, 2), (SIDE - 9, 2), (2, SIDE - 9)):
        across, down = x - corner_x, y - corner_y
        if -1 <= across <= 7 and -1 <= down <= 7:
            ring = max(abs(across - 3), abs(down - 3))
            return ring in (0, 1, 3)
    if not (2 <= x < SIDE - 2 and 2 <= y < SIDE - 2):
        return False
    return bool(bits[y * SIDE + x] & 1)
