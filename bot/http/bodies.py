"""Reading the body of a request: with a deadline and a size limit, never compressed, and without chunks that are mostly
framing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

from aiohttp import http_exceptions, web
from aiohttp.typedefs import Handler

from bot.http.request_connection import awaiting_body, received, stop_reading

FRAMING_BYTES: Final = 16 * 1024  # of the head and the lengths of chunks, not counted
FRAMING_FACTOR: Final = 4  # A chunk of one byte takes six to send.

_BROKEN: Final = (web.RequestPayloadError, http_exceptions.HttpProcessingError, ConnectionError)


class BodyTooLarge(ValueError):
    """More bytes than allowed; the rest was not read."""


class BodyTooSlow(TimeoutError):
    """The body did not arrive in time."""


class BrokenBody(ValueError):
    """The body was cut off, its chunks are malformed, or they are so small that they are mostly framing."""


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
    """Refuse a compressed body with 415 before anything else: a few bytes of it could become gigabytes. A chunked body
    (some proxies, Cloudflare tunnels among them, send no other) is parsed only as far as its handler reads it, because
    each chunk may be of one byte.

    The server is started with `auto_decompress=False` (`listener.runner_of`), so that aiohttp does not decompress
    either.
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
