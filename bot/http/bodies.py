"""Reading the body of a request: within a time, up to a size, never one that has to be unpacked, and none whose chunks cost more
than what is in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

from aiohttp import http_exceptions, web
from aiohttp.typedefs import Handler

from bot.http.listener import awaiting_body, received, stop_reading

FRAMING_BYTES: Final = 16 * 1024  # of a head and of the lengths of chunks, that nobody counts
FRAMING_FACTOR: Final = 4  # A chunk of one byte takes six to send.

_BROKEN: Final = (web.RequestPayloadError, http_exceptions.HttpProcessingError, ConnectionError)


class BodyTooLarge(ValueError):
    """More bytes than allowed; the rest was not read."""


class BodyTooSlow(TimeoutError):
    """It did not arrive in time."""


class BrokenBody(ValueError):
    """It was cut off, its chunks are not what HTTP says, or they are so small that they are mostly their own lengths."""


async def chunks_of(request: web.BaseRequest, most_bytes: int, seconds: float) -> AsyncIterator[bytes]:
    """The body as it arrives. Raises BodyTooLarge, BodyTooSlow, BrokenBody."""
    if (request.content_length or 0) > most_bytes:
        raise BodyTooLarge
    taken = 0
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            with awaiting_body(request):
                async with asyncio.timeout_at(deadline):
                    chunk = await request.content.readany()
        except TimeoutError:
            raise BodyTooSlow from None
        except _BROKEN as error:
            raise BrokenBody(type(error).__name__) from None
        if not chunk:
            return
        taken += len(chunk)
        if taken > most_bytes:
            raise BodyTooLarge
        if received(request) > FRAMING_BYTES + FRAMING_FACTOR * taken:
            raise BrokenBody("chunks")
        yield chunk


async def read_body(request: web.BaseRequest, most_bytes: int, seconds: float) -> bytes:
    """The whole body. Raises BodyTooLarge, BodyTooSlow, BrokenBody."""
    return b"".join([chunk async for chunk in chunks_of(request, most_bytes, seconds)])


@web.middleware
async def refuse_encoded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses what costs more than its length. 415 for a compressed body, of which a few bytes could become gigabytes, before
    anything else is looked at. A body in chunks (some proxies send no other, tunnels of Cloudflare among them) is taken as far as
    its handler reads it; the rest is not parsed, because each chunk may be of one byte.

    The server is started with `auto_decompress=False` (`listener.runner_of`), so that nothing unpacks it meanwhile.
    """
    encodings = ",".join(request.headers.getall("Content-Encoding", [])).lower().replace(" ", "")
    if encodings.strip(",") not in {"", "identity"}:
        stop_reading(request)
        refused = web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE, headers={"Accept-Encoding": "identity"})
        refused.force_close()
        return refused
    if "Transfer-Encoding" not in request.headers:
        return await handler(request)
    try:
        answer = await handler(request)
    except web.HTTPException as raised:
        _leave_unread(request, raised)
        raise
    _leave_unread(request, answer)
    return answer


def _leave_unread(request: web.Request, answer: web.StreamResponse) -> None:
    if not request.content.at_eof():
        stop_reading(request)
        answer.force_close()
