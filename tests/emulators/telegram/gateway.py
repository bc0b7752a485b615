"""The HTTP endpoints of the Bot API: tokens, methods, faults, files."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

from aiohttp import web

from .checks import check_request, check_result, published
from .delivery import Delivery
from .errors import ApiError, NotEmulated
from .faults import Fault, Faults
from .methods import METHODS, Context, Reply
from .recorder import Call
from .wire import Params, read_params
from .world import TOKEN, Bot, World


class Gateway:
    """Answers ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

    def __init__(self, world: World, delivery: Delivery, faults: Faults) -> None:
        self._world = world
        self._delivery = delivery
        self._faults = faults
        self.closing = asyncio.Event()

    def mount(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._on_method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._on_file)
        app.router.add_route("*", "/{rest:.*}", self._on_nothing)

    # -- methods

    async def _on_method(self, request: web.Request) -> web.StreamResponse:
        call = Call(self._world.now(), "?", request.match_info["method"], {})
        try:
            bot = self._bot(request.match_info["token"])
            call.bot = f"@{bot.username}"
            params = await read_params(request)
            call.params = params.decoded()
            call.files = {name: len(upload.data) for name, upload in params.files.items()}
        except ApiError as error:
            self._world.recorder.add(call)
            return self._refuse(call, error)
        self._world.recorder.add(call)
        fault = self._faults.pick(call)
        if fault is not None and (cut := await self._before(request, call, fault)) is not None:
            return cut
        try:
            body = await self._act(bot, call, params, fault)
        except ApiError as error:
            return self._refuse(call, error)
        if fault is not None and (cut := await self._after(request, call, fault)) is not None:
            return cut
        call.status = 200
        return web.json_response(body)

    def _bot(self, token: str) -> Bot:
        if not TOKEN.match(token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        bot = self._world.bots.get(token)
        if bot is None:
            raise ApiError(401, "Unauthorized")
        return bot

    async def _act(self, bot: Bot, call: Call, params: Params, fault: Fault | None) -> dict[str, Any]:
        """Execute the call. Raises: ApiError."""
        handler = METHODS.get(call.method.lower())
        model = published().get(call.method.lower())
        if handler is None:
            if model is not None:
                self._world.recorder.violation(f"{call.method} exists, but the emulator does not have it")
            raise ApiError(404, "Not Found: method not found")
        for problem in check_request(call.method, call.params):
            self._world.recorder.violation(problem)
        for unused in params.unused_files():
            self._world.recorder.violation(f"{call.method}: the file {unused!r} is sent, but nothing refers to it")
        try:
            result = await handler(Context(self._world, self._delivery, bot, params, fault))
        except NotEmulated as error:
            self._world.recorder.violation(f"{call.method}: {error.description.removeprefix('Bad Request: ')}")
            raise
        except ApiError:
            raise
        except Exception as error:  # The bot under test must see a server error, and the test must see why.
            self._world.recorder.violation("the emulator broke: " + "".join(traceback.format_exception(error)))
            raise ApiError(500, "Internal Server Error") from error
        call.acted = True
        body: dict[str, Any] = {"ok": True, "result": result}
        if isinstance(result, Reply):
            body = {"ok": True, "result": result.result, "description": result.description}
        if call.method.lower() != "getupdates":
            for problem in check_result(call.method, body["result"]):
                self._world.recorder.violation(problem)
        return body

    # -- faults

    async def _before(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        if fault.delay_s:
            await self._world.clock.sleep_until(self._world.now() + fault.delay_s)
        if fault.error is not None:
            return self._refuse(call, fault.error, html=fault.html)
        return self._cut(request, call) if fault.cut == "before" else None

    async def _after(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        if fault.cut == "after":
            return self._cut(request, call)
        if not fault.lose_answer:
            return None
        deadline = asyncio.get_running_loop().time() + fault.hang_s
        while not self.closing.is_set() and request.transport is not None and not request.transport.is_closing():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            try:
                await asyncio.wait_for(self.closing.wait(), min(0.05, left))
            except TimeoutError:
                continue  # Check again whether the client is still connected.
        return self._cut(request, call)

    @staticmethod
    def _cut(request: web.Request, call: Call) -> web.StreamResponse:
        call.status = -1
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    @staticmethod
    def _refuse(call: Call, error: ApiError, *, html: bool = False) -> web.Response:
        call.status, call.description = error.status, error.description
        headers = {}
        if error.parameters and "retry_after" in error.parameters:
            call.retry_after = error.parameters["retry_after"]
            headers["Retry-After"] = str(call.retry_after)
        if html:
            page = f"<html><head><title>{error.status} {error.description}</title></head></html>"
            return web.Response(status=error.status, text=page, content_type="text/html", headers=headers)
        return web.json_response(error.body(), status=error.status, headers=headers)

    # -- files

    async def _on_file(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        call = self._world.recorder.add(Call(self._world.now(), "?", "downloadFile", {"file_path": path}))
        try:
            bot = self._bot(request.match_info["token"])
            call.bot = f"@{bot.username}"
            fault = self._faults.pick(call)
            if fault is not None and (cut := await self._before(request, call, fault)) is not None:
                return cut
            file = self._world.files.at_path(bot.id, path, self._world.now())
            if file is None:
                raise ApiError(404, "Not Found")
        except ApiError as error:
            return self._refuse(call, error)
        call.status = 200
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _on_nothing(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(ApiError(404, "Not Found").body(), status=404)
