"""The queue of files to delete, worked off by `bot.retention.deletion_loop`.

A file is deleted after the commit of the transaction that enqueued it, so that a rollback loses nothing.
"""

from __future__ import annotations

from typing import Final

from bot.store.base import Tx

TOPIC: Final = "file_deletions"


def enqueue(tx: Tx, key: str) -> None:
    """Have the file `key` of the picture store deleted, unless something refers to it again by then."""
    tx.run("file_deletions.enqueue", key=key, now=tx.now)
    tx.hint(TOPIC)
