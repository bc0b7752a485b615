"""The verbs of an upstream account, as the job manager sees them."""

from __future__ import annotations

from typing import Protocol

from bot.adapter_api.request import GenerationRequest
from bot.upstream.outcomes import (
    CancelOutcome,
    CreateOutcome,
    DownloadOutcome,
    ListOutcome,
    QueryOutcome,
    UploadOutcome,
)


class Upstream(Protocol):
    """One key of one account. `DashScopeClient` is the real one; nothing here is retried or rationed by itself."""

    async def create(
        self, request: GenerationRequest, *, reference_url: str | None = None, deadline: float | None = None
    ) -> CreateOutcome:
        """Submit a task, once.

        `reference_url` (oss://, https:// or, where the model takes it, data:) is required if and only if the request
        has a reference. `deadline` is in `clock.monotonic()` seconds: if it has passed when the first byte of the
        body is due to leave, nothing leaves (`NotSent`).
        """
        ...

    async def query(self, task_id: str) -> QueryOutcome:
        """Ask how a task is doing."""
        ...

    async def cancel(self, task_id: str) -> CancelOutcome:
        """Ask the service to drop a task that it has not started."""
        ...

    async def list_tasks(self, start: float, end: float, model: str) -> ListOutcome:
        """Every task of `model` created from `start` to `end` (unix seconds, at most 24 hours apart), or CallFailed.

        Never a part of them: absence from the answer is proof of absence.
        """
        ...

    async def upload(self, data: bytes, filename: str, mime: str, model: str) -> UploadOutcome:
        """Put a reference image where the service can read it for `model`; `filename` is ASCII."""
        ...

    async def download(self, url: str, *, limit_bytes: int) -> DownloadOutcome:
        """Fetch a result, at most `limit_bytes` of it, from the hosts where results live and from no other."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
