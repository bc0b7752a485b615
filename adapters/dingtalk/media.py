"""Pictures on their way to DingTalk: in a format that it takes, uploaded once each."""

from __future__ import annotations

import asyncio
import io

from PIL import Image

from adapters.dingtalk import records
from adapters.dingtalk.limits import PICTURE_MAX_BYTES
from adapters.dingtalk.openapi import OpenApi
from adapters.dingtalk.verdicts import AnswerLost, Unsent
from bot.messages import Host, ViewPicture
from bot.store import Store

_TAKEN = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/bmp": "bmp"}
_JPEG_QUALITIES = (92, 80, 60)


class Media:
    """Uploads stored pictures and remembers under which media id DingTalk has each."""

    def __init__(self, api: OpenApi, host: Host) -> None:
        self._api = api
        self._host = host
        self._store: Store = host.store

    async def media_id(self, picture: ViewPicture) -> str:
        """The media id of a picture. Raises CallFailed, KeyError (we do not have the picture any more)."""
        if known := await self._store.read(records.media_of, picture.key):
            return known
        data, suffix = await self._taken(await self._host.load_picture(picture.key), picture.mime)
        stem = picture.name.rpartition(".")[0] or "picture"
        mime = next(mime for mime, ending in _TAKEN.items() if ending == suffix)
        try:
            media_id = await self._api.upload_picture(data, f"{stem}.{suffix}", mime)
        except AnswerLost as lost:
            # Whether it arrived or not, nobody sees an upload: nothing has been posted.
            raise Unsent(f"upload: {lost.reason}") from None
        await self._store.write(records.note_media, picture.key, media_id)
        return media_id

    async def _taken(self, data: bytes, mime: str) -> tuple[bytes, str]:
        if mime in _TAKEN and len(data) <= PICTURE_MAX_BYTES:
            return data, _TAKEN[mime]
        return await asyncio.to_thread(as_jpeg, data), "jpg"


def as_jpeg(data: bytes) -> bytes:
    """Any picture as a JPEG that is small enough. Blocks: call it in a thread. Raises OSError if it is no picture."""
    with Image.open(io.BytesIO(data)) as image:
        flat = image.convert("RGB")
    for quality in _JPEG_QUALITIES:
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality)
        if out.tell() <= PICTURE_MAX_BYTES:
            break
    return out.getvalue()
