"""The rate limiter behind python-telegram-bot's interface: 1 message per second and chat, 20 per minute and group, 30
per second in total; edits and each item of an album count, higher priorities go first.

Posts have passed the send budgets in the database before; this covers what those do not see: several files of one
post, `RetryAfter`, and network latency. A call is timed by its response, not by when it was sent: Telegram counted it
somewhere in between, so two calls spaced by a second can never look closer to Telegram.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from adapters.telegram.errors import RetryRequest, seconds
from adapters.telegram.limits import CHAT_INTERVAL_S, GROUP_PER_MINUTE, MAX_WAIT_S, PLATFORM_PER_S
from bot.runtime.clock import Clock

MINUTE_S, SECOND_S = 60.0, 1.0
MAX_CHATS = 2000
NEVER = float("inf")
_COUNTED = ("send", "edit", "copy", "forward")
_FREE = frozenset({"sendChatAction", "sendMessageDraft"})


class SendPriority(IntEnum):
    """Lower values go first."""

    RESULT = 0
    ANSWER = 1
    PROGRESS = 2
    EXTRA = 3  # chat actions, reactions: dropped while a chat's limit is reached


@dataclass(frozen=True, slots=True)
class RateLimitArgs:
    """A call's priority, and how long it may wait for the limits."""

    priority: SendPriority = SendPriority.ANSWER
    max_wait_s: float = MAX_WAIT_S


@dataclass(slots=True)
class _ChatWindow:
    """Sliding window of one chat; `sent` holds the times of its newest messages."""

    group: bool
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP_PER_MINUTE))
    free_at: float = 0.0
    in_flight: bool = False

    def due(self, cost: int, now: float) -> float:
        """When `cost` messages may be sent; infinity while another call is in flight."""
        if self.in_flight:
            return NEVER
        due = self.free_at
        if self.group and (excess := len(self.sent) + min(cost, GROUP_PER_MINUTE) - GROUP_PER_MINUTE) > 0:
            due = max(due, self.sent[excess - 1] + MINUTE_S)
        return due


@dataclass(slots=True, eq=False)
class _QueuedCall:
    chat: _ChatWindow
    cost: int
    order: tuple[int, int]
    admitted: bool = False
    due: float = NEVER
    """When to check again; infinity while that depends on another call: one in flight, or one of higher priority to the
    same chat. It wakes this one when it ends."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)


def cost_of(endpoint: str, data: dict[str, Any]) -> int:
    """How many messages Telegram counts for this call."""
    if endpoint in _FREE or not endpoint.startswith(_COUNTED) or "chat_id" not in data:
        return 0
    if endpoint == "sendMediaGroup":
        return len(data["media"])
    return 1


class RateLimiter(BaseRateLimiter[RateLimitArgs]):
    """One per process; see the module's docstring."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sequence = itertools.count()
        self._chats: dict[int, _ChatWindow] = {}
        self._queued: list[_QueuedCall] = []
        self._recent: deque[float] = deque()
        self._in_flight = 0

    async def initialize(self) -> None:
        """Part of python-telegram-bot's interface: nothing has to be opened."""

    async def shutdown(self) -> None:
        """Part of python-telegram-bot's interface: nothing has to be closed."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: RateLimitArgs | None,
    ) -> Any:
        """Send a call when the limits allow it. Raises RetryRequest if that would take longer than its
        `max_wait_s`."""
        chat_id = int(data.get("chat_id") or 0)
        cost, rate_args = cost_of(endpoint, data), rate_limit_args or RateLimitArgs()
        if not cost:
            if rate_args.priority is SendPriority.EXTRA and (wait := self.wait_s(chat_id)) > 0:
                raise RetryRequest(wait)
            return await self._send(callback, args, kwargs, chat_id)
        call = _QueuedCall(self._window(chat_id), cost, (rate_args.priority, next(self._sequence)))
        await self._wait(call, rate_args.max_wait_s)
        try:
            return await self._send(callback, args, kwargs, chat_id)
        finally:
            self._finished(call)

    def wait_s(self, chat_id: int) -> float:
        """Seconds until a chat accepts messages again, after a `RetryAfter` or by its limits; 0 if it does now."""
        chat = self._chats.get(chat_id)
        return max(0.0, chat.free_at - self._clock.now()) if chat else 0.0

    async def _send(self, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: Any, chat: int) -> Any:
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            # Flood control applies to this chat only.
            window = self._window(chat)
            window.free_at = max(window.free_at, self._clock.now() + seconds(error))
            raise

    # --- turns

    async def _wait(self, call: _QueuedCall, max_wait_s: float) -> None:
        deadline = self._clock.now() + max_wait_s
        self._queued.append(call)
        self._queued.sort(key=lambda one: one.order)
        try:
            while True:
                call.wake.clear()
                self._admit()
                if call.admitted:
                    return
                # Infinity: another call is waited for, and its timeout or its own deadline bounds this wait.
                if deadline < call.due < NEVER:
                    raise RetryRequest(call.due - self._clock.now())
                await self._clock.wait(call.wake, call.due)
        except BaseException:
            if call.admitted:
                self._finished(call)
            raise
        finally:
            if call in self._queued:
                self._queued.remove(call)
                self._wake_queued()

    def _admit(self) -> None:
        """Admit every queued call that the limits allow, in order of priority."""
        now = self._clock.now()
        while self._recent and self._recent[0] <= now - SECOND_S:
            self._recent.popleft()
        blocked_chats: set[int] = set()
        for call in list(self._queued):
            chat = call.chat
            if id(chat) in blocked_chats:
                call.due = NEVER  # Behind a call of higher priority to the same chat.
                continue
            blocked_chats.add(id(chat))
            call.due = max(chat.due(call.cost, now), self._platform_due(call.cost, now))
            if call.due <= now:
                chat.in_flight = call.admitted = True
                self._in_flight += call.cost
                self._queued.remove(call)
                call.wake.set()

    def _platform_due(self, cost: int, now: float) -> float:
        excess = len(self._recent) + self._in_flight + min(cost, PLATFORM_PER_S) - PLATFORM_PER_S
        if excess <= 0:
            return now
        return self._recent[excess - 1] + SECOND_S if excess <= len(self._recent) else NEVER

    def _finished(self, call: _QueuedCall) -> None:
        now, chat = self._clock.now(), call.chat
        chat.in_flight = False
        chat.sent.extend([now] * call.cost)
        chat.free_at = max(chat.free_at, now + CHAT_INTERVAL_S * call.cost)
        self._in_flight -= call.cost
        self._recent.extend([now] * call.cost)
        self._wake_queued()

    def _wake_queued(self) -> None:
        """After a call was sent or given up: those behind it have a due time now."""
        for waiting in self._queued:
            waiting.wake.set()

    def _window(self, chat_id: int) -> _ChatWindow:
        if chat_id not in self._chats:
            if len(self._chats) >= MAX_CHATS:
                self._drop_idle()
            self._chats[chat_id] = _ChatWindow(group=chat_id < 0)
        return self._chats[chat_id]

    def _drop_idle(self) -> None:
        """Drop windows of chats that were idle for a minute."""
        before = self._clock.now() - MINUTE_S
        in_use = {id(call.chat) for call in self._queued}
        self._chats = {
            chat_id: chat
            for chat_id, chat in self._chats.items()
            if chat.in_flight or id(chat) in in_use or chat.free_at > before
        }
