"""The files of a message: pictures as they are, or a smaller copy of those that are too large."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.discord.files import File
from adapters.discord.limits import FILE_MAX_BYTES, REQUEST_MAX_BYTES
from bot.adapter_api import Host, ViewPicture
from bot.media import FULL_SIDE, ImageProblem, jpeg_copy, run_in_decode_queue

SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What every client shows as a picture."""
SMALLER = (FILE_MAX_BYTES, FILE_MAX_BYTES // 2, FILE_MAX_BYTES // 5)
"""The sizes to try one after the other, where a server takes less than usual."""


class PictureTooLarge(Exception):
    """No copy of a picture is small enough."""


async def files_of(host: Host, pictures: Sequence[ViewPicture], step: int = 0) -> list[File]:
    """The files for pictures. `step`: how often they were refused as too large. Raises KeyError if one is not stored any
    more, PictureTooLarge."""
    if step >= len(SMALLER):
        raise PictureTooLarge
    limit = min(SMALLER[step], REQUEST_MAX_BYTES // max(1, len(pictures)))
    return [await _file(host, picture, limit) for picture in pictures]


async def _file(host: Host, picture: ViewPicture, limit: int) -> File:
    data = await host.load_picture(picture.key)
    name = picture.name or f"picture.{picture.mime.rpartition('/')[2] or 'png'}"
    is_image = picture.mime.startswith("image/")
    if len(data) <= limit and (picture.mime in SHOWN_TYPES or not is_image):  # An album's page is no picture.
        return File(name, data, picture.mime, picture.alt)
    if not is_image:
        raise PictureTooLarge
    try:
        copy = await run_in_decode_queue(jpeg_copy, data, FULL_SIDE, limit)
    except ImageProblem:
        raise PictureTooLarge from None
    if len(copy) > limit:
        raise PictureTooLarge
    return File(f"{name.rpartition('.')[0] or name}.jpg", copy, "image/jpeg", picture.alt)
