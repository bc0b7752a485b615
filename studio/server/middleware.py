"""What stands between the wire and its handlers: request ids, headers, errors in the service's words, and faults."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.runtime.clock import Clock
from studio.server import errors
from studio.server.errors import ApiError, WireError
from studio.server.faults import AFTER_DEEDS, HANG_S, Call, Fault, Faults
from studio.server.wire import add_headers, error_body, new_id, oss_error

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
REQUEST_ID = web.RequestKey("request_id", str)
TASK_ID = web.RequestKey("task_id", str)
"""The task that an answer tells of; set by the handler of a creation."""

_STORAGE = ("upload", "result")
_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Gate:
    """Lets requests through, or not. `refused` counts the errors answered by code; `lost` are the tasks whose creation
    was never answered."""

    def __init__(self, clock: Clock, faults: Faults) -> None:
        self._clock, self._faults = clock, faults
        self.stopping = asyncio.Event()
        self.refused: Counter[str] = Counter()
        self.lost: set[str] = set()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Give the request an id, and turn whatever is raised into an answer."""
        request_id = request[REQUEST_ID] = new_id()
        arrived = self._clock.now()
        try:
            response = await handler(request)
        except WireError as error:
            response = self._refuse(error.refusal, request_id)
        except web.HTTPRequestEntityTooLarge:
            response = self._refuse(errors.TOO_LARGE, request_id)
        except web.HTTPException as error:
            response = self._refuse(ApiError(error.status, "NotFound", "Not found!"), request_id)
        except (web.RequestPayloadError, HttpProcessingError, ClientError, ConnectionError):
            # The body is not what its headers promise (gzip that is none, chunks without a length), or the caller hung
            # up in the middle of it.
            response = self._refuse(errors.BODY_INVALID, request_id)
        except Exception:
            # A mistake of ours; the caller gets the answer the service gives when it makes one.
            log.exception("studio_request_broke", path=request.path, request_id=request_id)
            response = self._refuse(errors.INTERNAL, request_id)
        if not response.prepared:
            add_headers(response, request_id, arrived, self._clock.now())
        return response

    def _refuse(self, refusal: ApiError, request_id: str) -> web.Response:
        self.refused[refusal.code] += 1
        return web.json_response(error_body(refusal, request_id), status=refusal.status)

    async def act(self, request: web.Request, call: Call, handler: Handler) -> web.StreamResponse:
        """Handle a request, unless a fault meets it before or its answer after."""
        fault = self._faults.meet(call)
        if fault is None:
            return await handler(request)
        if fault.do not in AFTER_DEEDS:
            answer = await self._instead(request, call, fault)
            return answer if answer is not None else await handler(request)
        try:
            response = await handler(request)
        except WireError:
            # Nothing was done, so there is nothing to lose; the next one meets this fault.
            self._faults.give_back(fault)
            raise
        if TASK_ID in request:
            self.lost.add(request[TASK_ID])
        if fault.do == "lose_late":
            await self._pause(fault.seconds or HANG_S)
        elif call.place == "result" and isinstance(response, web.Response) and isinstance(response.body, bytes):
            return await _half(request, response)
        return _break_off(request)

    async def _instead(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        """What is answered instead; None if the request is to be handled after all."""
        match fault.do:
            case "error":
                if call.place in _STORAGE:
                    return oss_error(fault.refusal, request[REQUEST_ID], request.host)
                raise WireError(fault.refusal)
            case "nonsense":
                return web.Response(text=_PAGE, content_type="text/html", status=fault.status or 200)
            case "wait":
                await self._pause(fault.seconds)
                return None
            case "hang":
                await self._pause(fault.seconds or HANG_S)
        return _break_off(request)

    async def _pause(self, seconds: float) -> None:
        await self._clock.wait(self.stopping, self._clock.now() + seconds)


def _break_off(request: web.Request) -> web.StreamResponse:
    """Break the connection; the response returned finds nobody to go to."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request, response: web.Response) -> web.StreamResponse:
    """Send the first half of a file, then break the connection."""
    assert isinstance(response.body, bytes)
    stream = web.StreamResponse(headers={"Content-Type": "image/png", "Content-Length": str(len(response.body))})
    await stream.prepare(request)
    await stream.write(response.body[: len(response.body) // 2])
    _break_off(request)
    return stream
