"""A job brought through several states, for tests and benchmarks that need it in one of them."""

from __future__ import annotations

from typing import Any

from bot.jobs import life_cycle
from bot.jobs.states import State
from bot.store import Tx
from bot.store.rows import JobRow


def move_through(tx: Tx, job: JobRow, *states: State, **last: Any) -> JobRow:
    """Move `job` through these states, with `last` for the last transition; the row as it is then."""
    for state in states:
        intent = life_cycle.Intent(0.0, 0.0) if state is State.SUBMITTING else None
        how = last if state is states[-1] else {}
        moved = life_cycle.transition(tx, job, state, intent=intent, **how)
        assert moved, f"job {job.id} is no longer {job.state}"
        job = moved
    return job
