"""Examples of styles, painted by the studio's painter in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from studio.embedded import can_paint

Paint = Callable[[dict[str, Any]], Awaitable[bytes]]


def example_painter() -> Callable[[], AbstractAsyncContextManager[Paint]] | None:
    """What paints examples, or None where the studio's libraries are not installed."""
    return _paint if can_paint() else None


@asynccontextmanager
async def _paint() -> AsyncIterator[Paint]:
    """A painter for as long as there is something to paint; its process ends with the last example."""
    from studio.server.painter_process import PainterError, PainterProcess

    easel = PainterProcess(1)

    async def paint(order: dict[str, Any]) -> bytes:
        try:
            return (await easel.paint(order, b"")).data
        except PainterError as error:
            raise OSError(str(error)) from error

    try:
        yield paint
    finally:
        await easel.close()
