"""The same people, the same wishes, the same times: the same schedule on both databases."""

from __future__ import annotations

import random
from pathlib import Path

from bot.jobs import claim as claiming
from bot.jobs import create_answer, money
from bot.jobs.limits import Denied
from bot.store import Store, Tx, open_store
from bot.store.rows import WaitingLaneRow
from bot.upstream import NotSent
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

SEED = 7
STEPS = 220


async def play(store: Store, clock: DrivenClock, folder: Path) -> list[str]:
    """A seeded day at the queue; every decision as a line."""
    kit = await Kit.make(store, folder, accounts=("main", "second"), waiting_jobs=6, running_jobs=2)
    dice = random.Random(SEED)
    names = [f"person-{i}" for i in range(12)]
    running: list[int] = []
    story: list[str] = []
    for _ in range(STEPS):
        clock.advance(dice.choice([0.1, 0.5, 1.0, 4.0]))
        roll = dice.random()
        if roll < 0.45:
            name, n = dice.choice(names), dice.randint(1, 4)
            job = await store.write(kit.enqueue, name, n)
            story.append(f"{name} {job.text_id}" if isinstance(job, Denied) else f"{name} job {job.id} x{n}")
        elif roll < 0.8:
            account = dice.choice(("main", "second"))
            claimed = await store.write(kit.claim, account)
            if isinstance(claimed, claiming.NoClaim):
                story.append(f"{account}: nothing until {claimed.retry_at:.3f}")
            elif dice.random() < 0.1:
                story.append(f"{account}: job {claimed.job.id} not sent")
                random.seed(SEED)  # The pause's jitter is drawn from the module's own dice.
                await store.write(create_answer.note_answer, claimed, NotSent("no line"), 5.0)
            else:
                story.append(f"{account}: job {claimed.job.id} at {claimed.job.start_tag:.6f}")
                await store.write(kit.accept_upstream, claimed)
                running.append(claimed.job.id)
        elif running:
            job_id = running.pop(dice.randrange(len(running)))
            await store.write(kit.finish, job_id)
            story.append(f"done {job_id}")

    def ending(tx: Tx) -> list[str]:
        lanes = tx.all(WaitingLaneRow, "queue.waiting_lanes", pool_id=1, limit=100)
        spent = money.spent_between(tx, "all", "0", "9")
        return [*(f"lane {lane.id} {lane.start_tag:.6f} {lane.ready}" for lane in lanes), str(spent)]

    assert await store.read(money.compare_totals) == []
    return story + await store.read(ending)


async def test_schedule__same_scenario_gives_the_same_schedule(tmp_path: Path, postgres_url: str) -> None:
    stories = []
    for url in (f"sqlite:///{tmp_path / 'a.db'}", postgres_url):
        clock = DrivenClock()
        store = await open_store(url, clock)
        try:
            stories.append(await play(store, clock, tmp_path))
        finally:
            await store.close()
    assert stories[0] == stories[1], f"seed {SEED}"
    assert sum(line.startswith("done") for line in stories[0]) > 20, "the scenario finishes nothing"
