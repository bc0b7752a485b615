"""Rate limits of REST calls as Discord's headers tell them, and the guard against too many refused requests.

Posts have passed the send budget in the database before; this covers what that does not see: other calls, limits that are
lower than usual, and `Retry-After`. A route's first call goes alone, since its limit is known only from the answer.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.discord.limits import GLOBAL_PER_S, INVALID_MAX, INVALID_WINDOW_S
from adapters.discord.routes import Route
from bot.runtime.clock import Clock

MAX_BUCKETS = 5000
SECOND_S = 1.0
NEVER = float("inf")
SHARED = "shared"


class HeldBack(Exception):
    """Not sent: the limits would keep it waiting for `wait_s`."""

    def __init__(self, wait_s: float, is_global: bool) -> None:
        super().__init__(f"not for another {wait_s:.1f} s")
        self.wait_s = wait_s
        self.is_global = is_global


@dataclass(slots=True)
class _Bucket:
    """`limit` is 0 until an answer told it."""

    limit: int = 0
    remaining: int = 1
    reset_at: float = 0.0
    in_flight: int = 0

    def due(self, now: float) -> float:
        """When one more call may be sent; infinity while that depends on the answer to another one."""
        if not self.limit:
            return max(now, self.reset_at) if not self.in_flight else NEVER
        if self.remaining > 0:
            return now
        if now >= self.reset_at:
            return now if self.in_flight < self.limit else NEVER
        return self.reset_at


@dataclass(slots=True, eq=False)
class _WaitingCall:
    route: Route
    order: tuple[int, int]
    bucket: _Bucket | None = None
    due: float = NEVER
    is_global: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Buckets:
    """The limits of one bot in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sequence = itertools.count()
        self._hashes: dict[str, str] = {}
        self._buckets: dict[str, _Bucket] = {}
        self._queued: list[_WaitingCall] = []
        self._recent: deque[float] = deque()
        self._global_until = 0.0
        self._invalid: deque[float] = deque()

    async def acquire(self, route: Route, max_wait_s: float, priority: int = 0) -> _Bucket:
        """Wait until the limits allow a call; higher priorities (lower numbers) go first. The bucket must be given to
        `release`. Raises HeldBack if that takes longer than `max_wait_s`."""
        call = _WaitingCall(route, (priority, next(self._sequence)))
        deadline = self._clock.monotonic() + max_wait_s
        self._queued.append(call)
        self._queued.sort(key=lambda one: one.order)
        try:
            while True:
                call.wake.clear()
                self._admit()
                if call.bucket is not None:
                    return call.bucket
                now = self._clock.monotonic()
                # Infinity: the answer to another call is waited for, and that call's timeout bounds this wait.
                if deadline < call.due < NEVER or now >= deadline:
                    raise HeldBack(max(0.1, (call.due if call.due < NEVER else now + SECOND_S) - now), call.is_global)
                await self._clock.wait(call.wake, self._clock.now() + min(call.due, deadline) - now)
        except BaseException:
            if call.bucket is not None:
                self.release(call.bucket)
            raise
        finally:
            if call in self._queued:
                self._queued.remove(call)

    def release(self, bucket: _Bucket) -> None:
        """The call has ended, with an answer or without."""
        bucket.in_flight -= 1
        self._wake()

    def answered(self, route: Route, bucket: _Bucket, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer. Called before `release`."""
        now = self._clock.monotonic()
        name = headers.get("X-RateLimit-Bucket", "")
        if name and self._hashes.get(route.bucket_key) != name:
            self._hashes[route.bucket_key] = name
        if name:
            self._buckets.setdefault(self._key(route), bucket)
        limit, remaining, after = (
            _number(headers, f"X-RateLimit-{part}") for part in ("Limit", "Remaining", "Reset-After")
        )
        if limit and remaining is not None and after is not None:
            bucket.limit = int(limit)
            # Other calls under way were counted by us, and perhaps not yet by the answer.
            bucket.remaining = max(0, min(int(remaining), int(limit) - bucket.in_flight))
            bucket.reset_at = now + after
        if status in (401, 403, 429) and headers.get("X-RateLimit-Scope") != SHARED:
            self._invalid.append(now)

    def limited(self, bucket: _Bucket, retry_after_s: float, is_global: bool) -> None:
        """An answer 429 came: wait."""
        until = self._clock.monotonic() + retry_after_s
        if is_global:
            self._global_until = max(self._global_until, until)
        else:
            bucket.remaining, bucket.reset_at = 0, max(bucket.reset_at, until)

    def refusals_pause_s(self) -> float:
        """For how long nothing may be called because too many requests were refused; 0: it may."""
        now = self._clock.monotonic()
        while self._invalid and self._invalid[0] <= now - INVALID_WINDOW_S:
            self._invalid.popleft()
        if len(self._invalid) < INVALID_MAX:
            return 0.0
        return self._invalid[len(self._invalid) - INVALID_MAX] + INVALID_WINDOW_S - now

    def _key(self, route: Route) -> str:
        return f"{self._hashes.get(route.bucket_key, route.bucket_key)} {route.major}"

    def _bucket(self, route: Route) -> _Bucket:
        key = self._key(route)
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= MAX_BUCKETS:
                self._drop_idle()
            bucket = self._buckets[key] = _Bucket()
        return bucket

    def _drop_idle(self) -> None:
        now = self._clock.monotonic()
        self._buckets = {key: one for key, one in self._buckets.items() if one.in_flight or one.reset_at > now}

    def _admit(self) -> None:
        """Admit every queued call that the limits allow, in order of priority."""
        now = self._clock.monotonic()
        while self._recent and self._recent[0] <= now - SECOND_S:
            self._recent.popleft()
        waiting: set[int] = set()
        for call in list(self._queued):
            bucket = self._bucket(call.route)
            if id(bucket) in waiting:
                call.due = NEVER  # Behind a call of higher priority.
                continue
            globally = self._global_due(now) if call.route.is_counted else now
            own = bucket.due(now)
            call.due, call.is_global = max(own, globally), globally > own
            if call.due > now:
                waiting.add(id(bucket))
                continue
            if bucket.limit and bucket.remaining <= 0:
                bucket.remaining = bucket.limit - bucket.in_flight  # A new window has begun.
            bucket.remaining -= 1
            bucket.in_flight += 1
            call.bucket = bucket
            if call.route.is_counted:
                self._recent.append(now)
            self._queued.remove(call)
            call.wake.set()

    def _global_due(self, now: float) -> float:
        due = max(now, self._global_until)
        if len(self._recent) >= GLOBAL_PER_S:
            due = max(due, self._recent[-GLOBAL_PER_S] + SECOND_S)
        return due

    def _wake(self) -> None:
        for call in self._queued:
            call.wake.set()


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        number = float(headers.get(name, ""))
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None
