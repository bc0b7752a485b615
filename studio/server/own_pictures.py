"""Recognise the studio's own pictures among those that it is given."""

from __future__ import annotations

import asyncio
import hashlib

from studio.look import nearest_look
from studio.server.task import Item
from studio.server.tasks import TaskRegistry


async def find_own(tasks: TaskRegistry, data: bytes, look: str) -> Item | None:
    """The picture with these bytes, or else that of which they are a copy in another format or size; `look` is their fingerprint,
    empty if they are no image."""
    sha256 = await asyncio.to_thread(_sha256, data)
    by_look: dict[str, Item] = {}
    for task in tasks.all():
        for item in task.items:
            if item.sha256 == sha256:
                return item
            if item.look:
                by_look[item.look] = item
    nearest = await asyncio.to_thread(nearest_look, look, by_look)
    return by_look[nearest] if nearest else None


async def scene_of(tasks: TaskRegistry, data: bytes) -> str:
    """The scene of a picture as the text that the painter reads; empty if it is none of the studio's own."""
    own = await find_own(tasks, data, await asyncio.to_thread(_look_of, data))
    return own.painted if own else ""


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _look_of(data: bytes) -> str:
    import io

    from PIL import Image

    from studio.look import look_of

    try:
        with Image.open(io.BytesIO(data)) as image:
            return look_of(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
