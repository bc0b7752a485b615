"""`Upstream`: what the job workers ask of an image service, and the limits that they may rely on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

QUERIES_PER_S = 15.0
"""How many tasks an account may be asked about, over all its keys and all our processes. (DashScope allows 20 in any
second.)"""
RESULT_URL_LIFE_S = 23 * 3600.0
"""How long after its submission a task's results can be fetched. (DashScope signs their URLs for 24 hours.)"""
LISTING_LIFE_S = 23 * 3600.0
"""How long after its submission a task is in the listing, so that its absence proves something. (DashScope: 24
hours.)"""
TASK_LIMIT_S = 3 * 3600.0
"""After this time the service itself ends a task as failed."""

IMAGES_LIMIT_BYTES = 14_000_000
"""The size of all images inside a request together, as data URIs. (DashScope takes requests of 16 MiB at its shared hosts.)"""


class Upstream(Protocol):
    """One account of an image service. Nothing is retried or rate-limited behind it: only the job workers know what a
    repetition may cost."""

    async def create(
        self,
        request: GenerationRequest,
        *,
        image_urls: Sequence[str] = (),
        deadline: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> CreateOutcome:
        """Submit a request, once. Where the model's protocol is `answer` this takes as long as painting does.

        `image_urls` has one entry for each image of the request's reference: what `upload` returned, or a `data:` URI
        where the model takes one. `deadline` is in `clock.monotonic()` seconds: if it has passed when the first byte of
        the body is due to leave, nothing leaves (`NotSent`). `on_sent` is called when the whole request has left.
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
