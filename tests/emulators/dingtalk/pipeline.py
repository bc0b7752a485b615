"""The stages of every HTTP request: record, inject faults, authenticate, limit, execute, answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from .core import Core
from .errors import ApiError, OapiError, Refusal
from .faults import Fault
from .recorder import Request
from .wire import Answer, Call, Endpoint, Family

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_TOKEN_HEADER = "x-acs-dingtalk-access-token"


@dataclass(slots=True)
class Pipeline:
    """Wraps endpoints into aiohttp handlers. While `down`, every connection is cut."""

    core: Core
    down: bool = False
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def handler(self, endpoint: Endpoint) -> _Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._handle(endpoint, request)

        return handle

    def websocket(self, name: str, handshake: _Handler) -> _Handler:
        """The handler of a websocket's address: recorded, and subject to faults until the handshake begins."""

        async def handle(request: web.Request) -> web.StreamResponse:
            record, fault = self._begin(name, request, b"")
            if fault is not None and not fault.acts:
                answer = fault.answer or (fault.refusal.answer("") if fault.refusal else None)
                return _cut(request) if answer is None else _response(answer)
            if fault is not None and fault.slow_s:
                await self._pause(fault.slow_s)
            response = await handshake(request)
            record.status = response.status
            return response

        return handle

    def _begin(self, name: str, request: web.Request, body: bytes) -> tuple[Request, Fault | None]:
        """Record a request, and find its fault."""
        record = Request(
            at=self.core.clock.now(),
            endpoint=name,
            method=request.method,
            path=request.path,
            query=dict(request.query),
            headers=dict(request.headers),
            body=body,
        )
        self.core.recorder.requests.append(record)
        self.core.changed.notify()
        fault = Fault("outage", drop_before=True) if self.down else self.core.faults.match(record)
        record.fault = fault.name if fault else ""
        return record, fault

    async def _handle(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        record, fault = self._begin(endpoint.name, request, body)
        if fault is not None and fault.drop_before:
            return _cut(request)
        if fault is not None and fault.slow_s:
            await self._pause(fault.slow_s)
        answer = await self._answer(endpoint, Call(request, body), record, fault)
        self.core.changed.notify()
        if fault is not None and fault.drop_after:
            return _cut(request)
        if fault is not None and fault.lose_answer:
            await self.stopping.wait()
            return _cut(request)
        record.status, record.answer = answer.status, answer.body
        return _response(answer)

    async def _pause(self, seconds: float) -> None:
        """Wait on the emulator's clock, but no longer than the emulator lives."""
        waits = [
            asyncio.ensure_future(self.core.clock.sleep_until(self.core.clock.now() + seconds)),
            asyncio.ensure_future(self.stopping.wait()),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _answer(self, endpoint: Endpoint, call: Call, record: Request, fault: Fault | None) -> Answer:
        request_id = self.core.ids.request_id()
        try:
            if fault is not None and fault.answer is not None:
                return fault.answer
            if fault is not None and fault.refusal is not None:
                return fault.refusal.answer(request_id)
            self.core.limits.check_address(record.at)
            call.json = _json_of(endpoint, call)
            self._authenticate(endpoint, call)
            if call.app is not None:
                self.core.limits.check_call(self.core.org, call.app, endpoint.name, endpoint.family, record.at)
            answer = await endpoint.act(call)
            record.acted = True
            return answer
        except Refusal as refusal:
            if refusal.blame:
                self.core.violate(refusal.kind, f"{endpoint.name}: {refusal.detail}")
            return refusal.answer(request_id)
        finally:
            record.app = call.app.client_id if call.app else ""

    def _authenticate(self, endpoint: Endpoint, call: Call) -> None:
        now = self.core.clock.now()
        if endpoint.family is Family.OAPI:
            call.app = self.core.org.app_of_token(call.query.get("access_token", ""), now)
            if call.app is None:
                raise OapiError(errcode=40014)
        elif endpoint.family is Family.V1:
            call.app = self.core.org.app_of_token(call.request.headers.get(_TOKEN_HEADER, ""), now)
            if call.app is None:
                raise ApiError(code="InvalidAuthentication")
            if endpoint.permission and endpoint.permission not in call.app.permissions:
                denied = "Forbidden.AccessDenied.AccessTokenPermissionDenied"
                raise ApiError(code=denied, scopes=(endpoint.permission,))

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """Any path that the service does not have."""
        record, fault = self._begin("unknown", request, await request.read())
        if fault is not None and fault.drop_before:
            return _cut(request)
        wrong = ApiError(f"{request.method} {request.path}", code="InvalidAction.NotFound")
        self.core.violate(wrong.kind, wrong.detail)
        answer = wrong.answer(self.core.ids.request_id())
        record.status, record.answer = answer.status, answer.body
        return _response(answer)


def _json_of(endpoint: Endpoint, call: Call) -> dict[str, object]:
    if not endpoint.has_json_body:
        return {}
    try:
        body = json.loads(call.body)
    except ValueError:
        body = None
    is_json = call.request.headers.get(hdrs.CONTENT_TYPE, "").startswith("application/json")
    if not isinstance(body, dict) or not is_json:
        detail = "the body must be a JSON object with Content-Type application/json"
        if endpoint.family is Family.WEBHOOK:
            raise OapiError(detail, errcode=40035)
        raise ApiError(detail, code="InvalidParameter")
    return body


def _response(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)


def _cut(request: web.Request) -> web.Response:
    """Drop the TCP connection: the client sees a reset, never this response."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
