"""Fetch residents' pictures and voice notes before WeChat throws them away (three days)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from wechatpy.exceptions import WeChatClientException

from kit import clock
from kit.errors import Unavailable
from tickets.models import Attachment

log = structlog.get_logger()
GONE = frozenset({40007})
KEPT = timedelta(days=3)
"""WeChat throws media away after this (WeChat docs: temporary media)."""


def fetch_next(sessions: sessionmaker[Session], client: Any, folder: Path) -> bool:
    """Fetch the oldest media that is due; False when none is."""
    now = clock.now()
    with sessions.begin() as session:
        due = (
            select(Attachment).where(Attachment.path.is_(None), Attachment.due_at <= now)
            .order_by(Attachment.due_at).limit(1).with_for_update(skip_locked=True)
        )  # fmt: skip
        found = session.scalar(due)
        if found is None:
            return False
        found.attempts += 1
        found.due_at = now + timedelta(seconds=min(2**found.attempts, 3600))
        id_, media_id, last = found.id, found.media_id, now - found.created_at > KEPT
    path = _fetched(client, media_id, folder / f"{id_:08d}", last=last)
    if path is not None:
        with sessions.begin() as session:
            session.get_one(Attachment, id_).path = path
    return True


def _fetched(client: Any, media_id: str, target: Path, *, last: bool) -> str | None:
    """Name of the file below the folder; empty when it is lost; None: try again later."""
    try:
        answer = client.media.download(media_id)
        if isinstance(answer, dict):  # for a video WeChat only says where it lies
            answer = requests.get(answer["video_url"], timeout=(3, 30))
            answer.raise_for_status()
        content = answer.content
    except WeChatClientException as problem:
        return "" if problem.errcode in GONE or last else None
    except (requests.RequestException, Unavailable, KeyError):
        return "" if last else None
    if not content:
        return ""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(content)
    part.replace(target)
    return target.name
