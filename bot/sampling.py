"""Examples painted by the studio's painter, in a process of its own: whoever brings the studio in is the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Any

from bot.chat.boards import Paint, Sampler


def sampler() -> Sampler | None:
    """Somebody who paints examples, or None where the studio's libraries are not installed."""
    return _paint if all(find_spec(name) for name in ("cv2", "numpy")) else None


@asynccontextmanager
async def _paint() -> AsyncIterator[Paint]:
    """A painter for as long as there is something to paint; its process ends with the last example."""
    from bot.studio.easel import Easel, EaselError

    easel = Easel(1)

    async def paint(order: dict[str, Any]) -> bytes:
        try:
            return (await easel.paint(order, b"")).data
        except EaselError as error:
            raise OSError(str(error)) from error

    try:
        yield paint
    finally:
        await easel.close()
