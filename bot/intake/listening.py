"""Running an adapter's `listen`: which of its errors end Shenbi, and which are tried again."""

from __future__ import annotations

import asyncio
import errno
from dataclasses import dataclass

from bot.adapter_api import Adapter
from bot.runtime.supervision import first_of
from config.settings import SettingsError

ADDRESS_ERRORS = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})
"""What the operating system answers where an address cannot be listened on."""


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
        try:
            await self.adapter.listen()
        except* OSError as group:
            error = first_of(group)
            assert isinstance(error, OSError)
            # A PermissionError that an adapter raises itself (see `Adapter.listen`) has a text and no errno.
            refused = isinstance(error, PermissionError) and error.errno is None
            if refused or (first and (not self.ready.is_set() or error.errno in ADDRESS_ERRORS)):
                raise SettingsError(f"{self.adapter.name}: {error.strerror or error}") from error
            raise
