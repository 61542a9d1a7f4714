"""Temporary media, up and down. WeChat docs (media): three days, sizes, video as JSON."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile

from emulator.api.gate import Call, MediaCall
from emulator.errors import ApiError
from emulator.media import MAX_BYTES, Media, sniff

router = APIRouter()


@router.post("/cgi-bin/media/upload")
async def upload(call: MediaCall) -> JSONResponse:
    """Keep the form field ``media`` for three days."""
    kind = call.query("type")
    if kind not in MAX_BYTES:
        raise ApiError(40004)
    if not call.request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ApiError(41005)
    async with call.request.form() as form:
        part = form.get("media")
        if not isinstance(part, UploadFile) or not part.filename:
            raise ApiError(41005)
        data, filename = await part.read(), part.filename
    if not data:
        raise ApiError(44001)
    if len(data) > MAX_BYTES[kind]:
        raise ApiError(45001)
    wanted = "image" if kind == "thumb" else kind
    if sniff(data, kind)[0] != wanted:
        raise ApiError(40005)
    media = call.world.shelf.put(kind, data, filename)
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return JSONResponse(
        {"type": kind, name: media.media_id, "created_at": int(media.created_at), "item": []}
    )


def _media(call: Call) -> Media:
    media = call.world.shelf.get(call.query("media_id"))
    if media is None:
        raise ApiError(40007)
    return media


@router.get("/cgi-bin/media/get")
async def download(call: MediaCall) -> Response:
    """The bytes, or JSON with ``video_url`` for a video."""
    media = _media(call)
    if media.kind == "video":
        url = f"{call.world.base_url}/_emulator/media/{media.media_id}"
        return JSONResponse({"video_url": url})
    return _file(media)


@router.get("/cgi-bin/media/get/jssdk")
async def download_wide(call: MediaCall) -> Response:
    """A voice in its 16 kHz form; the bytes are the same here."""
    media = _media(call)
    if media.kind != "voice":
        raise ApiError(40007)
    return _file(media)


def _file(media: Media) -> Response:
    disposition = f'attachment; filename="{media.filename}"'
    try:
        disposition.encode("latin-1")
    except UnicodeEncodeError:
        disposition = 'attachment; filename="media"'
    return Response(
        media.data, media_type=media.content_type, headers={"content-disposition": disposition}
    )
