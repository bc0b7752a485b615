"""What `benchmarks.growth` measures on a database: each probe is one thing that people or loops do, with its time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from benchmarks.harness import Platform, message_update
from benchmarks.history import Sizes
from bot.adapter_api import Conversation
from bot.adapter_api.console import Console
from bot.adapter_api.gallery import GalleryQuery
from bot.app import App
from bot.commands.adapter_host import AdapterHost
from bot.jobs import life_cycle, statistics
from bot.jobs.claim import Claimed, ClaimTerms, claim
from bot.jobs.states import State
from bot.store import Tx
from bot.store.loops import Loop
from bot.store.rows import JobRow, PoolRow

TERMS = ClaimTerms("bench", send_window_s=5.0, create_timeout_s=30.0, listing_margin_s=5.0, task_max_s=900.0)
OWNER = "p1"
BANNED_EVERY = 1000
"""As in history.sql."""
LAST_MONTH = "2026-11"
Step = Callable[[], Awaitable[object]]


@dataclass
class Probes:
    """The probes of one database. `steps`: by name; each call does the thing once."""

    app: App
    platform: Platform
    sizes: Sizes
    pool_id: int
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    sent: int = 0

    @property
    def steps(self) -> dict[str, Step]:
        """What can be measured."""
        return {
            "claim": self.claim,
            "intake": lambda: self.message(f"/imagine a lantern, number {self.sent}"),
            "jobs": lambda: self.message("/jobs", waiting=False),
            "jobs of who waits": lambda: self.message("/jobs", waiting=True),
            "gallery": lambda: self.gallery(here=False),
            "gallery here": lambda: self.gallery(here=True),
            "gallery words": lambda: self.gallery(here=False, words=("lantern",)),
            "overview": lambda: self.console.overview(OWNER, "en"),
            "held": lambda: self.console.held(OWNER, "en", ""),
            "people": lambda: self.console.people(OWNER, "en", "", ""),
            "people search": lambda: self.console.people(OWNER, "en", "", f"p{self.person()}"),
            "person": lambda: self.console.person(OWNER, "en", self.person()),
            "conversations": lambda: self.console.conversations(OWNER, "en", "", ""),
            "conversation": lambda: self.console.conversation(OWNER, "en", self.group()),
            "spending by person": lambda: self.console.spending(OWNER, "en", "person", LAST_MONTH),
            "spending by chat": lambda: self.console.spending(OWNER, "en", "conversation", LAST_MONTH),
            "spending by model": lambda: self.console.spending(OWNER, "en", "model", LAST_MONTH),
            "audit": lambda: self.console.audit(OWNER, "en", "", {}),
            "audit of a quarter": lambda: self.console.audit(
                OWNER, "en", "", {"first": "2026-08-01", "last": "2026-10-31"}
            ),
            "reports": lambda: self.console.look(OWNER, "en", "reports", "", 0),
            "refusals": lambda: self.console.look(OWNER, "en", "refusals", "", 0),
            "said": lambda: self.console.look(OWNER, "en", "said", "", self.person()),
            "settings": lambda: self.console.settings(OWNER),
            "clearing of jobs": lambda: self.loop("expiry").once(),
            "clearing of files": lambda: self.loop("deletion").once(),
            "maintenance": lambda: self.loop("maintenance").once(),
            "places": lambda: self.loop("refresh").once(),
            "metrics": lambda: self.app.store.read(statistics.count, self.app.settings),
        }

    @property
    def host(self) -> AdapterHost:
        """What the platform was given."""
        return cast("AdapterHost", self.platform._host)

    @property
    def console(self) -> Console:
        """The console."""
        assert self.host.console is not None
        return self.host.console

    def person(self) -> int:
        """Anyone who has no jobs that wait, and is not banned."""
        who = self.rng.randrange(2, self.sizes.people - self.sizes.lanes)
        return who if who % BANNED_EVERY != BANNED_EVERY - 1 else self.person()

    def group(self) -> int:
        """Any group."""
        return self.sizes.people + self.rng.randrange(1, max(2, self.sizes.people // 50))

    def loop(self, name: str) -> Loop:
        """A loop of the app."""
        return next(loop for loop in self.app.loops if loop.name == name)

    async def claim(self) -> None:
        """Claim and finish a job, with what is between."""
        claimed = await self.app.store.write(claim, self.pool_id, TERMS)
        assert isinstance(claimed, Claimed), claimed
        collecting = await self.app.store.write(_paint, claimed.job, self.pool_id)
        assert await self.app.store.write(_finish, collecting)

    async def message(self, text: str, *, waiting: bool = False) -> None:
        """A message until it is answered."""
        people = self.sizes.people
        who = self.rng.randrange(people - self.sizes.lanes + 1, people + 1) if waiting else self.person()
        self.sent += 1
        update = message_update(self.sent, f"p{who}", text)
        saving = asyncio.create_task(self.app.inbox.save(self.platform.name, [update]))
        await asyncio.sleep(0)
        await self.app.inbox.once()
        assert await saving == [True]
        await self.loop("intake").once()
        await self.loop(f"posts {self.platform.name}").once()

    async def settle(self) -> None:
        """Send what other probes have left to be sent. Not measured."""
        posts = self.loop(f"posts {self.platform.name}")
        while await posts.once() <= self.app.clock.now():
            pass

    async def gallery(self, *, here: bool, words: tuple[str, ...] = ()) -> None:
        """A page of somebody's pictures, or of those of a group."""
        who, group = f"p{self.person()}", f"g{self.group() - self.sizes.people}"
        place = Conversation(self.platform.name, group if here else who)
        found = await self.host.gallery.page(who, place, GalleryQuery(here=here, words=words))
        assert found["pictures"]


def _paint(tx: Tx, job: JobRow, pool_id: int) -> JobRow:
    running = life_cycle.transition(tx, job, State.RUNNING, due_at=tx.now)
    assert running
    tx.run("jobs.set_task", id=job.id, task_id=f"bench-{job.id}")
    collecting = life_cycle.transition(tx, running, State.COLLECTING, due_at=tx.now)
    assert collecting
    # Lift the pool's rate limit: only the database is measured.
    tx.run("queue.set_next_submit", id=pool_id, next_submit_at=0, pause_reason="", failures=0)
    return collecting


def _finish(tx: Tx, job: JobRow) -> bool:
    return life_cycle.transition(tx, job, State.DONE, kept=job.n) is not None


def pool_of(tx: Tx) -> int:
    """The pool in which everything is painted."""
    return tx.all(PoolRow, "queue.pools_of_model", model="wanx-v1")[0].id
