"""Recognise the studio's own pictures among those that it is given."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable

from studio.look import look_of, nearest_look
from studio.server.task import Item
from studio.server.tasks import TaskRegistry

_MAX_PIXELS = 4096 * 4096
"""The studio paints nothing larger; a larger image is no copy of one of its pictures, and is not decoded."""
_DRAFT_PX = 512


async def find_own(tasks: TaskRegistry, data: bytes, look: Callable[[], str]) -> Item | None:
    """The picture with these bytes, or else that of which they are a copy in another format or size. `look` returns their
    fingerprint (empty if they are no image); it is called in a thread, only if no picture has these bytes."""
    sha256 = await asyncio.to_thread(_sha256, data)
    by_look: dict[str, Item] = {}
    for task in tasks.all():
        for item in task.items:
            if item.sha256 == sha256:
                return item
            if item.look:
                by_look[item.look] = item
    nearest = await asyncio.to_thread(lambda: nearest_look(look(), by_look)) if by_look else None
    return by_look[nearest] if nearest else None


async def scene_of(tasks: TaskRegistry, data: bytes) -> str:
    """The scene of a picture as the text that the painter reads; empty if it is none of the studio's own."""
    own = await find_own(tasks, data, lambda: _look_of(data))
    return own.painted if own else ""


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _look_of(data: bytes) -> str:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                return ""
            image.draft("RGB", (_DRAFT_PX, _DRAFT_PX))  # Of a JPEG only as many pixels are decoded as are needed.
            return look_of(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
