"""Handlers of the message protocol: a creation that makes a task, and one that is answered with the pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from aiohttp import web

from bot.runtime.clock import Clock
from studio.server import content_inspection, errors
from studio.server.api import INLINE_PARSE_MAX_BYTES, asks_for_a_task, resolves_oss, signed_urls
from studio.server.authentication import Caller
from studio.server.chat import PRICES, ChatApi
from studio.server.errors import ApiError, ApiRefusal
from studio.server.fates import FatePlanner
from studio.server.faults import Call
from studio.server.message_answers import answer_body
from studio.server.message_parsing import Message, model_of, read_message, read_order
from studio.server.message_rules import message_rules
from studio.server.middleware import REQUEST_ID, TASK_ID, Middleware, abort_connection
from studio.server.models import ServedModel
from studio.server.options import LiveSettings
from studio.server.parsing import parse_body
from studio.server.rate_limits import RateLimits
from studio.server.references import ImageFacts, ReferenceResolver, inspect_item
from studio.server.responses import created_body
from studio.server.runner import TaskRunner
from studio.server.signing import Signer
from studio.server.task import Task
from studio.server.tasks import TaskRegistry

TASK_PATH = "/api/v1/services/aigc/image-generation/generation"
ANSWER_PATH = "/api/v1/services/aigc/multimodal-generation/generation"


class MessageApi:
    """Handlers of `image-generation/generation` and `multimodal-generation/generation`."""

    def __init__(
        self,
        *,
        middleware: Middleware,
        tasks: TaskRegistry,
        runner: TaskRunner,
        references: ReferenceResolver,
        signer: Signer,
        rate_limits: RateLimits,
        fates: FatePlanner,
        models: Mapping[str, ServedModel],
        live: LiveSettings,
        clock: Clock,
        rng: Random,
        caller: Callable[[web.Request], Caller],
        chats: ChatApi,
    ) -> None:
        self._chats = chats
        self._middleware, self._tasks, self._runner, self._references = middleware, tasks, runner, references
        self._signer, self._rate_limits, self._fates, self._models = signer, rate_limits, fates, models
        self._live, self._clock, self._rng, self._caller = live, clock, rng, caller

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(path + end, handler)
            for path, handler in ((TASK_PATH, self.create_task), (ANSWER_PATH, self.paint))
            for end in ("", "/")
        ]

    async def create_task(self, request: web.Request) -> web.StreamResponse:
        """Accept a task or refuse it."""
        return await self._create(request, sync=False)

    async def paint(self, request: web.Request) -> web.StreamResponse:
        """Paint, then answer with the pictures; the connection stays open meanwhile."""
        return await self._create(request, sync=True)

    async def _create(self, request: web.Request, *, sync: bool) -> web.StreamResponse:
        caller = self._caller(request)
        raw = await request.read()
        body = parse_body(raw) if len(raw) < INLINE_PARSE_MAX_BYTES else await asyncio.to_thread(parse_body, raw)
        prompt, has_image = _about(body)
        model_name = body.get("model")
        model_name = model_name if isinstance(model_name, str) else ""
        if model_name in PRICES:
            if not sync:
                raise ApiRefusal(errors.WRONG_ENDPOINT)
            if asks_for_a_task(request):
                raise ApiRefusal(errors.ASYNCHRONOUS)
            return await self._chats.native(request, caller, body)
        call = Call("create", caller.account, caller.key_id, model_name, prompt, has_image)
        if model_name in self._models:
            self._rate_limits.record_attempt("create", caller.account, model_name)

        async def accept(request: web.Request) -> web.StreamResponse:
            task = await self._accept(request, caller, body, call, sync=sync)
            request[TASK_ID] = task.id
            if sync:
                return await self._answer(request, task)
            self._runner.enqueue(task)
            return web.json_response(created_body(task, request[REQUEST_ID]))

        return await self._middleware.handle(request, call, accept)

    async def _accept(
        self, request: web.Request, caller: Caller, body: Mapping[str, Any], call: Call, *, sync: bool
    ) -> Task:
        model = model_of(body, self._models, sync=sync, header=asks_for_a_task(request))
        message = read_message(body, model)
        images, facts = await self._images(request, caller, model, message)
        order, size_error = read_order(body, model, message, facts, sync=sync, rng=self._rng)
        if request.headers.get("X-DashScope-SSE", "").lower() == "enable":
            raise ApiRefusal(errors.NO_STREAM)
        if size_error is not None and (sync or self._live.settings.check_sizes_at_create):
            raise ApiRefusal(size_error)
        if content_inspection.is_refused(order.prompt):
            raise ApiRefusal(errors.INPUT_INSPECTION)
        self._check_limits(caller, model, sync=sync)
        return await self._tasks.accept(
            order,
            self._fates.plan(call, order, size_error),
            account=caller.account,
            key_id=caller.key_id,
            origin_id=request[REQUEST_ID],
            canned=self._live.settings.canned,
            references=images,
        )

    async def _images(
        self, request: web.Request, caller: Caller, model: ServedModel, message: Message
    ) -> tuple[list[bytes], list[ImageFacts]]:
        """The images of a message and what they are. Raises ApiRefusal."""
        images: list[bytes] = []
        facts: list[ImageFacts] = []
        for url in message.images:
            assert model.reference is not None
            data = await self._references.resolve_item(
                url,
                model,
                caller.account,
                oss=resolves_oss(request),
                host=request.host,
                now=self._clock.now(),
            )
            ratio_max = message_rules(model.name).ratio_max
            found = await asyncio.to_thread(inspect_item, data, model.reference, ratio_max)
            if isinstance(found, ApiError):
                raise ApiRefusal(found)
            images.append(data)
            facts.append(found)
        return images, facts

    def _check_limits(self, caller: Caller, model: ServedModel, *, sync: bool) -> None:
        """Raise ApiRefusal if the account is over its rate for this model, or has too many unfinished creations. Tasks beyond
        the limit wait as PENDING; a creation that is answered with its pictures cannot."""
        settings = self._live.settings
        rate = settings.submissions_per_second.get(model.name, model.submissions_per_second)
        if not self._rate_limits.admit(rate, "create", caller.account, model.name):
            raise ApiRefusal(errors.RATE)
        unfinished = self._tasks.unfinished((caller.account, model.name))
        if (sync or settings.strict_concurrency) and unfinished >= self._runner.concurrency(model.name):
            raise ApiRefusal(errors.CONCURRENCY)

    async def _answer(self, request: web.Request, task: Task) -> web.StreamResponse:
        task = await self._runner.run_to_end(task, self._middleware.stopping)
        if not task.finished:
            # The studio stops. The next run paints and bills the pictures, whose answer is lost.
            return abort_connection(request)
        if task.status == "FAILED":
            raise ApiRefusal(errors.failure(task.code, task.message))
        if request.transport is None or request.transport.is_closing():
            self._middleware.lost.add(task.id)  # The caller went away; what was painted is billed.
        return web.json_response(answer_body(task, request[REQUEST_ID], signed_urls(request, self._signer)))


def _about(body: Mapping[str, Any]) -> tuple[str, bool]:
    """The text of a body that nobody has checked yet, and whether it has an image, for faults that are about such requests."""
    given = body.get("input")
    messages = given.get("messages") if isinstance(given, dict) else None
    message = messages[0] if isinstance(messages, list) and messages else None
    content = message.get("content") if isinstance(message, dict) else None
    items = [item for item in content if isinstance(item, dict)] if isinstance(content, list) else []
    prompt = next((item["text"] for item in items if isinstance(item.get("text"), str)), "")
    return prompt, any("image" in item for item in items)
