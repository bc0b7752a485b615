"""The rate limiter behind python-telegram-bot's interface: 1 message a second in a chat, 20 a minute in a group, 30 a second
over all; an album counts by its items, edits count, the more important goes first.

Posts have taken their turn from the budgets in the database before they come here; this guards what those do not know:
the messages of one post with several files, `RetryAfter`, and the network between us and Telegram. A call counts from the
moment it was answered, not from when it left: Telegram counted it somewhere in between, so that two calls which we
space by a second can never look closer to Telegram.
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
from adapters.telegram.limits import CHAT_INTERVAL_S, GROUP_PER_MINUTE, PATIENCE_S, PLATFORM_PER_S
from bot.runtime.clock import Clock

MINUTE_S, SECOND_S = 60.0, 1.0
MOST_CHATS = 2000
NEVER = float("inf")
_COUNTED = ("send", "edit", "copy", "forward")
_FREE = frozenset({"sendChatAction", "sendMessageDraft"})


class Rank(IntEnum):
    """What goes first."""

    RESULT = 0
    ANSWER = 1
    PROGRESS = 2
    EXTRA = 3  # chat actions, reactions: dropped when a chat is closed


@dataclass(frozen=True, slots=True)
class Turn:
    """How a call asks for its turn; `patience_s` is how long it will wait for a chat's limits."""

    rank: Rank = Rank.ANSWER
    patience_s: float = PATIENCE_S


@dataclass(slots=True)
class _Chat:
    """The books of one chat; `sent` has the moments of its newest messages."""

    group: bool
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP_PER_MINUTE))
    free_at: float = 0.0
    flying: bool = False

    def due(self, cost: int, now: float) -> float:
        """When `cost` messages may leave, as far as is known; infinity while another call is under way."""
        if self.flying:
            return NEVER
        due = self.free_at
        if self.group and (excess := len(self.sent) + min(cost, GROUP_PER_MINUTE) - GROUP_PER_MINUTE) > 0:
            due = max(due, self.sent[excess - 1] + MINUTE_S)
        return due


@dataclass(slots=True, eq=False)
class _Ticket:
    chat: _Chat
    cost: int
    place: tuple[int, int]
    called: bool = False
    due: float = NEVER
    """When to look again by itself; infinity while that depends on a call under way."""
    news: asyncio.Event = field(default_factory=asyncio.Event)


def cost_of(endpoint: str, data: dict[str, Any]) -> int:
    """How many messages Telegram counts for a call."""
    if endpoint in _FREE or not endpoint.startswith(_COUNTED) or "chat_id" not in data:
        return 0
    if endpoint == "sendMediaGroup":
        return len(data["media"])
    return 1


class Limiter(BaseRateLimiter[Turn]):
    """One for a process. See the module."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._order = itertools.count()
        self._chats: dict[int, _Chat] = {}
        self._waiting: list[_Ticket] = []
        self._recent: deque[float] = deque()
        self._flying = 0

    async def initialize(self) -> None:
        """Nothing is needed."""

    async def shutdown(self) -> None:
        """Nothing is held."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Turn | None,
    ) -> Any:
        """Let a call leave when its turn has come. Raises NotYet when that would take longer than its patience."""
        chat_id = int(data.get("chat_id") or 0)
        cost, turn = cost_of(endpoint, data), rate_limit_args or Turn()
        if not cost:
            if turn.rank is Rank.EXTRA and (wait := self.closed_for(chat_id)) > 0:
                raise RetryRequest(wait)
            return await self._send(callback, args, kwargs, chat_id)
        ticket = _Ticket(self._book(chat_id), cost, (turn.rank, next(self._order)))
        await self._wait(ticket, turn.patience_s)
        try:
            return await self._send(callback, args, kwargs, chat_id)
        finally:
            self._landed(ticket)

    def closed_for(self, chat_id: int) -> float:
        """Seconds for which a chat is closed by a `RetryAfter` or by its own limits; 0 if it is open."""
        chat = self._chats.get(chat_id)
        return max(0.0, chat.free_at - self._clock.now()) if chat else 0.0

    async def _send(self, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: Any, chat: int) -> Any:
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            # This chat only: the others have done nothing wrong.
            book = self._book(chat)
            book.free_at = max(book.free_at, self._clock.now() + seconds(error))
            raise

    # --- turns

    async def _wait(self, ticket: _Ticket, patience_s: float) -> None:
        deadline = self._clock.now() + patience_s
        self._waiting.append(ticket)
        self._waiting.sort(key=lambda one: one.place)
        try:
            while True:
                ticket.news.clear()
                self._call()
                if ticket.called:
                    return
                # Infinity: somebody else's call is under way, and its own time limit is the limit of this wait.
                if deadline < ticket.due < NEVER:
                    raise RetryRequest(ticket.due - self._clock.now())
                await self._clock.wait(ticket.news, ticket.due)
        except BaseException:
            if ticket.called:
                self._landed(ticket)
            raise
        finally:
            if ticket in self._waiting:
                self._waiting.remove(ticket)

    def _call(self) -> None:
        """Call everyone whose turn it is, the most important first."""
        now = self._clock.now()
        while self._recent and self._recent[0] <= now - SECOND_S:
            self._recent.popleft()
        spoken_for: set[int] = set()
        for ticket in list(self._waiting):
            chat = ticket.chat
            if id(chat) in spoken_for:
                ticket.due = NEVER  # Behind a more important one of its chat.
                continue
            spoken_for.add(id(chat))
            ticket.due = max(chat.due(ticket.cost, now), self._platform_due(ticket.cost, now))
            if ticket.due <= now:
                chat.flying = ticket.called = True
                self._flying += ticket.cost
                self._waiting.remove(ticket)
                ticket.news.set()

    def _platform_due(self, cost: int, now: float) -> float:
        excess = len(self._recent) + self._flying + min(cost, PLATFORM_PER_S) - PLATFORM_PER_S
        if excess <= 0:
            return now
        return self._recent[excess - 1] + SECOND_S if excess <= len(self._recent) else NEVER

    def _landed(self, ticket: _Ticket) -> None:
        now, chat = self._clock.now(), ticket.chat
        chat.flying = False
        chat.sent.extend([now] * ticket.cost)
        chat.free_at = max(chat.free_at, now + CHAT_INTERVAL_S * ticket.cost)
        self._flying -= ticket.cost
        self._recent.extend([now] * ticket.cost)
        for waiting in self._waiting:
            waiting.news.set()  # Each looks again: when it may leave was not known before.

    def _book(self, chat_id: int) -> _Chat:
        if chat_id not in self._chats:
            if len(self._chats) >= MOST_CHATS:
                self._forget()
            self._chats[chat_id] = _Chat(group=chat_id < 0)
        return self._chats[chat_id]

    def _forget(self) -> None:
        """Close the books of chats in which nothing happened for a minute."""
        before = self._clock.now() - MINUTE_S
        busy = {id(ticket.chat) for ticket in self._waiting}
        self._chats = {
            chat_id: chat
            for chat_id, chat in self._chats.items()
            if chat.flying or id(chat) in busy or chat.free_at > before
        }
