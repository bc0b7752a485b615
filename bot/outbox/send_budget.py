"""The edit budgets: how much may still be written to a chat and to a platform. Kept in the database, so that they hold
across processes, and taken before a call leaves."""

from __future__ import annotations

import json

from bot.adapter_api import RateLimits
from bot.outbox.desired import ANSWER, RESULT
from bot.store import Tx

MINUTE_S = 60.0


def _times(tx: Tx, scope: str) -> tuple[list[float], float]:
    row = tx.one("posts.budget", scope=scope)
    if row is None:
        # Made before it is read, so that two processes that write to a chat for the first time wait for each other.
        tx.run("posts.ensure_budget", scope=scope)
        row = tx.get("posts.budget", scope=scope)
    # A call of the future was noted before the wall clock was put back: it was a moment ago at most.
    return [min(sent, tx.now) for sent in json.loads(row["sent"])], float(row["closed_until"])


def free_at(tx: Tx, platform: str, chat: str, direct: bool, rates: RateLimits, importance: int = RESULT) -> float:
    """When a call may leave, by a chat's budget and the platform's: unix seconds, 0 for now. Nothing is taken.

    Where a chat has a limit for a minute, calls that bring no result get half of it: a crowd that is told its places in
    the queue must not keep the finished pictures waiting for the minute's end. A step of the progress waits for two
    intervals, so that a result or an answer that comes next need not wait for one.
    """
    # The platform first: whoever holds its row may take any chat's, so nobody waits for each other in a circle.
    platform_sent, platform_closed = _times(tx, platform)
    chat_sent, chat_closed = _times(tx, f"{platform}/{chat}")
    earliest = max(chat_closed, platform_closed)
    if chat_sent and rates.chat_interval_s:
        earliest = max(earliest, chat_sent[-1] + rates.chat_interval_s * (1 if importance >= ANSWER else 2))
    per_minute, rest_per_minute = _per_minute(direct, rates, importance)
    if per_minute and len(chat_sent) >= per_minute:
        earliest = max(earliest, chat_sent[-per_minute] + MINUTE_S)
    rest_sent = _times(tx, f"{platform}/{chat}/rest")[0] if rest_per_minute else []
    if rest_per_minute and len(rest_sent) >= rest_per_minute:
        earliest = max(earliest, rest_sent[-rest_per_minute] + MINUTE_S)
    per_second = int(rates.platform_per_s)
    if per_second and len(platform_sent) >= per_second:
        earliest = max(earliest, platform_sent[-per_second] + 1.0)
    return earliest if earliest > tx.now else 0.0


def take(tx: Tx, platform: str, chat: str, direct: bool, rates: RateLimits, importance: int = RESULT) -> float:
    """Take one call from a chat's budget and the platform's. Returns 0 if it may leave now; otherwise nothing was
    taken, and it is the unix time when it may. See `free_at` for `importance` (`wishes`)."""
    if later := free_at(tx, platform, chat, direct, rates, importance):
        return later
    per_minute, rest_per_minute = _per_minute(direct, rates, importance)
    if rates.chat_interval_s or per_minute:
        _add(tx, f"{platform}/{chat}", max(1, per_minute))
    if rest_per_minute:
        _add(tx, f"{platform}/{chat}/rest", rest_per_minute)
    if per_second := int(rates.platform_per_s):
        _add(tx, platform, per_second)
    return 0.0


def _per_minute(direct: bool, rates: RateLimits, importance: int) -> tuple[int, int]:
    """A chat's limit for a minute, and that for calls without a result; 0 for none."""
    per_minute = 0 if direct else rates.chat_per_minute
    return per_minute, 0 if importance >= RESULT else per_minute // 2


def _add(tx: Tx, scope: str, most: int) -> None:
    sent, closed_until = _times(tx, scope)
    tx.run("posts.set_budget", scope=scope, sent=json.dumps([*sent, tx.now][-most:]), closed_until=closed_until)


def close(tx: Tx, platform: str, chat: str, until: float) -> None:
    """The platform asked for silence until `until` (unix seconds): in one chat, or everywhere (`chat` empty)."""
    scope = f"{platform}/{chat}" if chat else platform
    sent, closed = _times(tx, scope)
    tx.run("posts.set_budget", scope=scope, sent=json.dumps(sent), closed_until=max(closed, until))
