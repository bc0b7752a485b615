"""Handlers of the task API: create, query, cancel, list."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from random import Random
from typing import Literal

from aiohttp import web

from bot.runtime.clock import Clock
from studio.server import content_inspection, errors
from studio.server.authentication import Caller, authenticate
from studio.server.errors import ApiRefusal
from studio.server.fates import FatePlanner
from studio.server.faults import Call
from studio.server.listing import list_tasks
from studio.server.message_answers import message_task_body
from studio.server.middleware import REQUEST_ID, TASK_ID, Middleware
from studio.server.models import ServedModel
from studio.server.options import LiveSettings
from studio.server.parsing import ParsedCreation, parse_body, parse_creation
from studio.server.rate_limits import RateLimits
from studio.server.references import ReferenceResolver, result_path
from studio.server.responses import UrlOf, created_body, task_body, unknown_body
from studio.server.runner import TaskRunner
from studio.server.signing import Signer
from studio.server.task import MESSAGES, Task
from studio.server.tasks import TaskRegistry

INLINE_PARSE_MAX_BYTES = 256 * 1024
"""A larger body (one with images) is parsed in a thread."""


class TaskApi:
    """Handlers of `/services/aigc/.../image-synthesis` and `/tasks`."""

    def __init__(
        self,
        *,
        middleware: Middleware,
        tasks: TaskRegistry,
        runner: TaskRunner,
        references: ReferenceResolver,
        signer: Signer,
        rate_limits: RateLimits,
        models: Mapping[str, ServedModel],
        live: LiveSettings,
        clock: Clock,
        rng: Random,
        fates: FatePlanner,
    ) -> None:
        self._fates = fates
        self._middleware, self._tasks, self._runner, self._references = middleware, tasks, runner, references
        self._signer, self._rate_limits, self._models = signer, rate_limits, models
        self._live, self._clock, self._rng = live, clock, rng

    def routes(self) -> list[web.RouteDef]:
        """With and without the trailing slash: clients send both."""
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
        """The authenticated caller. Raises ApiRefusal."""
        return authenticate(request.headers.get("Authorization"), self._live.settings.accounts)

    # ---- create

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Accept a task or refuse it."""
        caller = self.caller(request)
        raw = await request.read()
        body = parse_body(raw) if len(raw) < INLINE_PARSE_MAX_BYTES else await asyncio.to_thread(parse_body, raw)
        model, given = body.get("model"), body.get("input")
        model = model if isinstance(model, str) else ""
        prompt = given.get("prompt") if isinstance(given, dict) else ""
        call = Call(
            operation="create",
            account=caller.account,
            key_id=caller.key_id,
            model=model,
            prompt=prompt if isinstance(prompt, str) else "",
            reference=isinstance(given, dict) and any(name in given for name in _REFERENCE_FIELDS),
        )
        if model in self._models:
            self._rate_limits.record_attempt("create", caller.account, model)

        async def accept(request: web.Request) -> web.Response:
            if not asks_for_a_task(request):
                raise ApiRefusal(errors.SYNCHRONOUS)
            if model in self._models:
                self._check_creation_limits(caller, model)
            asked = parse_creation(body, request.match_info["endpoint"], self._models, self._rng)
            if content_inspection.is_refused(asked.order.prompt):
                raise ApiRefusal(errors.INPUT_INSPECTION)
            task = await self._accept(request, caller, asked, call)
            request[TASK_ID] = task.id
            return web.json_response(created_body(task, request[REQUEST_ID]))

        return await self._middleware.handle(request, call, accept)

    def _check_creation_limits(self, caller: Caller, model: str) -> None:
        """Raise ApiRefusal if the account is over its rate for this model, or has too many unfinished tasks."""
        settings = self._live.settings
        rate = settings.submissions_per_second.get(model, self._models[model].submissions_per_second)
        if not self._rate_limits.admit(rate, "create", caller.account, model):
            raise ApiRefusal(errors.RATE)
        unfinished = self._tasks.unfinished((caller.account, model))
        if settings.strict_concurrency and unfinished >= self._runner.concurrency(model):
            raise ApiRefusal(errors.CONCURRENCY)

    async def _accept(self, request: web.Request, caller: Caller, asked: ParsedCreation, call: Call) -> Task:
        references = [
            await self._references.resolve(
                url,
                asked.model,
                caller.account,
                oss=resolves_oss(request),
                host=request.host,
                now=self._clock.now(),
            )
            for url in asked.references
        ]
        task = await self._tasks.accept(
            asked.order,
            self._fates.plan(call, asked.order),
            account=caller.account,
            key_id=caller.key_id,
            origin_id=request[REQUEST_ID],
            canned=self._live.settings.canned,
            references=references,
        )
        self._runner.enqueue(task)
        return task

    # ---- query, cancel, list

    async def query(self, request: web.Request) -> web.StreamResponse:
        """A task's state; for one that this caller cannot see UNKNOWN, with status 200."""
        caller = self.caller(request)
        task_id = request.match_info["task_id"]

        async def answer(request: web.Request) -> web.Response:
            self._check_account_rate("query", caller)
            task = self._tasks.visible(task_id, caller.account)
            if task is None:
                return web.json_response(unknown_body(task_id, request[REQUEST_ID]))
            url_of = signed_urls(request, self._signer)
            if task.order.endpoint == MESSAGES:
                return web.json_response(message_task_body(task, request[REQUEST_ID], url_of))
            model = self._models.get(task.order.model)
            extends_prompt = model is not None and model.extends_prompt
            return web.json_response(task_body(task, request[REQUEST_ID], url_of, extends_prompt=extends_prompt))

        return await self._middleware.handle(request, self._call_about("query", caller, task_id), answer)

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        """Cancel a PENDING task; a request body is ignored."""
        caller = self.caller(request)
        task_id = request.match_info["task_id"]

        async def answer(request: web.Request) -> web.Response:
            self._check_account_rate("cancel", caller)
            task = self._tasks.visible(task_id, caller.account)
            if task is None or task.status != "PENDING":
                raise ApiRefusal(errors.NOT_PENDING)
            await self._tasks.save(self._tasks.update(task.id, status="CANCELED", ended=self._clock.now()))
            return web.json_response({"request_id": request[REQUEST_ID]})

        return await self._middleware.handle(request, self._call_about("cancel", caller, task_id), answer)

    async def list(self, request: web.Request) -> web.StreamResponse:
        """One page of the caller's tasks."""
        caller = self.caller(request)

        async def answer(request: web.Request) -> web.Response:
            self._check_account_rate("list", caller)
            now = self._clock.now()
            tasks = self._tasks.visible_to(caller.account)
            page = list_tasks(tasks, request.query, now, self._live.settings.list_lag_s)
            return web.json_response({**page, "request_id": request[REQUEST_ID]})

        call = Call("list", account=caller.account, key_id=caller.key_id, model=request.query.get("model_name", ""))
        return await self._middleware.handle(request, call, answer)

    def _check_account_rate(self, operation: str, caller: Caller) -> None:
        if not self._rate_limits.admit(self._live.settings.queries_per_second, operation, caller.account):
            raise ApiRefusal(errors.RATE)

    def _call_about(self, operation: Literal["query", "cancel"], caller: Caller, task_id: str) -> Call:
        task = self._tasks.visible(task_id, caller.account)
        model, prompt = (task.order.model, task.order.prompt) if task else ("", "")
        return Call(operation, account=caller.account, key_id=caller.key_id, model=model, prompt=prompt)


def asks_for_a_task(request: web.Request) -> bool:
    """Whether a request has the header that asks for a task."""
    return request.headers.get("X-DashScope-Async", "").lower() == "enable"


def resolves_oss(request: web.Request) -> bool:
    """Whether a request has the header with which `oss://` addresses are taken."""
    return request.headers.get("X-DashScope-OssResourceResolve", "").lower() == "enable"


def signed_urls(request: web.Request, signer: Signer) -> UrlOf:
    """Makes the URLs of pictures, at the address that the caller used."""

    def url_of(task: Task, index: int) -> str:
        path = result_path(task.id, index)
        return f"{request.scheme}://{request.host}{path}?{signer.url_query(path, task.urls_until)}"

    return url_of


_REFERENCE_FIELDS = ("ref_img", "ref_image", "images", "base_image_url")
