"""Cached file ids of uploaded pictures, and which files of a post were sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

from adapters.telegram.identity import ContentKind
from adapters.telegram.rows import RecentFileRow, SentFileRow
from bot.store import Store, Tx, write_with_retries

NAMESPACE: Final = "telegram"
SQL: Final = Path(__file__).parent / "sql"
_attached: WeakSet[Any] = WeakSet()


@dataclass(slots=True)
class FileIds:
    """Access to the adapter's tables; they are attached on first use."""

    store: Store
    _attaching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def attach(self) -> None:
        """Migrate the tables and load the statements, once per store."""
        async with self._attaching:
            if self.store not in _attached:
                await self.store.attach(NAMESPACE, SQL)
                _attached.add(self.store)

    async def get_or_expect(self, key: str, kind: ContentKind) -> str:
        """The file id of a picture uploaded as a photo or a document. Empty if unknown: then it is noted that the picture is
        about to be uploaded. That comes before its file is read, so that the id of a file that is deleted meanwhile is not
        saved."""
        await self.attach()
        return str(await self.store.write(_value, "telegram.files.expect", key=key, kind=kind))

    async def save(self, key: str, kind: ContentKind, file_id: str) -> None:
        """Store the file id of an upload that was expected, if the picture's file is not deleted by now; an empty one is
        ignored."""
        if file_id:
            await self.attach()
            await write_with_retries(
                self.store, lambda tx: tx.run("telegram.files.save", key=key, kind=kind, file_id=file_id)
            )

    async def delete(self, key: str) -> None:
        """Remove the file ids of a picture: Telegram no longer accepts them, or it cannot be uploaded."""
        await self.attach()
        await self.store.write(_run, "telegram.files.drop", key=key)

    async def sent_files(self, post_id: int) -> dict[int, int]:
        """Message ids of the post's files sent so far, by file index."""
        await self.attach()
        rows = await self.store.read(_sent_files, post_id)
        return {row.idx: row.message_id for row in rows}

    async def save_sent_file(self, post_id: int, index: int, message_id: int) -> None:
        """Record that a file of a post was sent."""
        await self.attach()
        sent = {"post_id": post_id, "idx": index, "message_id": message_id}
        await write_with_retries(self.store, lambda tx: tx.run("telegram.files.add_sent", **sent))

    async def recent_pictures(self, user_id: int, limit: int) -> list[RecentFileRow]:
        """A person's newest pictures that were uploaded as photos, newest first: job_id, request (JSON), file_id,
        banned (of the person)."""
        await self.attach()
        return await self.store.read(_recent_files, str(user_id), limit)


def forget_files(tx: Tx, keys: Sequence[str]) -> None:
    """Delete the file ids of pictures whose files have been deleted."""
    for key in keys:
        tx.run("telegram.files.drop", key=key)


def forget_posts(tx: Tx, post_ids: Sequence[int]) -> None:
    """Delete which files of these posts were sent."""
    for post_id in post_ids:
        tx.run("telegram.files.drop_sent", post_id=post_id)


def _value(tx: Tx, statement: str, /, **parameters: Any) -> Any:
    return tx.value(statement, **parameters)


def _sent_files(tx: Tx, post_id: int) -> list[SentFileRow]:
    return tx.all(SentFileRow, "telegram.files.sent", post_id=post_id)


def _recent_files(tx: Tx, user_id: str, limit: int) -> list[RecentFileRow]:
    return tx.all(RecentFileRow, "telegram.files.recent", user_id=user_id, limit=limit)


def _run(tx: Tx, statement: str, /, **parameters: Any) -> int:
    return tx.run(statement, **parameters)
