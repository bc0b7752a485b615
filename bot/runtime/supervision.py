"""Supervision of background tasks: restarted with increasing delays, and the operator is alerted.

An error in a task cancels its TaskGroup and so ends the process. Therefore each long-running coroutine is run by
`supervised`, and each short one that is not awaited by `guarded`. Only errors that a restart cannot solve (`fatal`:
wrong settings at the start) are raised.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

import structlog

from bot.runtime.backoff import Backoff
from bot.runtime.clock import Clock

log = structlog.get_logger()

FIRST_PAUSE_S = 1.0
MOST_PAUSE_S = 60.0
STABLE_AFTER_S = 300.0
"""After running for this long without an error, the next failure starts with the first delay again."""


class Alert(Protocol):
    """Reports a problem to the operator; see `bot.adapter_api.Host.alert`."""

    def __call__(self, code: str, /, **details: object) -> None: ...


class Resolve(Protocol):
    """Reports that a problem is over; see `bot.adapter_api.Host.resolved`."""

    def __call__(self, code: str, resolved_code: str, /, **details: object) -> None: ...


def ignore_resolved(code: str, resolved_code: str, /, **details: object) -> None:
    """A `Resolve` for hosts that tell nobody."""


async def supervised(
    name: str,
    work: Callable[[], Awaitable[None]],
    clock: Clock,
    alert: Alert,
    *,
    fatal: tuple[type[Exception], ...] = (),
) -> None:
    """Run `work` until it returns or this task is cancelled. Any error but `fatal` (also inside a group) is logged with
    its traceback and reported as `task-restarted`; then `work` is called again after a pause."""
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
            if clock.monotonic() - began >= STABLE_AFTER_S:
                backoff.reset()
            pause = backoff.next()
            log.exception("task.failed", task=name, kind=_kind(error), pause_s=round(pause, 2))
            alert("task-restarted", task=name, kind=_kind(error))
        await clock.wait(asyncio.Event(), clock.now() + pause)


async def guarded(name: str, work: Coroutine[Any, Any, Any]) -> None:
    """Run a coroutine in a task that is not awaited: its errors are logged and not raised."""
    try:
        await work
    except Exception as error:
        log.exception("chore.failed", chore=name, kind=_kind(error))


def first_of(error: BaseException) -> BaseException:
    """The first error in nested exception groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _kind(error: BaseException) -> str:
    """The class name of an error; its text may contain an address or a token."""
    return type(first_of(error)).__name__
