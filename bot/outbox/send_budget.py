"""The send budget: rate limits of calls to a chat and to a platform. Stored in the database, so that they hold across
processes, and taken before a call is made. (On Telegram a second limiter, `adapters.telegram.limiter`, is behind it.)"""

from __future__ import annotations

import json

from bot.adapter_api import RateLimits
from bot.outbox.desired import ANSWER, RESULT
from bot.store import Tx
from bot.store.rows import SendWindowRow

MINUTE_S = 60.0


def chat_key(rates: RateLimits, chat_id: str, thread_id: str) -> str:
    """What the limits of a chat are counted for: the chat, or one of its threads."""
    return f"{chat_id}/{thread_id}" if rates.by_thread and thread_id else chat_id


def _times(tx: Tx, scope: str) -> tuple[list[float], float]:
    row = tx.one(SendWindowRow, "posts.send_window", scope=scope)
    if row is None:
        # Inserted before it is read, so that of two processes with the first call to a chat one waits for the other.
        tx.run("posts.ensure_send_window", scope=scope)
        row = tx.get(SendWindowRow, "posts.send_window", scope=scope)
    # A call in the future was recorded before the wall clock was set back: count it as made now.
    return [min(sent, tx.now) for sent in json.loads(row.sent)], float(row.closed_until)


def free_at(tx: Tx, platform: str, chat: str, direct: bool, rates: RateLimits, importance: int = RESULT) -> float:
    """When a call may be made, by the budgets of the chat and the platform: unix seconds, 0 for now. Takes nothing.

    Of a chat's limit per minute, calls without a result get half: telling a crowd its positions in the queue must not
    delay the finished pictures. Progress waits for two intervals, so that a result or an answer that follows need not
    wait.
    """
    # The platform's row is locked first, so that there is one lock order and no deadlock.
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
    """Take one call from the budgets of a chat and the platform. Returns 0 if it may be made now; otherwise the unix
    time when it may, and nothing was taken. For `importance` (of `desired`) see `free_at`."""
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
    """A chat's limit per minute, and that for calls without a result; 0 for none."""
    per_minute = 0 if direct else rates.chat_per_minute
    return per_minute, 0 if importance >= RESULT else per_minute // 2


def _add(tx: Tx, scope: str, most: int) -> None:
    sent, closed_until = _times(tx, scope)
    tx.run("posts.set_send_window", scope=scope, sent=json.dumps([*sent, tx.now][-most:]), closed_until=closed_until)


def close(tx: Tx, platform: str, chat: str, until: float) -> None:
    """Stop calls until `until` (unix seconds) because the platform asked for it: to one chat, or to all (`chat`
    empty)."""
    scope = f"{platform}/{chat}" if chat else platform
    sent, closed = _times(tx, scope)
    tx.run("posts.set_send_window", scope=scope, sent=json.dumps(sent), closed_until=max(closed, until))


def drop(tx: Tx, platform: str, chat: str) -> None:
    """Delete the budget of a chat."""
    tx.run("posts.drop_send_window", scope=f"{platform}/{chat}")
    tx.run("posts.drop_send_window", scope=f"{platform}/{chat}/rest")
