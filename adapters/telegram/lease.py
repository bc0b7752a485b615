"""A lease for the poller of a bot: Telegram answers 409 to two concurrent getUpdates."""

from __future__ import annotations

from adapters.telegram.file_ids import FileIds
from adapters.telegram.limits import LEASE_S
from bot.store import Store, Tx


class PollLease:
    """A lease row in the database; renewed before and during every poll."""

    def __init__(self, store: Store, file_ids: FileIds, bot_id: int, owner: str) -> None:
        self._store = store
        self._file_ids = file_ids
        self._bot_id = bot_id
        self._owner = owner

    async def acquire(self) -> bool:
        """Acquire or renew; False while another process holds it. Raises StoreError."""
        await self._file_ids.attach()

        def take(tx: Tx) -> bool:
            until = tx.now + LEASE_S
            return bool(tx.run("telegram.lease.take", bot_id=self._bot_id, owner=self._owner, until=until, now=tx.now))

        return await self._store.write(take)

    async def release(self) -> None:
        """Release it, so that another process can take over at once. Raises StoreError."""
        await self._file_ids.attach()
        await self._store.write(lambda tx: tx.run("telegram.lease.release", bot_id=self._bot_id, owner=self._owner))
