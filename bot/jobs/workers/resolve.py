"""The lost answer: finding out what became of an intent whose answer never came.

Absence is proven only after `send_by` + request timeout + margin, by two complete task listings of that window. One task in
the window that belongs to nobody is adopted; more than one means that nobody can tell, and the operator decides. What
remains: a listing that the service itself has not brought up to date. docs/operate.md says how wide that gap is.
"""

from __future__ import annotations

from bot.jobs import life
from bot.jobs.states import State
from bot.jobs.topics import UNKNOWN
from bot.jobs.workers.context import Context
from bot.loops import NEVER, Crew
from bot.points import reach
from bot.store import Row, Tx
from bot.wanxiang import CallFailed, ListedTask

CLOCK_SLACK_S = 120.0
"""How far the upstream's clock may be from ours; the listing is asked for so much more on both sides."""
LISTED_FOR_S = 23 * 3600.0
"""How long ago a submission may lie for its absence from the task list to prove anything."""
MOST_TRIES = 12
HELD_TEXT = "held-unknown"


class Resolver(Crew[Row]):
    """Turns lapsed intents to `unknown`, and `unknown` to what the task list proves."""

    name = "resolve"
    topics = (UNKNOWN,)
    hands = 2

    def __init__(self, context: Context) -> None:
        super().__init__(context.store)
        self.context = context
        self.terms = context.manager.settings.upstream
        self._started = False

    async def take(self, free: int) -> tuple[list[Row], float]:
        def take(tx: Tx) -> tuple[list[Row], float]:
            if not self._started and self.store.dialect == "sqlite":
                # One worker a file: whoever else began an intent is dead. It may still have been accepted.
                for orphan in tx.all("jobs.submitting_of_others", owner=self.context.owner):
                    self._give_up(tx, orphan, orphan["due_at"], "its worker is gone")
            for lapsed in tx.all("jobs.due_submitting", now=tx.now, limit=20):
                self._give_up(tx, lapsed, tx.now, "no answer in time")
            taken = []
            for job in tx.all("jobs.due_unknown", now=tx.now, limit=free):
                tx.run(
                    "jobs.lease", id=job["id"], owner=self.context.owner, due_at=tx.now + self.context.leases.resolve_s
                )
                taken.append(tx.get("jobs.get", id=job["id"]))
            return taken, float(tx.value("jobs.next_to_resolve") or NEVER)

        result = await self.store.write(take)
        self._started = True
        return result

    def _give_up(self, tx: Tx, job: Row, due_at: float, why: str) -> None:
        """Nobody will note this intent's answer any more. Its request may have left just now; the pool waits for what
        becomes of it, so nothing follows it too soon."""
        life.move(tx, job, State.UNKNOWN, due_at=due_at, details=why)

    async def work(self, item: Row) -> None:
        job = item
        pool = await self.store.read(lambda tx: tx.get("queue.pool", id=job["pool_id"]))
        upstream = self.context.upstreams.get(pool["account"])
        if upstream is None:
            await self.store.write(self._hold, job, "its account is no longer configured")
            return
        start = job["submitted_at"] - CLOCK_SLACK_S
        end = job["send_by"] + self.terms.create_timeout_s + self.terms.listing_margin_s + CLOCK_SLACK_S
        listed = await upstream.list_tasks(start, end, job["model"])
        reach("resolve.listed")
        await self.store.write(self.note, job, listed)
        reach("resolve.noted")

    def note(self, tx: Tx, job: Row, listed: tuple[ListedTask, ...] | CallFailed) -> None:
        """Decide by a complete listing; `tries` counts the listings that showed nothing."""
        if isinstance(listed, CallFailed):
            # Nothing else is submitted there meanwhile, so nobody else would notice that the upstream is away.
            tx.run("queue.count_failure", id=job["pool_id"])
            self._again(tx, job, job["tries"] + 100, f"listing failed: {listed.reason}")
            return
        owned = {
            row["task_id"]
            for row in tx.all("jobs.tasks_owned", pool_id=job["pool_id"], since=job["submitted_at"] - 2 * CLOCK_SLACK_S)
        }
        window = (job["submitted_at"] - CLOCK_SLACK_S, job["send_by"] + CLOCK_SLACK_S + self.terms.listing_margin_s)
        orphans = [task for task in listed if task.task_id not in owned and window[0] <= task.created_at <= window[1]]
        rivals = int(
            tx.value("jobs.other_intents", pool_id=job["pool_id"], id=job["id"], since=window[0], until=window[1])
        )
        if len(orphans) == 1 and not rivals:
            if life.move(tx, job, State.RUNNING, due_at=tx.now, details=f"found upstream: {orphans[0].task_id}"):
                life.own_task(tx, job, orphans[0].task_id)
        elif orphans:
            self._hold(tx, job, f"{len(orphans)} tasks and {rivals + 1} intents that could belong together")
        elif tx.now - job["submitted_at"] > LISTED_FOR_S:
            # The service shows a day's tasks only: that it is not listed any more proves nothing.
            self._hold(tx, job, "too long ago for the task list")
        elif job["tries"] % 100 >= 1:
            target = State.CANCELLED if life.is_unwanted(tx, job) else State.QUEUED
            life.move(tx, job, target, due_at=tx.now, details="proven absent by two listings")
        else:
            self._again(tx, job, job["tries"] + 1, "not in the listing")

    def _again(self, tx: Tx, job: Row, tries: int, reason: str) -> None:
        failures = tries // 100
        if failures >= MOST_TRIES:
            self._hold(tx, job, reason)
            return
        tx.run(
            "jobs.postpone",
            id=job["id"],
            state=State.UNKNOWN,
            fence=job["fence"],
            due_at=tx.now + (self.terms.between_listings_s * 2 ** min(failures, 6)),
            tries=tries,
            polls=0,
            task_state=job["task_state"],
            task_started_at=job["task_started_at"],
        )

    def _hold(self, tx: Tx, job: Row, why: str) -> None:
        if life.move(tx, job, State.HELD, details=why):
            tx.run("jobs.set_error", id=job["id"], error=HELD_TEXT, code=why)
