"""The bytes of a picture as Telegram takes it: whole, as a smaller copy, or a blank one instead."""

from __future__ import annotations

import functools
import io
from typing import Final

from PIL import Image
from telegram.error import BadRequest

from adapters.telegram.encode import fits_photo
from adapters.telegram.file_ids import FileIds
from adapters.telegram.identity import ContentKind
from adapters.telegram.limits import PHOTO_COPY_SIDE_PX, PHOTO_MAX_BYTES
from bot.adapter_api import Host, ViewPicture
from bot.media import ImageProblem, jpeg_copy, run_in_decode_queue

BLANK_SIZE_PX: Final = (320, 80)


async def picture_bytes(host: Host, file_ids: FileIds, picture: ViewPicture | None, kind: ContentKind) -> bytes:
    """A picture as it is sent, whose upload is expected (`FileIds`): of one that Telegram does not take as a photo, a smaller
    copy; a blank one for None. Raises KeyError if it is not stored any more, BadRequest if no copy of it can be made."""
    if picture is None:
        return _blank_picture()
    try:
        data = await host.load_picture(picture.key)
    except KeyError:
        await file_ids.delete(picture.key)
        raise
    if kind == "document" or (fits_photo(picture) and len(data) <= PHOTO_MAX_BYTES):
        return data
    try:
        return await run_in_decode_queue(jpeg_copy, data, PHOTO_COPY_SIDE_PX, PHOTO_MAX_BYTES)
    except ImageProblem:
        raise BadRequest("too big for a photo") from None


@functools.cache
def _blank_picture() -> bytes:
    """A small grey picture: replaces one that should be deleted after Telegram's 48 hours."""
    out = io.BytesIO()
    Image.new("L", BLANK_SIZE_PX, 224).save(out, "PNG")
    return out.getvalue()
