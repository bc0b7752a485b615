"""How the platforms are: when each was last heard of, what waits to be handled and sent, what is left of its quotas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.adapter_api import HasQuotas, QuotaUse
from bot.store import Tx
from bot.store.rows import OpenPostsRow, PlatformWaitingRow

NEWEST_UPDATES = 10_000
"""Among how many of the newest updates the last one of a platform is looked for."""


@dataclass(frozen=True, slots=True)
class PlatformView:
    """A platform: when its newest update came (None: not lately), how many updates wait to be handled, how many new messages and
    edits to be sent, how many of those failed at the last try, for how long the oldest one could have been sent."""

    name: str
    newest_at: float | None
    updates_waiting: int
    creates_waiting: int
    edits_waiting: int
    failing: int
    late_s: float
    quotas: tuple[QuotaUse, ...]


def platform_views(
    tx: Tx, names: Sequence[str], adapters: Mapping[str, object] | None = None
) -> tuple[PlatformView, ...]:
    """The platforms with these names, by name. `adapters`: the running ones."""
    updates = {row.name: row.waiting for row in tx.all(PlatformWaitingRow, "inbox.open_by_platform")}
    posts = {row.name: row for row in tx.all(OpenPostsRow, "posts.open_by_platform")}
    found = []
    for name in sorted(names):
        open_posts = posts.get(name, OpenPostsRow(name, 0, 0, 0, tx.now))
        adapter = (adapters or {}).get(name)
        found.append(
            PlatformView(
                name,
                tx.value("inbox.newest_of_platform", platform=name, newest=NEWEST_UPDATES),
                updates.get(name, 0),
                open_posts.creates,
                open_posts.edits,
                open_posts.failing,
                max(0.0, tx.now - open_posts.oldest_at),
                tuple(adapter.quotas(tx)) if isinstance(adapter, HasQuotas) else (),
            )
        )
    return tuple(found)
