"""The body of a create: it must not leave twice, or too late."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from bot.runtime.clock import Clock

_CHUNK_BYTES = 65_536


class _DeadlinePassed(Exception):
    """Stops aiohttp from sending a body. The exchange then ends with an aiohttp.ClientError."""


class SingleUseBody(aiohttp.Payload):
    """A request body that is sent at most once, and not after its deadline.

    aiohttp holds the headers back until the first byte of the body, so a body that raises keeps the whole request from
    leaving. `has_left` is set before the first byte is handed to the connection: while it is False, nothing was sent.
    `on_sent` is called when the last one was.
    """

    def __init__(
        self, data: bytes, clock: Clock, deadline: float | None, on_sent: Callable[[], None] | None = None
    ) -> None:
        super().__init__(data, content_type="application/json")
        self._size = len(data)
        self._on_sent = on_sent
        self._clock = clock
        self._deadline = deadline
        self._forbidden = False
        self.has_left = False
        self.was_too_late = False

    def forbid(self) -> None:
        """Do not send the body if it has not left yet."""
        self._forbidden = True

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The body as text (part of aiohttp's interface)."""
        return bytes(self._value).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send the body, or raise. There is no await between the check of the deadline and the first byte."""
        if self._forbidden or self.has_left:
            raise _DeadlinePassed
        if self._deadline is not None and self._clock.monotonic() > self._deadline:
            self.was_too_late = True
            raise _DeadlinePassed
        self.has_left = True
        view = memoryview(self._value)
        for start in range(0, len(view), _CHUNK_BYTES):
            await writer.write(view[start : start + _CHUNK_BYTES])
        if self._on_sent:
            self._on_sent()
