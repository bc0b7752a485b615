"""Rate limits: buckets, the global limit, the limits of a channel, and the ban after too many invalid requests."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field

from .errors import ApiError, rate_limited
from .settings import Settings

INVALID_WINDOW_S = 600.0


@dataclass(slots=True)
class _Window:
    """A fixed window that starts with the first request in it."""

    limit: int
    span_s: float
    since: float = 0.0
    used: int = 0

    def left_s(self, now: float) -> float:
        return max(0.0, self.since + self.span_s - now)

    def take(self, now: float) -> bool:
        """Count one request; False if the window is full."""
        if now >= self.since + self.span_s:
            self.since, self.used = now, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True


@dataclass(slots=True)
class Buckets:
    """The counters of one emulated service."""

    settings: Settings
    _windows: dict[tuple[str, ...], _Window] = field(default_factory=dict)
    _global: dict[str, deque[float]] = field(default_factory=dict)
    _invalid: deque[float] = field(default_factory=deque)
    _banned_until: float = 0.0
    refused: int = 0
    """How many requests met a limit (429)."""

    def _window(self, bucket: str, major: tuple[str, ...]) -> _Window:
        limit, span_s = getattr(self.settings, bucket)
        window = self._windows.setdefault((bucket, *major), _Window(limit, span_s))
        window.limit, window.span_s = limit, span_s
        return window

    def check_ban(self, now: float) -> bool:
        """Whether the address is banned."""
        return now < self._banned_until

    def count_invalid(self, now: float) -> None:
        """Count a 401, a 403, or a 429 that is not shared."""
        while self._invalid and self._invalid[0] <= now - INVALID_WINDOW_S:
            self._invalid.popleft()
        self._invalid.append(now)
        if len(self._invalid) > self.settings.invalid_requests:
            self._banned_until = now + self.settings.ban_s

    @property
    def invalid(self) -> int:
        """How many invalid requests of the last ten minutes are counted."""
        return len(self._invalid)

    def check_global(self, who: str, now: float) -> None:
        """Count a request of a bot. Raises: ApiError 429."""
        if not self.settings.limits_on:
            return
        sent = self._global.setdefault(who, deque())
        while sent and sent[0] <= now - 1.0:
            sent.popleft()
        if len(sent) >= self.settings.per_second:
            self.refused += 1
            raise rate_limited(sent[0] + 1.0 - now, is_global=True)
        sent.append(now)

    def check(self, bucket: str, major: tuple[str, ...], now: float, *, code: int = 0, scope: str = "user") -> None:
        """Count a request in a bucket. Raises: ApiError 429."""
        if not self.settings.limits_on:
            return
        window = self._window(bucket, major)
        if not window.take(now):
            self.refused += 1
            raise rate_limited(max(0.001, window.left_s(now)), scope=scope, code=code)

    def headers(self, bucket: str, major: tuple[str, ...], now: float) -> dict[str, str]:
        """What is told of a bucket with every answer."""
        if not self.settings.limits_on:
            return {}
        window = self._window(bucket, major)
        left_s = window.left_s(now) or window.span_s
        return {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(max(0, window.limit - window.used)),
            "X-RateLimit-Reset": f"{now + left_s:.3f}",
            "X-RateLimit-Reset-After": f"{left_s:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(bucket.encode()).hexdigest()[:32],
        }


def limit_headers(error: ApiError) -> dict[str, str]:
    """What a 429 tells in its headers. Without `Via`, discord.py takes it for a ban of the address."""
    headers = {"Via": "1.1 emulator", "X-RateLimit-Scope": error.scope}
    if "retry_after" in error.more:
        headers["Retry-After"] = f"{error.more['retry_after']:.3f}"
    if error.more.get("global"):
        headers["X-RateLimit-Global"] = "true"
    return headers
