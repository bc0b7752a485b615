"""The client of the operator's hook for images: one signed POST an image, and an answer that is read with care.

docs/operate/image-hook.md is the contract. Whatever the hook answers, the result is a value: a verdict, or why there is none.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import aiohttp

from bot.media import ImageProblem, jpeg_copy, run_in_decode_queue
from bot.runtime.signing import signed
from bot.store.rows.moderation import ImageVerdict
from config.settings import Moderation

Direction = Literal["in", "out"]
"""`in`: a person sent the image; `out`: the service painted it."""
VERDICTS: Final = frozenset({"allow", "refuse", "hold"})
SHOWN_SIDE_PX: Final = 2048
SHOWN_BYTES: Final = 3_000_000
"""The copy that the hook is shown: an image of 70 MB would take minutes to send, and nothing is recognized any better in it."""
MOST_ANSWER_BYTES: Final = 64_000
MOST_REASON: Final = 200
OK: Final = 200


@dataclass(frozen=True, slots=True)
class Question:
    """An image that the hook is shown: its digest, which way it goes, the job it belongs to (0: to none), and which of that job's
    images it is, from 1."""

    digest: str
    direction: Direction
    job: int
    number: int


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the hook said."""

    verdict: ImageVerdict
    reason: str = ""
    cover: bool = False


@dataclass(frozen=True, slots=True)
class HookFailed:
    """The hook gave no answer that can be used; `kind` says why, for the operator: `TimeoutError`, `HTTP 500`, `not JSON`."""

    kind: str


class ImageHook:
    """`now`: the time, for the signature."""

    def __init__(self, settings: Moderation, now: Callable[[], float]) -> None:
        self._url = settings.image_hook_url
        self._secret = settings.image_hook_secret.get_secret_value() if settings.image_hook_secret else ""
        self._timeout = aiohttp.ClientTimeout(total=settings.image_hook_timeout_s)
        self._now = now

    async def ask(self, question: Question, data: bytes) -> HookAnswer | HookFailed:
        """Show the hook an image."""
        try:
            shown = await run_in_decode_queue(jpeg_copy, data, SHOWN_SIDE_PX, SHOWN_BYTES)
        except ImageProblem as problem:
            # It was opened before, so its file is damaged, and whoever needs it will find that out.
            return HookFailed(problem.text_id)
        body, headers = await asyncio.to_thread(self._request, question, shown)
        try:
            # A session of its own: a hook that leaves connections in a bad state spoils no other call.
            async with (
                aiohttp.ClientSession(timeout=self._timeout, trust_env=True, auto_decompress=False) as session,
                session.post(self._url, data=io.BytesIO(body), headers=headers, allow_redirects=False) as response,
            ):
                if response.status != OK:
                    return HookFailed(f"HTTP {response.status}")
                return read_answer(await _body_of(response))
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            # Without the error's text: the URL may be a secret.
            return HookFailed(type(error).__name__)

    def _request(self, question: Question, shown: bytes) -> tuple[bytes, dict[str, str]]:
        """The body and its headers. In a thread: encoding and signing three megabytes takes some milliseconds each."""
        fields = {
            "version": 1,
            "id": secrets.token_hex(16),
            "direction": question.direction,
            "job": question.job,
            "number": question.number,
            "digest": question.digest,
            "mime": "image/jpeg",
            "image": base64.b64encode(shown).decode(),
        }
        body = json.dumps(fields).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        return body, headers | signed(self._secret, body, self._now())


async def _body_of(response: aiohttp.ClientResponse) -> bytes:
    """The body, up to a byte more than an answer may have: the rest is not waited for."""
    found = bytearray()
    async for chunk in response.content.iter_any():
        found += chunk
        if len(found) > MOST_ANSWER_BYTES:
            break
    return bytes(found)


def read_answer(body: bytes) -> HookAnswer | HookFailed:
    """The answer in a body: `{"verdict": "allow" | "refuse" | "hold", "reason": "..."}`."""
    if len(body) > MOST_ANSWER_BYTES:
        return HookFailed("answer too long")
    try:
        answer: Any = json.loads(body.decode())
    except (ValueError, RecursionError):
        return HookFailed("not JSON")
    verdict = answer.get("verdict") if isinstance(answer, dict) else None
    if not isinstance(verdict, str) or verdict not in VERDICTS:
        return HookFailed("no verdict")
    reason = answer.get("reason")
    words = " ".join("".join(filter(str.isprintable, reason)).split()) if isinstance(reason, str) else ""
    return HookAnswer(cast("ImageVerdict", verdict), words[:MOST_REASON], answer.get("cover") is True)
