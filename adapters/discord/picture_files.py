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
"""The sizes to try one after the other, where a server takes less than it should."""
FORM_BYTES = 64 * 1024
"""The most that a request has beside its files."""


class PictureTooLarge(Exception):
    """No copy of a picture is small enough."""


async def files_of(
    host: Host, pictures: Sequence[ViewPicture], step: int = 0, most_bytes: int = FILE_MAX_BYTES
) -> list[File]:
    """The files for pictures, each of at most `most_bytes`. `step`: how often they were refused as too large. Raises KeyError
    if one is not stored any more, PictureTooLarge."""
    sizes = [most_bytes, *(size for size in SMALLER if size < most_bytes)]
    if step >= len(sizes):
        raise PictureTooLarge
    limit = min(sizes[step], (REQUEST_MAX_BYTES - FORM_BYTES) // max(1, len(pictures)))
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
