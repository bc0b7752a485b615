"""What we remember of Telegram's side: ids of pictures that it has already, files of a post that were sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

from adapters.telegram.identity import ContentKind
from bot.store import Row, Store, Tx, write_with_retries

NAMESPACE: Final = "telegram"
SQL: Final = Path(__file__).parent / "sql"
_attached: WeakSet[Any] = WeakSet()


@dataclass(slots=True)
class FileIds:
    """The adapter's own tables, opened by whoever first needs them."""

    store: Store
    _attaching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def attach(self) -> None:
        """Make the tables and read the statements, once."""
        async with self._attaching:
            if self.store not in _attached:
                await self.store.attach(NAMESPACE, SQL)
                _attached.add(self.store)

    async def get(self, key: str, kind: ContentKind) -> str:
        """Telegram's id of a picture that it got from us as a photo or a document; empty if it has none."""
        await self.attach()
        return str(await self.store.read(_value, "telegram.files.get", key=key, kind=kind) or "")

    async def save(self, key: str, kind: ContentKind, file_id: str) -> None:
        """Remember the id of a picture. An empty one is not remembered."""
        if file_id:
            await self.attach()
            await write_with_retries(
                self.store, lambda tx: tx.run("telegram.files.put", key=key, kind=kind, file_id=file_id)
            )

    async def delete(self, key: str) -> None:
        """Telegram does not know the id any more."""
        await self.attach()
        await self.store.write(_run, "telegram.files.drop", key=key)

    async def sent_files(self, post_id: int) -> dict[int, int]:
        """Message numbers of a post's files that were sent, by the file's index."""
        await self.attach()
        rows = await self.store.read(_all, "telegram.files.sent", post_id=post_id)
        return {row["idx"]: row["message_id"] for row in rows}

    async def save_sent_file(self, post_id: int, index: int, message_id: int) -> None:
        """A file of a post was sent."""
        await self.attach()
        sent = {"post_id": post_id, "idx": index, "message_id": message_id}
        await write_with_retries(self.store, lambda tx: tx.run("telegram.files.add_sent", **sent))

    async def recent_pictures(self, user_id: int, limit: int) -> list[Row]:
        """The newest pictures of a person that Telegram has as photos, newest first: job_id, request (JSON), file_id, whether
        the person is banned."""
        await self.attach()
        return await self.store.read(_all, "telegram.files.recent", user_id=str(user_id), limit=limit)


def _value(tx: Tx, statement: str, /, **parameters: Any) -> Any:
    return tx.value(statement, **parameters)


def _all(tx: Tx, statement: str, /, **parameters: Any) -> list[Row]:
    return tx.all(statement, **parameters)


def _run(tx: Tx, statement: str, /, **parameters: Any) -> int:
    return tx.run(statement, **parameters)
