"""One image at a time is worked on, and one large one beside it in a process of its own: those of strangers may each take
hundreds of megabytes while they are open, and seconds, for which a finished picture must not wait."""

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

_ONE_AT_A_TIME = threading.Lock()


@cache
def _thread(size: Literal["small", "large"]) -> ThreadPoolExecutor:
    """A thread of its own: waiting for the lock in asyncio's shared threads would hold up files and databases."""
    return ThreadPoolExecutor(1, thread_name_prefix=f"media-{size}")


async def run_in_decode_queue(
    work: Callable[Concatenate[bytes, P], T], data: bytes, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run blocking work on an image file; waits until what was asked for earlier is done. A large image has a process of its own
    (`bot.media.decoder_process`), and waits for large ones alone. Raises what the work raises, and ImageProblem."""
    loop = asyncio.get_running_loop()
    if await loop.run_in_executor(_thread("small"), decoder_process.needs_process, data):
        return await loop.run_in_executor(_thread("large"), partial(decoder_process.run, work, data, *args, **kwargs))
    return await loop.run_in_executor(_thread("small"), partial(work, data, *args, **kwargs))


@contextmanager
def decoding() -> Iterator[None]:
    """Held while an image is decoded, also by those who call from threads of their own."""
    with _ONE_AT_A_TIME:
        yield
