"""The shelf of temporary media, ours and the people's, which forgets after three days."""

import secrets
import threading
from dataclasses import dataclass
from typing import Literal

from emulator.clock import Clock

MediaType = Literal["image", "voice", "video", "thumb", "file"]

LIFETIME_S = 3 * 24 * 3600
"""WeChat docs (media): temporary material lives three days."""

MAX_BYTES: dict[str, int] = {
    "image": 2 * 1024 * 1024,
    "voice": 2 * 1024 * 1024,
    "video": 10 * 1024 * 1024,
    "thumb": 64 * 1024,
}
"""Upload limits; the current page's 2 MB for images, not the 10 MB of older ones."""

CONTENT_TYPES: dict[str, tuple[str, str]] = {
    "image": ("image/jpeg", "jpg"),
    "voice": ("audio/amr", "amr"),
    "video": ("video/mpeg4", "mp4"),
    "thumb": ("image/jpeg", "jpg"),
    "file": ("application/octet-stream", "bin"),
}

_MAGIC: tuple[tuple[bytes, str, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image", "image/png", "png"),
    (b"\xff\xd8\xff", "image", "image/jpeg", "jpg"),
    (b"GIF8", "image", "image/gif", "gif"),
    (b"BM", "image", "image/bmp", "bmp"),
    (b"#!AMR", "voice", "audio/amr", "amr"),
    (b"ID3", "voice", "audio/mp3", "mp3"),
    (b"\xff\xfb", "voice", "audio/mp3", "mp3"),
    (b"\xff\xf3", "voice", "audio/mp3", "mp3"),
    (b"RIFF", "voice", "audio/wav", "wav"),
    (b"OggS", "voice", "audio/ogg", "ogg"),
    (b"\x1aE\xdf\xa3", "voice", "audio/webm", "webm"),
)


def sniff(data: bytes, kind: str) -> tuple[str, str, str]:
    """What ``data`` really is: (media type, content type, file suffix); ``kind`` if unknown."""
    for magic, found, content_type, suffix in _MAGIC:
        if data.startswith(magic):
            return found, content_type, suffix
    if data[4:8] == b"ftyp":
        return "video", "video/mp4", "mp4"
    content_type, suffix = CONTENT_TYPES.get(kind, CONTENT_TYPES["file"])
    return "unknown", content_type, suffix


@dataclass(frozen=True)
class Media:
    """One stored file; ``owner`` is the openid that sent it, "" when the account uploaded it."""

    media_id: str
    kind: str
    data: bytes
    content_type: str
    filename: str
    created_at: float
    owner: str


class Shelf:
    """Stores media and refuses them when three emulated days are over. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._media: dict[str, Media] = {}

    def put(self, kind: str, data: bytes, filename: str = "", owner: str = "") -> Media:
        """Keep ``data`` and give it a media id."""
        _, content_type, suffix = sniff(data, kind)
        media_id = secrets.token_urlsafe(48)
        media = Media(
            media_id,
            kind,
            data,
            content_type,
            filename or f"{media_id[:16]}.{suffix}",
            self._clock.now(),
            owner,
        )
        with self._lock:
            self._media[media_id] = media
        return media

    def get(self, media_id: str) -> Media | None:
        """The media, or None when unknown or older than three days."""
        media = self._media.get(media_id)
        if media is None or self._clock.now() - media.created_at >= LIFETIME_S:
            return None
        return media

    def even_expired(self, media_id: str) -> Media | None:
        """The media however old: a phone keeps the pictures it once showed."""
        return self._media.get(media_id)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._media.clear()

    def __len__(self) -> int:
        return len(self._media)
