"""Around every handler: request ids, response headers, errors in the service's format, fault injection."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.runtime.clock import Clock
from studio.server import errors
from studio.server.errors import ApiError, ApiRefusal
from studio.server.faults import ACTIONS_AFTER_HANDLING, HANG_S, Call, Fault, Faults
from studio.server.responses import COMPATIBLE_PREFIX, add_headers, error_body, new_id, openai_error_body, oss_error

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
REQUEST_ID = web.RequestKey("request_id", str)
TASK_ID = web.RequestKey("task_id", str)
"""The task that was created; set by the handler of a creation."""

_XML_OPERATIONS = ("upload", "result")
_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Middleware:
    """Answers errors and injects faults. `refused` counts the errors answered by code; `lost` are the tasks whose creation
    was never answered."""

    def __init__(self, clock: Clock, faults: Faults) -> None:
        self._clock, self._faults = clock, faults
        self.stopping = asyncio.Event()
        self.refused: Counter[str] = Counter()
        self.lost: set[str] = set()

    @web.middleware
    async def handle_errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """aiohttp middleware: give the request an id and answer whatever the handler raises."""
        request_id = request[REQUEST_ID] = new_id()
        arrived = self._clock.now()
        try:
            response = await handler(request)
        except ApiRefusal as error:
            response = self._refuse(request, error.refusal)
        except web.HTTPRequestEntityTooLarge:
            response = self._refuse(request, errors.TOO_LARGE)
        except web.HTTPException as error:
            response = self._refuse(request, ApiError(error.status, "NotFound", "Not found!"))
        except (web.RequestPayloadError, HttpProcessingError, ClientError, ConnectionError):
            # The body does not match its headers (broken gzip, chunks without a length), or the connection broke while
            # it was read.
            response = self._refuse(request, errors.BODY_INVALID)
        except Exception:
            # A bug of the studio: answered as the service answers its own.
            log.exception("studio_request_broke", path=request.path, request_id=request_id)
            response = self._refuse(request, errors.INTERNAL)
        if not response.prepared:
            add_headers(response, request_id, arrived, self._clock.now())
        return response

    def _refuse(self, request: web.Request, refusal: ApiError) -> web.Response:
        self.refused[refusal.code] += 1
        if request.path.startswith(COMPATIBLE_PREFIX):
            return web.json_response(openai_error_body(refusal), status=refusal.status)
        return web.json_response(error_body(refusal, request[REQUEST_ID]), status=refusal.status)

    async def handle(self, request: web.Request, call: Call, handler: Handler) -> web.StreamResponse:
        """Call the handler, with the fault that this request meets, if any, before or after it."""
        fault = self._faults.fire(call)
        if fault is None:
            return await handler(request)
        if fault.do not in ACTIONS_AFTER_HANDLING:
            answer = await self._answer_instead(request, call, fault)
            return answer if answer is not None else await handler(request)
        try:
            response = await handler(request)
        except ApiRefusal:
            # Refused: there is no answer to lose, so the fault is left for the next request.
            self._faults.undo(fault)
            raise
        if TASK_ID in request:
            self.lost.add(request[TASK_ID])
        if fault.do == "lose_late":
            await self._pause(fault.seconds or HANG_S)
        halved = fault.do == "cut" or call.operation == "result"
        if halved and isinstance(response, web.Response) and response.body is not None:
            body = response.body
            data = bytes(body) if isinstance(body, bytes | bytearray) else await body.as_bytes()
            return await _send_half(request, response, data)
        return abort_connection(request)

    async def _answer_instead(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        """The answer instead of the handler's; None if the request is handled after all."""
        match fault.do:
            case "error":
                if call.operation in _XML_OPERATIONS:
                    return oss_error(fault.refusal, request[REQUEST_ID], request.host)
                raise ApiRefusal(fault.refusal)
            case "nonsense":
                return web.Response(text=_PAGE, content_type="text/html", status=fault.status or 200)
            case "wait":
                await self._pause(fault.seconds)
                return None
            case "hang":
                await self._pause(fault.seconds or HANG_S)
        return abort_connection(request)

    async def _pause(self, seconds: float) -> None:
        await self._clock.wait(self.stopping, self._clock.now() + seconds)


def abort_connection(request: web.Request) -> web.StreamResponse:
    """Abort the connection; the response that is returned is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _send_half(request: web.Request, response: web.Response, data: bytes) -> web.StreamResponse:
    """Send the first half of a file or an answer, then break the connection."""
    headers = {"Content-Type": response.content_type, "Content-Length": str(len(data))}
    stream = web.StreamResponse(status=response.status, headers=headers)
    await stream.prepare(request)
    await stream.write(data[: len(data) // 2])
    abort_connection(request)
    return stream
