"""The edit budgets: how much may still be written to a chat and to a platform. Kept in the database, so that they hold
across processes, and taken before a call leaves."""

from __future__ import annotations

import json

from bot.messages import RateLimits
from bot.store import Tx

MINUTE_S = 60.0


def _times(tx: Tx, scope: str) -> tuple[list[float], float]:
    tx.run("posts.ensure_budget", scope=scope)
    row = tx.get("posts.budget", scope=scope)
    # A call of the future was noted before the wall clock was put back: it was a moment ago at most.
    return [min(sent, tx.now) for sent in json.loads(row["sent"])], float(row["closed_until"])


def _keep(tx: Tx, scope: str, sent: list[float], closed_until: float, most: int) -> None:
    tx.run("posts.set_budget", scope=scope, sent=json.dumps(sent[-most:]), closed_until=closed_until)


def take(tx: Tx, platform: str, chat: str, direct: bool, rates: RateLimits, *, result: bool = True) -> float:
    """Take one call from a chat's budget and the platform's. Returns 0 if it may leave now; otherwise nothing was taken,
    and it is the unix time when it may.

    Where a chat has a limit for a minute, calls that bring no `result` get half of it: a crowd that is told its places in
    the queue must not keep the finished pictures waiting for the minute's end.
    """
    now = tx.now
    chat_scope, platform_scope, rest_scope = f"{platform}/{chat}", platform, f"{platform}/{chat}/rest"
    # The platform first: whoever holds its row may take any chat's, so nobody waits for each other in a circle.
    platform_sent, platform_closed = _times(tx, platform_scope)
    chat_sent, chat_closed = _times(tx, chat_scope)
    earliest = max(chat_closed, platform_closed)
    if chat_sent and rates.chat_interval_s:
        earliest = max(earliest, chat_sent[-1] + rates.chat_interval_s)
    per_minute = 0 if direct else rates.chat_per_minute
    if per_minute and len(chat_sent) >= per_minute:
        earliest = max(earliest, chat_sent[-per_minute] + MINUTE_S)
    rest_per_minute = 0 if result else per_minute // 2
    rest_sent = _times(tx, rest_scope)[0] if rest_per_minute else []
    if rest_per_minute and len(rest_sent) >= rest_per_minute:
        earliest = max(earliest, rest_sent[-rest_per_minute] + MINUTE_S)
    per_second = int(rates.platform_per_s)
    if per_second and len(platform_sent) >= per_second:
        earliest = max(earliest, platform_sent[-per_second] + 1.0)
    if earliest > now:
        return earliest
    if rates.chat_interval_s or per_minute:
        _keep(tx, chat_scope, [*chat_sent, now], chat_closed, max(1, per_minute))
    if rest_per_minute:
        _keep(tx, rest_scope, [*rest_sent, now], 0.0, rest_per_minute)
    if per_second:
        _keep(tx, platform_scope, [*platform_sent, now], platform_closed, per_second)
    return 0.0


def close(tx: Tx, platform: str, chat: str, until: float) -> None:
    """The platform asked for silence until `until` (unix seconds): in one chat, or everywhere (`chat` empty)."""
    scope = f"{platform}/{chat}" if chat else platform
    sent, closed = _times(tx, scope)
    tx.run("posts.set_budget", scope=scope, sent=json.dumps(sent), closed_until=max(closed, until))
