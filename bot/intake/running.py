"""Running loops and adapters until Shenbi is stopped: which errors of an adapter's `listen` end it, and which are tried
again."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.adapter_api import Adapter, HasAddress
from bot.runtime.clock import Clock
from bot.runtime.supervision import Alert, first_of, supervised
from bot.store.loops import Loop
from config.settings import SettingsError

SHUTDOWN_GRACE_S = 6.0
"""How long calls that are under way when Shenbi is stopped may take to be answered and committed."""

ADDRESS_ERRORS = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})
"""Errors of the operating system when an address cannot be bound."""


@dataclass(slots=True)
class AdapterListener:
    """One adapter's `listen`, for `supervised`. An error that the operator must solve before it can start is a
    SettingsError: a token that the platform does not know, an address that is taken. Any other error, and any after
    everybody listens (`ready`), is raised as it is, to be tried again."""

    adapter: Adapter
    ready: asyncio.Event
    restarted: bool = False

    async def run(self) -> None:
        """Listen until cancelled."""
        first, self.restarted = not self.restarted, True
        refusal: OSError | None = None
        try:
            await self.adapter.listen()
        except* OSError as group:
            error = first_of(group)
            assert isinstance(error, OSError)
            # A PermissionError that an adapter raises itself (see `Adapter.listen`) has a text and no errno.
            refused = isinstance(error, PermissionError) and error.errno is None
            if not (refused or (first and (not self.ready.is_set() or error.errno in ADDRESS_ERRORS))):
                raise
            refusal = error
        if refusal is not None:
            raise SettingsError(f"{self.adapter.name}: {refusal.strerror or refusal}") from refusal


async def run_until_cancelled(
    loops: Sequence[Loop],
    adapters: Sequence[Adapter],
    clock: Clock,
    alert: Alert,
    all_listen: Callable[[], Awaitable[None]],
) -> None:
    """Run all, each supervised. `all_listen` is called once all adapters listen.

    Requests that are under way, upstream or to a platform, get `SHUTDOWN_GRACE_S` to be answered before everything is
    cancelled: a submission that is cut off leaves its job unknown, and the resolver needs minutes to find out.
    """
    async with asyncio.TaskGroup() as group:
        working = [group.create_task(supervised(loop.name, loop.run, clock, alert), name=loop.name) for loop in loops]
        ready = asyncio.Event()
        try:
            for adapter in adapters:
                name, listener = f"listen {adapter.name}", AdapterListener(adapter, ready)
                work = supervised(name, listener.run, clock, alert, fatal=(SettingsError,))
                group.create_task(work, name=name)
            for adapter in adapters:
                if isinstance(adapter, HasAddress):
                    await adapter.listening.wait()
            ready.set()
            await all_listen()
            # Until this is cancelled, or a listener's SettingsError cancels the whole group.
            await asyncio.Event().wait()
        finally:
            for loop in loops:
                loop.stop()
            await asyncio.wait(working, timeout=SHUTDOWN_GRACE_S)
