"""The stages of every HTTP request: record, inject faults, authenticate, limit, act, answer."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from .buckets import Buckets, limit_headers
from .errors import ApiError, Banned, not_found, unauthorized
from .faults import Fault
from .recorder import Request
from .wire import Answer, Call, Endpoint, read_body, response
from .world import World

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_OUTAGE = Fault("outage", cut=True)
_SECRET = "{token}"


@dataclass(slots=True, repr=False)
class Pipeline:
    """Wraps endpoints into handlers. While `down`, every connection is cut."""

    world: World
    buckets: Buckets
    down: bool = False
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def handler(self, endpoint: Endpoint) -> _Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._handle(endpoint, request)

        return handle

    async def _handle(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        call, problem = Call(request), None
        try:
            await read_body(request, call, self.world.settings.request_max_bytes)
        except ApiError as error:
            problem = error
        record = self._begin(endpoint, call)
        fault = _OUTAGE if self.down else self.world.faults.match(record)
        record.fault = fault.name if fault else ""
        if fault is not None:
            await self.pause(fault.slow_s)
            if fault.cut and not fault.acts:
                return cut(request, record)
            if fault.error is not None and not fault.acts:
                return self._refuse(endpoint, call, record, fault.error(), html=fault.html)
        try:
            answer = await self._act(endpoint, call, record, problem)
        except ApiError as error:
            return self._refuse(endpoint, call, record, error)
        finally:
            self.world.changed.notify()
        if fault is not None:
            if fault.error is not None:
                return self._refuse(endpoint, call, record, fault.error(), html=fault.html)
            if fault.hang:
                await self._hang(request)
            if fault.cut or fault.hang:
                return cut(request, record)
            await self.pause(fault.slow_answer_s)
        record.status = answer.status
        return response(answer, self._headers(endpoint, call))

    def _begin(self, endpoint: Endpoint, call: Call) -> Request:
        request = call.request
        record = self.world.recorder.add(
            Request(
                at=self.world.now(),
                endpoint=endpoint.name,
                method=request.method,
                path=request.path,
                match=dict(request.match_info),
                query=dict(request.query),
                content_type=request.headers.get("Content-Type", ""),
                json=call.json,
                files={number: len(upload.data) for number, upload in call.files.items()},
            )
        )
        self.world.changed.notify()
        return record

    async def _act(self, endpoint: Endpoint, call: Call, record: Request, problem: ApiError | None) -> Answer:
        if self.buckets.check_ban(self.world.now()):
            raise Banned
        if endpoint.auth == "bot":
            self._authenticate(call)
            self.buckets.check_global(call.caller.id, record.at)
            record.bot = call.caller.username
        if endpoint.bucket:
            self.buckets.check(endpoint.bucket, self._major(endpoint, call), record.at)
        if problem is not None:
            raise problem
        try:
            answer = await endpoint.act(call)
        except ApiError:
            raise
        except Exception as error:  # the bot must see a server error, and the test must see why
            self.world.violate("emulator", "".join(traceback.format_exception(error)))
            raise ApiError(status=500, message="Internal Server Error") from error
        record.acted = True
        return answer

    def _authenticate(self, call: Call) -> None:
        """Raises: ApiError 401."""
        scheme, _, token = call.request.headers.get("Authorization", "").partition(" ")
        bot = self.world.bots.get(token)
        if scheme != "Bot" or bot is None:
            raise unauthorized()
        call.bot = bot

    @staticmethod
    def _major(endpoint: Endpoint, call: Call) -> tuple[str, ...]:
        return tuple(call.match[name] for name in endpoint.major)

    def _headers(self, endpoint: Endpoint, call: Call) -> dict[str, str]:
        if not endpoint.bucket:
            return {}
        return self.buckets.headers(endpoint.bucket, self._major(endpoint, call), self.world.now())

    def _refuse(
        self, endpoint: Endpoint, call: Call, record: Request, error: ApiError, *, html: bool = False
    ) -> web.Response:
        record.status, record.code = error.status, error.code
        if error.blame:
            self.world.violate(f"refused-{error.code or error.status}", f"{endpoint.name}: {error.blame}")
        if error.status in (401, 403, 429) and error.scope != "shared":
            self.buckets.count_invalid(record.at)
        if html or isinstance(error, Banned):
            page = f"<html><head><title>{error.status}</title></head><body>{error.message}</body></html>"
            return response(Answer(page.encode(), error.status, "text/html"), {})
        headers = self._headers(endpoint, call)
        if error.status == 429:
            headers |= limit_headers(error)
        return response(Answer(error.body(), error.status), headers)

    async def pause(self, seconds: float) -> None:
        """Wait on the emulator's clock, but no longer than the emulator lives."""
        if not seconds:
            return
        waits = [
            asyncio.ensure_future(self.world.clock.sleep_until(self.world.now() + seconds)),
            asyncio.ensure_future(self.stopping.wait()),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _hang(self, request: web.Request) -> None:
        """Answer nothing while the client is connected."""
        while not self.stopping.is_set() and request.transport is not None and not request.transport.is_closing():
            try:
                await asyncio.wait_for(self.stopping.wait(), 0.05)
            except TimeoutError:
                continue  # look again whether the client is still there

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """Any path that the service does not have."""
        record = Request(self.world.now(), "unknown", request.method, request.path, {})
        self.world.recorder.add(record)
        if self.down:
            return cut(request, record)
        self.world.violate("unknown-route", f"{request.method} {request.path}")
        record.status = 404
        return response(Answer(not_found().body(), 404), {})


def cut(request: web.Request, record: Request) -> web.Response:
    """Drop the TCP connection: the client sees a reset, never this response."""
    record.status = -1
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
