"""`DashScopeClient`: the port's six calls and its chats for one API key, over aiohttp."""

from __future__ import annotations

import json
import math
import re
import secrets
from collections.abc import Callable, Sequence
from typing import Self
from urllib.parse import quote

import aiohttp

from bot.adapter_api.request import GenerationRequest
from bot.dashscope import chat, download, upload, wire
from bot.dashscope.errors import classify
from bot.dashscope.request_body import create_body, create_headers, create_path
from bot.dashscope.request_format import request_formats
from bot.dashscope.single_use_body import SingleUseBody
from bot.dashscope.transport import HttpAnswer, NoAnswer, Timeouts, Transport
from bot.runtime.clock import Clock
from bot.upstream.catalogue import Catalogue
from bot.upstream.chat import ChatOutcome, ChatRequest
from bot.upstream.model import Model
from bot.upstream.outcomes import (
    Accepted,
    Answered,
    AnswerLost,
    CallFailed,
    Cancelled,
    CancelOutcome,
    CreateOutcome,
    DownloadOutcome,
    ListedTask,
    ListOutcome,
    NotCancellable,
    NotSent,
    QueryOutcome,
    Refused,
    UploadOutcome,
)

DAY_S = 86_400
# An image's URL of characters that JSON leaves unescaped.
_PLAIN_URL = re.compile(r"[!#-\[\]-~]+")
# The documented default; a larger one is not documented to be honoured.
LIST_PAGE = 10
# 2,000 tasks: more than the fastest model takes in six minutes, and a listing covers a few.
LIST_PAGES_MAX = 200
# How far a row's time may lie outside the requested window before the listing is rejected.
LIST_SLACK_S = 300.0


class DashScopeClient:
    """Implements `UpstreamWithChat` for one key.

    `base_url` includes `/api/v1`. `session` may be shared by several clients and is closed by whoever made it; creates
    never use it (see `transport.py`). `workspace` is needed with a sub-account's key. `prompt_extend`: let the wan
    models rewrite prompts. Raises ValueError for a base URL or a key that cannot be one, SettingsError for a catalogue
    that does not say how requests are written; the methods raise ValueError for arguments that no caller should pass,
    and nothing for what the service does.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        clock: Clock,
        catalogue: Catalogue,
        session: aiohttp.ClientSession | None = None,
        timeouts: Timeouts | None = None,
        workspace: str = "",
        prompt_extend: bool = False,
    ) -> None:
        self.timeouts = timeouts or Timeouts()
        self._models = catalogue.models
        self._formats = request_formats(catalogue)
        self._prompt_extend = prompt_extend
        self._clock = clock
        self._transport = Transport(
            base_url, api_key, clock=clock, workspace=workspace, session=session, timeouts=self.timeouts
        )

    def __repr__(self) -> str:
        return f"DashScopeClient({str(self._transport.base)!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; later calls fail (`NotSent`, `CallFailed`)."""
        await self._transport.close()

    async def create(
        self,
        request: GenerationRequest,
        *,
        image_urls: Sequence[str] = (),
        deadline: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> CreateOutcome:
        """Submit a request, once; see `Upstream.create`."""
        model = self._model(request.model)
        _check_images(model, request, image_urls)
        request_format = self._formats[model.name]

        def data_with(urls: Sequence[str]) -> object:
            return create_body(model, request_format, request, urls, prompt_extend=self._prompt_extend)

        body = SingleUseBody(encode_with_images(data_with, image_urls), self._clock, deadline, on_sent)
        answers_itself = model.protocol == "answer"
        timeout_s = model.answer_time_limit_s(request.n) if answers_itself else self.timeouts.create_s
        try:
            answer = await self._transport.api(
                "POST",
                create_path(model, request_format),
                headers=create_headers(model, image_urls),
                body=body,
                timeout_s=timeout_s,
            )
        finally:
            body.forbid()
        if isinstance(answer, NoAnswer):
            if body.has_left:
                return AnswerLost(answer.reason)
            return NotSent("deadline passed" if body.was_too_late else answer.reason)
        return read_create(answer, self._transport.scrub)

    async def query(self, task_id: str) -> QueryOutcome:
        """Ask how a task is doing; see `Upstream.query`."""
        answer = await self._transport.api("GET", _task_path(task_id), timeout_s=self.timeouts.query_s)
        if isinstance(answer, NoAnswer) or answer.status != 200:
            return self._failed(answer)
        body = answer.json()
        if "output" not in body:
            return self._failed(answer)
        return wire.read_task(task_id, body, self._transport.scrub)

    async def cancel(self, task_id: str) -> CancelOutcome:
        """Ask the service to drop a task that has not started; see `Upstream.cancel`."""
        answer = await self._transport.api("POST", f"{_task_path(task_id)}/cancel", timeout_s=self.timeouts.cancel_s)
        if isinstance(answer, HttpAnswer):
            code, message = wire.error_of(answer.json())
            if code == "UnsupportedOperation":
                return NotCancellable(self._transport.scrub(message))
            if answer.status == 200 and not code and answer.json():
                return Cancelled()
        return self._failed(answer)

    async def list_tasks(self, start: float, end: float, model: str) -> ListOutcome:
        """Every task of `model` created from `start` to `end`, or CallFailed; see `Upstream.list_tasks`."""
        first, last = math.floor(start), math.ceil(end)
        if not 0 <= last - first <= DAY_S:
            raise ValueError("a listing covers at most 24 hours")
        window = {
            "start_time": wire.beijing_stamp(first),
            "end_time": wire.beijing_stamp(last),
            "model_name": model,
            "page_size": str(LIST_PAGE),
        }
        found: dict[str, ListedTask] = {}
        expected: int | None = None
        for page in range(1, LIST_PAGES_MAX + 1):
            answer = await self._transport.api(
                "GET", "/tasks/", params={**window, "page_no": str(page)}, timeout_s=self.timeouts.list_page_s
            )
            if isinstance(answer, NoAnswer) or answer.status != 200:
                return self._failed(answer)
            listed = wire.read_page(answer.json(), model)
            if listed is None:
                return self._failed(answer)
            rows, total = listed
            if expected not in (None, total):
                # Rows may have moved between pages, so one may have been skipped.
                return CallFailed("a listing that changed while it was read")
            expected = total
            for task in rows:
                if not first - LIST_SLACK_S <= task.created_at <= last + LIST_SLACK_S:
                    return CallFailed("a listing of another time than was asked for")
                found[task.task_id] = task
            if len(found) == total:
                # The service filters by model; dropped is only what is certainly another model's.
                others = self._models.keys() - {model}
                return tuple(task for task in found.values() if task.model not in others)
            if not rows or len(found) > total:
                break
        return CallFailed(f"a listing of {len(found)} tasks that should be {expected}")

    async def upload(self, data: bytes, filename: str, mime: str, model: str) -> UploadOutcome:
        """Store a reference image upstream for 48 hours; see `Upstream.upload`."""
        return await upload.upload(self._transport, self._failed, data, filename, mime, model)

    async def upload_policy(self, model: str) -> CallFailed | None:
        """Ask for the policy of an upload for `model`, and leave it unused; None if there is one."""
        answer = await upload.request_policy(self._transport, model)
        if isinstance(answer, HttpAnswer) and answer.status == 200 and answer.json().get("data"):
            return None
        return self._failed(answer)

    async def download(self, url: str, *, limit_bytes: int) -> DownloadOutcome:
        """Fetch a result; see `Upstream.download`."""
        return await download.download(self._transport, url, limit_bytes)

    async def ask(self, request: ChatRequest, *, timeout_s: float) -> ChatOutcome:
        """Ask a chat model, once; see `ChatModels.ask`."""
        urls = (request.image,) if request.image else ()
        if not all(url.startswith("data:image/") and _PLAIN_URL.fullmatch(url) for url in urls):
            raise ValueError("not an image that we made")
        data = encode_with_images(lambda places: chat.chat_body(request, places), urls)
        body = SingleUseBody(data, self._clock, None)
        try:
            answer = await self._transport.api("POST", chat.PATH, body=body, timeout_s=timeout_s, compatible=True)
        finally:
            body.forbid()
        if isinstance(answer, NoAnswer):
            return AnswerLost(answer.reason) if body.has_left else NotSent(answer.reason)
        return chat.read_chat(answer, self._transport.scrub)

    def _model(self, name: str) -> Model:
        if name not in self._models:
            raise ValueError(f"no such model in the catalogue: {name!r}")
        return self._models[name]

    def _failed(self, answer: HttpAnswer | NoAnswer) -> CallFailed:
        """Turn any unexpected answer to a repeatable call into a CallFailed."""
        if isinstance(answer, NoAnswer):
            return CallFailed(answer.reason)
        body = answer.json()
        code, message = wire.error_of(body)
        request_id = wire.request_id(body)
        if 200 <= answer.status < 300 and not code:
            return CallFailed(f"HTTP {answer.status} with an unreadable body", None, answer.retry_after_s, request_id)
        return CallFailed(
            self._transport.scrub(f"HTTP {answer.status} {code}: {message}".rstrip(": ")),
            classify(code, message, answer.status),
            answer.retry_after_s,
            request_id,
        )


def read_create(answer: HttpAnswer, scrub: wire.Scrub) -> Accepted | Answered | Refused | AnswerLost:
    """Interpret a complete answer to a create. Status and body decide whether a task may have been made; the error
    table says only what to do about a refusal."""
    body = answer.json()
    request_id = wire.request_id(body)
    code, message = wire.error_of(body)
    if 200 <= answer.status < 300:
        task_id = wire.task_id(wire.mapping(body.get("output")).get("task_id"))
        if task_id:
            return Accepted(task_id, request_id)
        if painted := wire.read_answer(body, scrub):
            return painted
        if not code:
            # It may have been accepted, in an answer that we cannot read.
            return AnswerLost(f"HTTP {answer.status} with neither a task id nor a picture")
    verdict = classify(code, message, answer.status)
    if not verdict.proves_refusal:
        return AnswerLost(f"HTTP {answer.status} {code}".rstrip(), verdict)
    return Refused(verdict, scrub(message), answer.status, request_id, answer.retry_after_s)


def encode_with_images(data_with: Callable[[Sequence[str]], object], urls: Sequence[str]) -> bytes:
    """The JSON of `data_with(urls)`, with image addresses that need no escaping (`_check_images`).

    Those are put into the text after it was encoded: the encoder takes 50 ms for 14 MB of them, in one step that neither the
    event loop nor another thread can interrupt.
    """
    places = [f"image-{secrets.token_hex(16)}" for _ in urls]
    # ASCII JSON: a prompt may hold half a surrogate pair, which has no UTF-8.
    rest, parts = json.dumps(data_with(places)).encode(), list[bytes]()
    for place, url in zip(places, urls, strict=True):
        before, found, rest = rest.partition(place.encode())
        assert found, "the body has its images in their order, each once"
        parts += [before, url.encode()]
    return b"".join([*parts, rest])


def _task_path(task_id: str) -> str:
    if not wire.task_id(task_id):
        raise ValueError("not a task id")
    return f"/tasks/{quote(task_id, safe='')}"


def _check_images(model: Model, request: GenerationRequest, image_urls: Sequence[str]) -> None:
    """Check that the URLs are those that the service gave us or that we made: nothing a person typed."""
    wanted = request.reference.images if request.reference else ()
    if len(image_urls) != len(wanted):
        raise ValueError("each image of a reference needs an address, and each address an image")
    if not image_urls:
        return
    if model.reference is None:
        raise ValueError(f"{model.name} takes no reference")
    allowed = ("oss://", "https://", "data:image/") if model.reference.data_uri else ("oss://", "https://")
    if not all(url.startswith(allowed) and _PLAIN_URL.fullmatch(url) for url in image_urls):
        raise ValueError("not an address that this model takes a reference from")
