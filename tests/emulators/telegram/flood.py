"""Flood control: how many messages a bot may send, and the answer when it sends more.

The documented numbers (Bot FAQ): about 1 message a second in a chat with short bursts tolerated, 20 a minute
in a group, 30 a second over all. An album counts as its items; edits count like messages.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from .errors import ApiError, too_many_requests


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """What the emulator allows. ``FloodLimits.off()`` allows everything."""

    enabled: bool = True
    chat_per_s: float = 1.0
    chat_burst: int = 3
    group_per_minute: int = 20
    bot_per_s: int = 30
    penalty_s: int = 0
    """Added to every ``retry_after``. Until that moment the chat stays closed, however little it would need."""

    @classmethod
    def off(cls) -> "FloodLimits":
        return cls(enabled=False)


@dataclass(slots=True)
class _Bucket:
    """Tokens of one chat. May become negative: an album is sent whole, and what follows it waits."""

    tokens: float
    at: float


@dataclass(slots=True)
class Flood:
    """The counters of one bot."""

    limits: FloodLimits
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _bot: deque[float] = field(default_factory=deque)
    _closed_until: dict[int, float] = field(default_factory=dict)
    refused: int = 0

    def charge(self, chat_id: int, is_group: bool, cost: int, now: float) -> None:
        """Take ``cost`` messages at ``now`` (unix seconds) from the chat, its minute and the bot's second.

        Raises: ApiError 429 with ``retry_after`` (whole seconds); then nothing is taken.
        """
        if not self.limits.enabled:
            return
        wait = max(
            self._closed_until.get(chat_id, 0.0) - now,
            self._wait_chat(chat_id, cost, now),
            self._wait_window(self._groups.setdefault(chat_id, deque()), self.limits.group_per_minute, 60.0, cost, now)
            if is_group
            else 0.0,
        )
        wait_bot = self._wait_window(self._bot, self.limits.bot_per_s, 1.0, cost, now)
        if max(wait, wait_bot) > 0:
            raise self._refuse(chat_id, wait, wait_bot, now)
        self._chats[chat_id].tokens -= cost
        if is_group:
            self._groups[chat_id].extend([now] * cost)
        self._bot.extend([now] * cost)

    def _refuse(self, chat_id: int, wait: float, wait_bot: float, now: float) -> ApiError:
        self.refused += 1
        retry_after = max(1, math.ceil(max(wait, wait_bot))) + self.limits.penalty_s
        if wait > 0 and self._closed_until.get(chat_id, 0.0) <= now:
            self._closed_until[chat_id] = now + retry_after
        return too_many_requests(retry_after)

    def _wait_chat(self, chat_id: int, cost: int, now: float) -> float:
        burst = self.limits.chat_burst
        bucket = self._chats.setdefault(chat_id, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * self.limits.chat_per_s)
        bucket.at = now
        needed = min(cost, burst)
        return max(0.0, (needed - bucket.tokens) / self.limits.chat_per_s - 1e-6)

    @staticmethod
    def _wait_window(sent: deque[float], limit: int, span_s: float, cost: int, now: float) -> float:
        while sent and sent[0] <= now - span_s:
            sent.popleft()
        excess = len(sent) + min(cost, limit) - limit
        return sent[excess - 1] + span_s - now if excess > 0 else 0.0
