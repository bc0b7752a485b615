"""Alerts about a platform from which nothing comes any more although its connection seems to work: a webhook that leads
elsewhere, a robot that was removed. (A connection that fails is reported by its adapter.)"""

from __future__ import annotations

from typing import Final

from bot.store import Tx, alerts

IN_USE_UPDATES: Final = 20
"""A platform was in use if so many updates came in the time of the same length, but USED_WITHIN_S at least, before."""
USED_WITHIN_S: Final = 3 * 24 * 3600.0


def watch(tx: Tx, platform: str, quiet_h: float) -> None:
    """Report a platform from which nothing has come for `quiet_h` hours (0: never), or that something comes again."""
    if not quiet_h:
        return
    quiet_since = tx.now - quiet_h * 3600.0
    about = {"platform": platform}
    if (
        tx.value("inbox.any_open_of", platform=platform) is not None
        or tx.value("inbox.last_handled", platform=platform, since=quiet_since) is not None
    ):
        alerts.resolve(tx, "alert-platform-quiet", "alert-platform-quiet-over", **about)
        return
    before = quiet_since - max(USED_WITHIN_S, quiet_h * 3600.0)
    came = int(
        tx.value("inbox.handled_between", platform=platform, since=before, until=quiet_since, limit=IN_USE_UPDATES)
    )
    if came >= IN_USE_UPDATES:
        alerts.report(tx, "alert-platform-quiet", seconds=round(quiet_h * 3600), count=f"{quiet_h:g}", **about)
