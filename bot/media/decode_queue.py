"""Decodes one small image at a time in this process, and one large image at a time in a separate process.

An image that people send may take hundreds of megabytes and seconds to decode: one after another the memory stays bounded,
and a small image does not wait for a large one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from typing import Concatenate, Literal, ParamSpec, TypeVar

from bot.media import decoder_process

P = ParamSpec("P")
T = TypeVar("T")

_DECODE_LOCK = threading.Lock()


@cache
def _thread(size: Literal["small", "large"]) -> ThreadPoolExecutor:
    """A dedicated thread: waiting for the lock in asyncio's default executor would block file and database access."""
    return ThreadPoolExecutor(1, thread_name_prefix=f"media-{size}")


async def run_in_decode_queue(
    work: Callable[Concatenate[bytes, P], T], data: bytes, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run blocking work on an image file, after what was queued before. A large image runs in a separate process
    (`bot.media.decoder_process`) and waits only for other large ones. Raises what the work raises, and ImageProblem."""
    loop = asyncio.get_running_loop()
    if await loop.run_in_executor(_thread("small"), decoder_process.needs_process, data):
        return await loop.run_in_executor(_thread("large"), partial(decoder_process.run, work, data, *args, **kwargs))
    return await loop.run_in_executor(_thread("small"), partial(work, data, *args, **kwargs))


@contextmanager
def decoding() -> Iterator[None]:
    """Lock held while an image is decoded, also by callers in other threads."""
    with _DECODE_LOCK:
        yield
