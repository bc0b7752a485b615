"""Gateway sessions: numbered events, kept for a while so that they can be replayed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import Json
from .state import Guild
from .world import Bot, World

if TYPE_CHECKING:
    from .connection import Connection


@dataclass(slots=True, eq=False, repr=False)
class Session:
    """What one IDENTIFY began. It outlives its connection for some time, unless that was closed with 1000 or 1001."""

    world: World
    id: str
    bot: Bot
    intents: int
    shard: tuple[int, int]
    connection: Connection | None = None
    seq: int = 0
    log: deque[Json] = field(default_factory=deque)
    lost_at: float = 0.0
    ended: bool = False
    replaying: bool = False

    @property
    def is_alive(self) -> bool:
        """Whether events are still kept for it."""
        if self.ended:
            return False
        return self.connection is not None or self.world.now() - self.lost_at < self.world.settings.resume_within_s

    def covers(self, guild: Guild | None) -> bool:
        """Whether this shard gets the events of a server; those of direct conversations come to the first."""
        number, count = self.shard
        return number == ((int(guild.id) >> 22) % count if guild else 0)

    def dispatch(self, event: str, body: Any) -> None:
        """Number an event, keep it for a replay, and send it if there is a connection."""
        self.seq += 1
        frame: Json = {"op": 0, "t": event, "s": self.seq, "d": body}
        self.log.append(frame)
        while len(self.log) > self.world.settings.resume_events:
            self.log.popleft()
        if self.connection is not None:
            self.connection.send(frame)

    def missed_after(self, seq: int) -> list[Json] | None:
        """The events after `seq`; None if some of them are no longer kept."""
        if seq < self.seq and (not self.log or self.log[0]["s"] > seq + 1):
            return None
        return [frame for frame in self.log if frame["s"] > seq]

    def lose_connection(self, *, ends: bool) -> None:
        """The connection is gone; with `ends` the client said goodbye, so nothing can be resumed."""
        self.connection = None
        self.lost_at = self.world.now()
        self.ended = self.ended or ends
        self.world.changed.notify()
