"""Having a running Shenbi delete what is to be deleted."""

from __future__ import annotations

from bot.app import App
from bot.retention.deletion_loop import DeletionLoop
from bot.store import topics


async def delete_all_due(app: App) -> None:
    """Run the deletion loop once, and wait until no file is left to delete: the app's own run of it may be at work on
    some."""
    loop = next(loop for loop in app.loops if isinstance(loop, DeletionLoop))
    changed = app.store.hints.event(topics.SHEETS)
    await loop.once()
    while await app.store.write(lambda tx: tx.values("file_deletions.queued", now=float("inf"), limit=1)):
        await app.clock.wait(changed, app.clock.now() + 0.2)
        changed.clear()
