"""The queue of one bot's updates: ids, expiry, confirmation, which kinds are wanted."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.clock import Clock

Json = dict[str, Any]

DAY_S = 86_400.0
LIFE_S = {"callback_query": 150.0, "inline_query": 30.0, "chosen_inline_result": 600.0}
"""How long Telegram keeps an update; a day for all kinds not named here."""

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "stopped_message_generation",
    "subscription",
)
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
DEFAULT_KINDS = frozenset(KINDS) - NOT_BY_DEFAULT
FAR_AHEAD = 10
"""An offset further than this beyond the newest update is ignored by Telegram."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that waits. ``order_key``: updates with the same key reach a webhook one after another."""

    update_id: int
    kind: str
    text: str
    expires_at: float
    order_key: str
    broken: bool = False
    """Put in by a test as it is; no schema is asked about it."""

    def json(self) -> Json:
        decoded: Json = json.loads(self.text)
        return decoded


@dataclass(slots=True)
class UpdateQueue:
    """Updates wait here until they are confirmed or too old."""

    clock: Clock
    next_id: int
    allowed: frozenset[str] = DEFAULT_KINDS
    _pending: deque[Pending] = field(default_factory=deque)
    has_own_choice: bool = False
    """Whether the bot named the kinds it wants."""
    _arrivals: list[asyncio.Future[None]] = field(default_factory=list)
    dropped_unread: int = 0
    """How many went too old before the bot fetched them."""

    def push(self, kind: str, payload: Any, order_key: str, life_s: float | None = None) -> Json | None:
        """Queue one update; returns it, or None if the bot does not want that kind."""
        if kind not in self.allowed:
            return None
        update: Json = {"update_id": self.next_id, kind: payload}
        self.push_raw(update, kind, order_key, life_s)
        return update

    def push_raw(
        self, update: Json, kind: str, order_key: str, life_s: float | None = None, *, broken: bool = False
    ) -> None:
        """Queue an update as it is; its update_id is whatever it says, or the next one."""
        said = update.get("update_id")
        update_id = said if isinstance(said, int) else self.next_id
        self.next_id = max(self.next_id, update_id + 1)
        life_s = LIFE_S.get(kind, DAY_S) if life_s is None else life_s
        self._pending.append(
            Pending(
                update_id, kind, json.dumps(update, ensure_ascii=False), self.clock.now() + life_s, order_key, broken
            )
        )
        arrivals, self._arrivals = self._arrivals, []
        for arrival in arrivals:
            if not arrival.done():
                arrival.set_result(None)

    def next_arrival(self) -> asyncio.Future[None]:
        """A future that is done at the next push. Take it before looking, so that nothing falls in between."""
        arrival: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrivals.append(arrival)
        return arrival

    def set_allowed(self, kinds: Any) -> bool:
        """Follow an ``allowed_updates`` list; None leaves all as it was, an empty list means the default.

        Returns whether anything changed. Names that do not exist are ignored, as Telegram does.
        """
        if not isinstance(kinds, list):
            return False
        wanted = frozenset(kinds) & frozenset(KINDS) or DEFAULT_KINDS
        self.has_own_choice = wanted != DEFAULT_KINDS
        changed, self.allowed = wanted != self.allowed, wanted
        return changed

    def fetch(self, offset: int, limit: int) -> list[Pending]:
        """What getUpdates returns: forgets everything below ``offset``; a negative one keeps the last n."""
        self._forget_old()
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        elif offset <= self.next_id + FAR_AHEAD:
            while self._pending and self._pending[0].update_id < offset:
                self._pending.popleft()
        return [self._pending[index] for index in range(min(limit, len(self._pending)))]

    def waiting(self) -> list[Pending]:
        """All that waits, oldest first."""
        self._forget_old()
        return list(self._pending)

    def forget(self, pending: Pending) -> None:
        """One was delivered, or given up."""
        if pending in self._pending:
            self._pending.remove(pending)

    def clear(self) -> None:
        self._pending.clear()

    def __len__(self) -> int:
        self._forget_old()
        return len(self._pending)

    def _forget_old(self) -> None:
        now = self.clock.now()
        fresh = deque(pending for pending in self._pending if pending.expires_at > now)
        self.dropped_unread += len(self._pending) - len(fresh)
        self._pending = fresh
