"""What this process knows about channels: edits of old messages, where it may not write, how large files may be."""

from __future__ import annotations

from collections import deque
from typing import Any

from adapters.discord.identity import sent_at
from adapters.discord.limits import FILE_MAX_BYTES, OLD_EDITS, OLD_EDITS_WINDOW_S, OLD_MESSAGE_S
from bot.runtime.clock import Clock

CLOSED_S = 60.0
"""For how long a channel that refused us is not tried again. Refused requests count towards a ban of the address."""
MAX_CHANNELS = 5000


class OldEdits:
    """Edits of messages that are older than an hour have a small limit of their own, for each channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, deque[float]] = {}

    def wait_s(self, channel: str, message: str) -> float:
        """For how long this message cannot be edited; 0: now, and it is counted."""
        if self._clock.now() - sent_at(message) < OLD_MESSAGE_S:
            return 0.0
        now = self._clock.monotonic()
        if len(self._made) >= MAX_CHANNELS:
            self._made = {key: made for key, made in self._made.items() if made[-1] > now - OLD_EDITS_WINDOW_S}
        made = self._made.setdefault(channel, deque(maxlen=OLD_EDITS))
        if len(made) == OLD_EDITS and (wait := made[0] + OLD_EDITS_WINDOW_S - now) > 0:
            return wait
        made.append(now)
        return 0.0


class ClosedChannels:
    """Channels in which the bot was refused lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closed: dict[str, tuple[float, str]] = {}

    def close(self, channel: str, reason: str) -> None:
        """A call was refused there."""
        now = self._clock.monotonic()
        if len(self._closed) >= MAX_CHANNELS:
            self._closed = {key: one for key, one in self._closed.items() if one[0] > now}
        self._closed[channel] = (now + CLOSED_S, reason)

    def open(self, channel: str) -> None:
        """Somebody wrote there or the bot was added: its rights may have changed."""
        self._closed.pop(channel, None)

    def reason(self, channel: str) -> str:
        """Why nothing is posted there; empty if it may be tried."""
        until, reason = self._closed.get(channel, (0.0, ""))
        return reason if self._clock.monotonic() < until else ""


class FileLimits:
    """The largest file of each server, as interactions tell it: it grows with the server's boosts. Known until a restart."""

    def __init__(self) -> None:
        self._most: dict[str, int] = {}

    def note(self, interaction: dict[str, Any]) -> None:
        """Learn from an interaction."""
        guild, most = interaction.get("guild_id"), interaction.get("attachment_size_limit")
        if isinstance(guild, str) and isinstance(most, int) and most > 0:
            self._most.pop(guild, None)
            self._most[guild] = most
            while len(self._most) > MAX_CHANNELS:
                del self._most[next(iter(self._most))]

    def of(self, guild: str) -> int:
        """In bytes; what every server takes where nothing is known."""
        return self._most.get(guild, FILE_MAX_BYTES)
