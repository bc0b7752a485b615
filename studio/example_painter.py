"""Paints examples of styles with the studio's painter, in a separate process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from studio.embedded import can_paint

Paint = Callable[[dict[str, Any]], Awaitable[bytes]]


def example_painter() -> Callable[[], AbstractAsyncContextManager[Paint]] | None:
    """The painter of examples, or None where the libraries of the extra `studio` are not installed."""
    return _paint if can_paint() else None


@asynccontextmanager
async def _paint() -> AsyncIterator[Paint]:
    """A painter process that ends with the context."""
    from studio.server.painter_pool import PainterError, PainterPool

    painters = PainterPool(1)

    async def paint(order: dict[str, Any]) -> bytes:
        try:
            return (await painters.paint(order)).data
        except PainterError as error:
            raise OSError(str(error)) from error

    try:
        yield paint
    finally:
        await painters.close()
