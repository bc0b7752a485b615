"""Who reads a shard's session, how far its events were saved, and how often new sessions may be asked for. In the database,
so that a restart resumes where the last process stopped, and two processes never share a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.discord.limits import DAY_S, IDENTIFY_INTERVAL_S, IDENTIFY_MAX_PER_DAY, IDENTIFY_RESERVE, LEASE_S
from adapters.discord.rows import GatewaySessionRow
from bot.store import Store, Tx


class LeaseLost(OSError):
    """Another process reads this session now: what this one received is not saved, the other receives it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A session that can be resumed behind the event `seq`."""

    session_id: str
    resume_url: str
    seq: int
    intents: int = 0
    """The events that it was begun for, for as long as it lasts."""


class ShardSession:
    """The session of one shard of `shards`. `owner` is this process; `intents` what a new session is begun for."""

    def __init__(
        self, store: Store, bot_id: str, shard: int, shards: int, owner: str, intents: Callable[[], int] = lambda: 0
    ) -> None:
        self._intents = intents
        self._store = store
        self._key = {"bot_id": bot_id, "shard": shard}
        self.bot_id = bot_id
        self._owner = owner
        self.shard = shard
        self.shards = shards

    async def acquire(self) -> bool:
        """Acquire or renew; False while another process holds it. Raises StoreError."""
        return await self._store.write(self._acquire)

    def _acquire(self, tx: Tx) -> bool:
        tx.run("discord.sessions.ensure", **self._key)
        # An SQLite database has a single process: the owner in the row is one that was killed.
        now = tx.now if self._store.dialect != "sqlite" else float("inf")
        return bool(tx.run("discord.sessions.take", **self._key, owner=self._owner, until=tx.now + LEASE_S, now=now))

    async def release(self) -> None:
        """Release it, so that another process can take over at once. Raises StoreError."""
        await self._store.write(lambda tx: tx.run("discord.sessions.release", **self._key, owner=self._owner))

    async def load(self) -> Mark | None:
        """The session to resume, or None. Raises StoreError."""
        row = await self._store.read(lambda tx: tx.one(GatewaySessionRow, "discord.sessions.get", **self._key))
        if row is None or not row.session_id or row.shards != self.shards:
            return None
        return Mark(row.session_id, row.resume_url, int(row.seq), int(row.intents))

    def start(self, tx: Tx, mark: Mark) -> None:
        """Replace the session by a new one. Raises LeaseLost."""
        row = {"session_id": mark.session_id, "resume_url": mark.resume_url, "seq": mark.seq, "shards": self.shards}
        row["intents"] = self._intents()
        if not tx.run("discord.sessions.start", **self._key, owner=self._owner, **row):
            raise LeaseLost("another process reads this session")

    def advance(self, tx: Tx, session_id: str, seq: int, newest: int = 0) -> None:
        """All events up to `seq` are saved; the newest message or interaction among them has the id `newest`. Raises
        LeaseLost."""
        row = {"session_id": session_id, "seq": seq, "newest": newest}
        if not tx.run("discord.sessions.advance", **self._key, owner=self._owner, **row):
            raise LeaseLost("another process reads this session")

    def newest(self, tx: Tx) -> int:
        """The id of the newest message or interaction that any session of this shard brought; 0 if none did."""
        return int(tx.value("discord.sessions.newest", **self._key) or 0)

    def covers(self, guild_id: str) -> bool:
        """Whether this shard is told of a server; of direct messages (empty) the first is."""
        return self.shard == ((int(guild_id) >> 22) % self.shards if guild_id else 0)

    async def forget(self) -> None:
        """Discord does not know the session any more. Raises StoreError."""
        await self._store.write(self.start, Mark("", "", 0))


@dataclass(frozen=True, slots=True)
class IdentifyBudget:
    """How many new sessions Discord allows: `total` in a day, of which `remaining` are left until `reset_after_s` have
    passed; `max_concurrency` shards may begin at once, the others at intervals."""

    total: int
    remaining: int
    reset_after_s: float
    max_concurrency: int

    @classmethod
    def parse(cls, limit: object) -> IdentifyBudget:
        """From `session_start_limit` of the answer; what is missing there counts as little."""
        told = limit if isinstance(limit, dict) else {}

        def number(name: str, otherwise: int) -> int:
            value = told.get(name)
            return value if isinstance(value, int) and not isinstance(value, bool) else otherwise

        return cls(
            number("total", IDENTIFY_MAX_PER_DAY),
            number("remaining", IDENTIFY_MAX_PER_DAY),
            number("reset_after", int(DAY_S * 1000)) / 1000,
            max(1, number("max_concurrency", 1)),
        )


async def reserve_identify(store: Store, bot_id: str, shard: int, budget: IdentifyBudget) -> tuple[float, bool]:
    """How many seconds to wait before a new session may be asked for, and whether it was counted: if not, ask again after
    them. Counted before it is sent, by our own count of the last 24 hours and by Discord's. Raises StoreError."""
    return await store.write(_reserve_identify, bot_id, shard, budget)


def _reserve_identify(tx: Tx, bot_id: str, shard: int, budget: IdentifyBudget) -> tuple[float, bool]:
    tx.run("discord.sessions.lock_identifies")  # Of two processes one waits for the other.
    tx.run("discord.sessions.delete_identifies", before=tx.now - DAY_S)
    reserve = min(IDENTIFY_RESERVE, budget.total // 10)
    if budget.remaining <= reserve:
        return max(1.0, budget.reset_after_s), False
    made = tx.values("discord.sessions.identifies", bot_id=bot_id, after=tx.now - DAY_S)
    allowed = max(1, min(budget.total, IDENTIFY_MAX_PER_DAY) - reserve)
    if len(made) >= allowed:
        return max(1.0, float(made[len(made) - allowed]) + DAY_S - tx.now), False
    bucket = shard % budget.max_concurrency
    last = tx.value("discord.sessions.last_identify", bot_id=bot_id, bucket=bucket)
    # A slot far in the future was reserved before the clock was set back, and is ignored.
    at = max(tx.now, min(float(last or 0), tx.now + 60 * IDENTIFY_INTERVAL_S) + IDENTIFY_INTERVAL_S if last else 0.0)
    tx.run("discord.sessions.add_identify", bot_id=bot_id, bucket=bucket, at=at)
    return at - tx.now, True
