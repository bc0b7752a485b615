"""Background work that is not to end: restarted with growing pauses, and the operator is told.

A task that ends by an error takes its TaskGroup, and with it the process, along. So each long-running coroutine is run by
`supervised`, and each short one that nobody waits for by `guarded`. Only what a restart cannot mend (`fatal`: wrong settings
at the start) gets out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from bot.runtime.backoff import Backoff
from bot.runtime.clock import Clock

log = structlog.get_logger()

FIRST_PAUSE_S = 1.0
MOST_PAUSE_S = 60.0
STEADY_S = 300.0
"""Work that went on for so long was well: the next failure begins with the first pause again."""

Alert = Callable[..., None]
"""`alert(code, **details)`: tells the operator; see `bot.adapter_api.Host.alert`."""


async def supervised(
    name: str,
    work: Callable[[], Awaitable[None]],
    clock: Clock,
    alert: Alert,
    *,
    fatal: tuple[type[Exception], ...] = (),
) -> None:
    """Run `work` until it returns or this task is cancelled. Any other error but `fatal` (also inside a group) is logged with
    its traceback and told once per failure as `task-restarted`; then `work` is called again after a pause."""
    backoff = Backoff(FIRST_PAUSE_S, MOST_PAUSE_S)
    while True:
        began = clock.monotonic()
        try:
            await work()
            return
        except fatal:
            raise
        except Exception as error:
            if isinstance(error, ExceptionGroup) and fatal and error.subgroup(fatal):
                raise
            if clock.monotonic() - began >= STEADY_S:
                backoff.reset()
            pause = backoff.next()
            log.exception("task.failed", task=name, kind=_kind(error), pause_s=round(pause, 2))
            alert("task-restarted", task=name, kind=_kind(error))
        await clock.wait(asyncio.Event(), clock.now() + pause)


async def guarded(name: str, work: Coroutine[Any, Any, Any]) -> None:
    """Await work that nobody waits for. An error of it is logged and goes no further; cancellation does."""
    try:
        await work
    except Exception as error:
        log.exception("chore.failed", chore=name, kind=_kind(error))


def first_of(error: BaseException) -> BaseException:
    """The first error itself in a group of groups of errors."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _kind(error: BaseException) -> str:
    """The class of an error. Its text may hold an address or a token."""
    return type(first_of(error)).__name__
