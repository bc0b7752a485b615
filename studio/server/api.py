"""The verbs of the wire: create, query, cancel, list."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Literal

from aiohttp import web

from bot.runtime.clock import Clock
from studio.server import errors, moderation
from studio.server.callers import Caller, identify
from studio.server.errors import WireError
from studio.server.faults import Call, Faults
from studio.server.limits import Limits
from studio.server.listing import page_of
from studio.server.middleware import REQUEST_ID, TASK_ID, Gate
from studio.server.models import StudioModel
from studio.server.options import LiveSettings
from studio.server.parsing import Asked, read_body, read_order
from studio.server.references import References, result_path
from studio.server.runner import Runner
from studio.server.signing import Signer
from studio.server.task import Fate, Task
from studio.server.tasks import Book
from studio.server.wire import created_body, task_body, unknown_body

QUICK_BYTES = 256 * 1024
"""A larger body (it has images in it) is read in a thread."""


class TaskApi:
    """Handlers of `/services/aigc/.../image-synthesis` and `/tasks`."""

    def __init__(
        self,
        *,
        gate: Gate,
        book: Book,
        brush: Runner,
        references: References,
        signer: Signer,
        limits: Limits,
        faults: Faults,
        models: Mapping[str, StudioModel],
        live: LiveSettings,
        clock: Clock,
        rng: Random,
        trial_words: bool,
    ) -> None:
        self._trial_words = trial_words
        self._gate, self._book, self._brush, self._references = gate, book, brush, references
        self._signer, self._limits, self._faults, self._models = signer, limits, faults, models
        self._live, self._clock, self._rng = live, clock, rng

    def routes(self) -> list[web.RouteDef]:
        """With and without the trailing slash, as clients send both."""
        routes = []
        for end in ("", "/"):
            routes += [
                web.post("/api/v1/services/aigc/{endpoint:text2image|image2image}/image-synthesis" + end, self.create),
                web.get("/api/v1/tasks" + end, self.list),
                web.get("/api/v1/tasks/{task_id}" + end, self.query),
                web.post("/api/v1/tasks/{task_id}/cancel" + end, self.cancel),
            ]
        return routes

    def caller(self, request: web.Request) -> Caller:
        """Who calls. Raises WireError."""
        return identify(request.headers.get("Authorization"), self._live.settings.accounts)

    # ---- create

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Accept a task, or say why not."""
        caller = self.caller(request)
        raw = await request.read()
        body = read_body(raw) if len(raw) < QUICK_BYTES else await asyncio.to_thread(read_body, raw)
        model, given = body.get("model"), body.get("input")
        model = model if isinstance(model, str) else ""
        prompt = given.get("prompt") if isinstance(given, dict) else ""
        call = Call(
            place="create",
            account=caller.account,
            key_id=caller.key_id,
            model=model,
            prompt=prompt if isinstance(prompt, str) else "",
            reference=isinstance(given, dict) and any(name in given for name in _REFERENCE_FIELDS),
        )
        if model in self._models:
            self._limits.attempt("create", caller.account, model)

        async def accept(request: web.Request) -> web.Response:
            if request.headers.get("X-DashScope-Async", "").lower() != "enable":
                raise WireError(errors.SYNCHRONOUS)
            if model in self._models:
                self._ration(caller, model)
            asked = read_order(body, request.match_info["endpoint"], self._models, self._rng)
            if moderation.refused(asked.order.prompt):
                raise WireError(errors.INPUT_INSPECTION)
            task = await self._accept(request, caller, asked, call)
            request[TASK_ID] = task.id
            return web.json_response(created_body(task, request[REQUEST_ID]))

        return await self._gate.act(request, call, accept)

    def _ration(self, caller: Caller, model: str) -> None:
        """Raises WireError if this account may not submit to this model now."""
        settings = self._live.settings
        rate = settings.submissions_per_second.get(model, self._models[model].submissions_per_second)
        if not self._limits.admit(rate, "create", caller.account, model):
            raise WireError(errors.RATE)
        unfinished = self._book.unfinished((caller.account, model))
        if settings.strict_concurrency and unfinished >= self._brush.at_once(model):
            raise WireError(errors.CONCURRENCY)

    async def _accept(self, request: web.Request, caller: Caller, asked: Asked, call: Call) -> Task:
        reference = b""
        if asked.reference:
            reference = await self._references.resolve(
                asked.reference,
                asked.model,
                caller.account,
                oss=request.headers.get("X-DashScope-OssResourceResolve", "").lower() == "enable",
                host=request.host,
                now=self._clock.now(),
            )
        task = await self._book.accept(
            asked.order,
            self._fate(replace(call, place="task"), asked),
            account=caller.account,
            key_id=caller.key_id,
            origin_id=request[REQUEST_ID],
            canned=self._live.settings.canned,
            reference=reference,
        )
        self._brush.enqueue(task)
        return task

    def _fate(self, call: Call, asked: Asked) -> Fate:
        settings, n = self._live.settings, asked.order.n
        fate = Fate(seconds=max(settings.min_task_s, settings.durations.draw(self._rng)))
        if self._trial_words:
            fate = moderation.fate_by_words(asked.order.prompt, fate, n)
        fault = self._faults.meet(call)
        if fault is None:
            return fate
        match fault.do:
            case "fail":
                return replace(fate, code=fault.refusal.code, message=fault.refusal.message)
            case "partial":
                code, message = fault.refusal.code, fault.refusal.message
                return replace(fate, failing=min(fault.count, n), item_code=code, item_message=message)
            case "slow":
                return replace(fate, seconds=max(fate.seconds, fault.seconds))
            case "spoil":
                return replace(fate, spoil="cut" if fault.file == "cut" else "text")
            case _:
                return moderation.stuck(fate)

    # ---- query, cancel, list

    async def query(self, request: web.Request) -> web.StreamResponse:
        """A task's state; UNKNOWN with status 200 if it is not there for this caller."""
        caller = self.caller(request)
        task_id = request.match_info["task_id"]

        async def answer(request: web.Request) -> web.Response:
            self._ration_account("query", caller)
            task = self._book.known(task_id, caller.account)
            if task is None:
                return web.json_response(unknown_body(task_id, request[REQUEST_ID]))
            model = self._models.get(task.order.model)
            extends = model is not None and model.extends

            def url_of(task: Task, index: int) -> str:
                path = result_path(task.id, index)
                return f"{request.scheme}://{request.host}{path}?{self._signer.url_query(path, task.urls_until)}"

            return web.json_response(task_body(task, request[REQUEST_ID], url_of, extends=extends))

        return await self._gate.act(request, self._call_about("query", caller, task_id), answer)

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        """Cancel a PENDING task; a body is tolerated."""
        caller = self.caller(request)
        task_id = request.match_info["task_id"]

        async def answer(request: web.Request) -> web.Response:
            self._ration_account("cancel", caller)
            task = self._book.known(task_id, caller.account)
            if task is None or task.status != "PENDING":
                raise WireError(errors.NOT_PENDING)
            await self._book.note(self._book.mark(task.id, status="CANCELED", ended=self._clock.now()))
            return web.json_response({"request_id": request[REQUEST_ID]})

        return await self._gate.act(request, self._call_about("cancel", caller, task_id), answer)

    async def list(self, request: web.Request) -> web.StreamResponse:
        """One page of the caller's tasks."""
        caller = self.caller(request)

        async def answer(request: web.Request) -> web.Response:
            self._ration_account("list", caller)
            now = self._clock.now()
            tasks = self._book.of(caller.account)
            page = page_of(tasks, request.query, now, self._live.settings.list_lag_s)
            return web.json_response({**page, "request_id": request[REQUEST_ID]})

        call = Call("list", account=caller.account, key_id=caller.key_id, model=request.query.get("model_name", ""))
        return await self._gate.act(request, call, answer)

    def _ration_account(self, verb: str, caller: Caller) -> None:
        if not self._limits.admit(self._live.settings.queries_per_second, verb, caller.account):
            raise WireError(errors.RATE)

    def _call_about(self, place: Literal["query", "cancel"], caller: Caller, task_id: str) -> Call:
        task = self._book.known(task_id, caller.account)
        model, prompt = (task.order.model, task.order.prompt) if task else ("", "")
        return Call(place, account=caller.account, key_id=caller.key_id, model=model, prompt=prompt)


_REFERENCE_FIELDS = ("ref_img", "ref_image", "images", "base_image_url")
