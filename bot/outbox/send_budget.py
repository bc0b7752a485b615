"""The send budget: rate limits of calls to a chat and to a platform. Stored in the database, so that they hold across
processes, and taken before a call is made. (On Telegram a second limiter, `adapters.telegram.limiter`, is behind it.)"""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.adapter_api import RateLimits
from bot.outbox.desired import ANSWER, RESULT
from bot.store import Tx
from bot.store.rows import SendWindowRow

MINUTE_S = 60.0


def chat_key(rates: RateLimits, chat_id: str, thread_id: str) -> str:
    """What the limits of a chat are counted for: the chat, or one of its threads."""
    return f"{chat_id}/{thread_id}" if rates.by_thread and thread_id else chat_id


@dataclass(slots=True)
class _Window:
    """The newest calls of a scope, oldest first, and until when it is closed (unix seconds)."""

    sent: list[float]
    closed_until: float


def _windows(tx: Tx, *scopes: str) -> list[_Window]:
    """The windows of these scopes, locked in this order. Each is read once in a transaction."""
    known: dict[str, _Window] = tx.memo.setdefault("send windows", {})
    asked = {s: tx.later(SendWindowRow, "posts.send_window", scope=s) for s in scopes if s not in known}
    for scope, answer in asked.items():
        rows = answer()
        if not rows:
            # Inserted before it is read, so that of two processes with the first call to a chat one waits for the other.
            tx.send("posts.ensure_send_window", scope=scope)
            rows = tx.all(SendWindowRow, "posts.send_window", scope=scope)
        # A call in the future was recorded before the wall clock was set back: count it as made now.
        sent = [min(at, tx.now) for at in json.loads(rows[0].sent)]
        known[scope] = _Window(sent, float(rows[0].closed_until))
    return [known[scope] for scope in scopes]


def _save(tx: Tx, scope: str, window: _Window) -> None:
    tx.send("posts.set_send_window", scope=scope, sent=json.dumps(window.sent), closed_until=window.closed_until)


def free_at(tx: Tx, platform: str, chat: str, direct: bool, rates: RateLimits, importance: int = RESULT) -> float:
    """When a call may be made, by the budgets of the chat and the platform: unix seconds, 0 for now. Takes nothing.

    Of a chat's limit per minute, calls without a result get half: telling a crowd its positions in the queue must not
    delay the finished pictures. Progress waits for two intervals, so that a result or an answer that follows need not
    wait.
    """
    # The platform's row is locked first, so that there is one lock order and no deadlock.
    per_minute, rest_per_minute = _per_minute(direct, rates, importance)
    scopes = [platform, f"{platform}/{chat}", *([f"{platform}/{chat}/rest"] if rest_per_minute else [])]
    of_platform, of_chat, *of_rest = _windows(tx, *scopes)
    earliest = max(of_chat.closed_until, of_platform.closed_until)
    if of_chat.sent and rates.chat_interval_s:
        earliest = max(earliest, of_chat.sent[-1] + rates.chat_interval_s * (1 if importance >= ANSWER else 2))
    per_second = int(rates.platform_per_s)
    for window, most, within_s in (
        (of_chat, per_minute, MINUTE_S),
        *((rest, rest_per_minute, MINUTE_S) for rest in of_rest),
        (of_platform, per_second, 1.0),
    ):
        if most and len(window.sent) >= most:
            earliest = max(earliest, window.sent[-most] + within_s)
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
    (window,) = _windows(tx, scope)
    window.sent = [*window.sent, tx.now][-most:]
    _save(tx, scope, window)


def close(tx: Tx, platform: str, chat: str, until: float) -> None:
    """Stop calls until `until` (unix seconds) because the platform asked for it: to one chat, or to all (`chat`
    empty)."""
    scope = f"{platform}/{chat}" if chat else platform
    (window,) = _windows(tx, scope)
    window.closed_until = max(window.closed_until, until)
    _save(tx, scope, window)


def drop(tx: Tx, platform: str, chat: str) -> None:
    """Delete the budget of a chat."""
    tx.run("posts.drop_send_window", scope=f"{platform}/{chat}")
    tx.run("posts.drop_send_window", scope=f"{platform}/{chat}/rest")
