"""What adapters keep in their own tables about our files and posts: it is deleted together with those."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.adapter_api import Adapter, HoldsDeliveries
from bot.store import Tx


class Deliveries:
    """Tells the adapters which files and posts are deleted. Its methods work in an open transaction."""

    def __init__(self, adapters: Iterable[Adapter] = ()) -> None:
        self._adapters = [adapter for adapter in adapters if isinstance(adapter, HoldsDeliveries)]

    def forget_files(self, tx: Tx, keys: Sequence[str]) -> None:
        """The files with these keys have been deleted."""
        for adapter in self._adapters if keys else ():
            adapter.forget_files(tx, keys)

    def drop_posts(self, tx: Tx, statement: str, /, **parameters: Any) -> None:
        """Run a statement that deletes posts and returns their ids."""
        post_ids = tx.values(statement, **parameters)
        for adapter in self._adapters if post_ids else ():
            adapter.forget_posts(tx, post_ids)
