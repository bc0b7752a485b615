"""Failover between the API keys of one account: a key that the service refuses is skipped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from bot.adapter_api.request import GenerationRequest
from bot.upstream.chat import ChatOutcome, ChatRequest, UpstreamWithChat
from bot.upstream.outcomes import (
    CallFailed,
    CancelOutcome,
    CreateOutcome,
    DownloadOutcome,
    ListOutcome,
    QueryOutcome,
    Refused,
    UploadOutcome,
)

log = structlog.get_logger()

T = TypeVar("T")
REFUSED_KEY_CODES = frozenset({"InvalidApiKey", "invalid_api_key"})


class MultiKeyClient:
    """An `UpstreamWithChat` over the clients of all keys of one account.

    All keys see the same tasks. A create is tried with another key only after the key itself was refused, which proves
    that nothing was accepted.
    """

    def __init__(self, account: str, clients: Sequence[UpstreamWithChat]) -> None:
        assert clients, "an account has at least one key"
        self._account = account
        self._clients = list(clients)
        self._refused: set[int] = set()

    async def _with_failover(self, call: Callable[[UpstreamWithChat], Awaitable[T]]) -> T:
        usable = [i for i in range(len(self._clients)) if i not in self._refused] or list(range(len(self._clients)))
        for number in usable:
            answer = await call(self._clients[number])
            verdict = answer.verdict if isinstance(answer, Refused | CallFailed) else None
            if verdict is None or verdict.code not in REFUSED_KEY_CODES:
                self._refused.discard(number)
                return answer
            if number not in self._refused:
                self._refused.add(number)
                log.error("key.refused", account=self._account, number=number + 1, of=len(self._clients))
        return answer

    async def create(
        self,
        request: GenerationRequest,
        *,
        image_urls: Sequence[str] = (),
        deadline: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> CreateOutcome:
        return await self._with_failover(
            lambda c: c.create(request, image_urls=image_urls, deadline=deadline, on_sent=on_sent)
        )

    async def query(self, task_id: str) -> QueryOutcome:
        return await self._with_failover(lambda c: c.query(task_id))

    async def cancel(self, task_id: str) -> CancelOutcome:
        return await self._with_failover(lambda c: c.cancel(task_id))

    async def list_tasks(self, start: float, end: float, model: str) -> ListOutcome:
        return await self._with_failover(lambda c: c.list_tasks(start, end, model))

    async def upload(self, data: bytes, filename: str, mime: str, model: str) -> UploadOutcome:
        return await self._with_failover(lambda c: c.upload(data, filename, mime, model))

    async def download(self, url: str, *, limit_bytes: int) -> DownloadOutcome:
        return await self._clients[0].download(url, limit_bytes=limit_bytes)

    async def ask(self, request: ChatRequest, *, timeout_s: float) -> ChatOutcome:
        return await self._with_failover(lambda c: c.ask(request, timeout_s=timeout_s))

    async def close(self) -> None:
        for client in self._clients:
            await client.close()
