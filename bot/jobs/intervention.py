"""What an operator can do with jobs (hold, release, fail, refund), limits, accounts and people.

Functions over an open transaction, for the command line (which may run beside a worker) and for admins. None can pay
for a job twice unless the operator says that it was not painted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from bot.jobs import held_images, life_cycle, limits, money
from bot.jobs.cancellation import request_cancel
from bot.jobs.limits import LIMITS_KEY
from bot.jobs.queue import RUNNING_LIMIT_KEY, refresh_lanes
from bot.jobs.states import ENDED, WAITING, State
from bot.jobs.topics import ACCOUNTS
from bot.outbox import desired
from bot.store import Tx
from bot.store import topics as store_topics
from bot.store.rows import JobRow, PersonRow, PoolRow
from config.settings import MOST_AT_ONCE, Account, Limits

MAX_POOL_LIMIT = MOST_AT_ONCE
FOR_IMAGES = frozenset({life_cycle.AWAITS_IMAGE, life_cycle.AWAITS_PICTURE})
"""The errors of jobs that are held because of their images."""


class InterventionResult(StrEnum):
    """Result of an intervention."""

    DONE = "done"
    NO_SUCH_JOB = "no-such-job"
    WRONG_STATE = "wrong-state"
    NOTHING_TO_REFUND = "nothing-to-refund"
    TASK_TAKEN = "task-taken"


def hold(tx: Tx, job_id: int) -> InterventionResult:
    """Hold a waiting job back until it is released."""
    return _decide(tx, job_id, lambda job: life_cycle.hold_back(tx, job), WAITING)


def release(tx: Tx, job_id: int, by: int = 0) -> InterventionResult:
    """Requeue a held job: the operator (or the person `by`) says that it was not painted, or that its images may pass."""

    def run(job: JobRow) -> bool:
        if job.error in FOR_IMAGES:
            return held_images.release(tx, job, by)
        return life_cycle.release(tx, job, "released by the operator") is not None

    return _decide(tx, job_id, run)


def give_up(tx: Tx, job_id: int, by: int = 0) -> InterventionResult:
    """Fail a held job; its person is charged nothing but pictures that were painted and may not be shown."""

    def fail(job: JobRow) -> bool:
        if job.error in FOR_IMAGES:
            return held_images.refuse(tx, job, by)
        text_id = life_cycle.HELD_BACK_REASONS.get(job.error, life_cycle.GIVEN_UP)
        return life_cycle.fail(tx, job, text_id, "given up by the operator")

    return _decide(tx, job_id, fail)


def adopt(tx: Tx, job_id: int, task_id: str) -> InterventionResult:
    """Continue a held job with `task_id`: the operator says that this task is its own. Not if it is another job's: the
    same pictures would be charged twice. Nor if its submission made no task."""
    owner = tx.value("jobs.owner_of_task", task_id=task_id)
    if owner not in (None, job_id):
        return InterventionResult.TASK_TAKEN

    def run(job: JobRow) -> bool:
        if job.protocol == "answer" or job.error == life_cycle.AWAITS_PICTURE:
            return False
        if not life_cycle.transition(tx, job, State.RUNNING, due_at=tx.now, details=f"the operator says: {task_id}"):
            return False
        life_cycle.assign_task(tx, job, task_id)
        return True

    return _decide(tx, job_id, run)


def _decide(
    tx: Tx,
    job_id: int,
    act: Callable[[JobRow], bool],
    states: frozenset[State] = frozenset({State.HELD}),
) -> InterventionResult:
    job = tx.one(JobRow, "jobs.get", id=job_id)
    if job is None:
        return InterventionResult.NO_SUCH_JOB
    if State(job.state) not in states:
        return InterventionResult.WRONG_STATE
    if not act(job):
        return InterventionResult.WRONG_STATE
    return InterventionResult.DONE


def refund(tx: Tx, job_id: int) -> InterventionResult:
    """Refund an ended job to its payer. The account's cost stays: the upstream was paid."""
    job = tx.one(JobRow, "jobs.get", id=job_id)
    if job is None:
        return InterventionResult.NO_SUCH_JOB
    if State(job.state) not in ENDED:
        return InterventionResult.WRONG_STATE
    if not money.refund(tx, job):
        return InterventionResult.NOTHING_TO_REFUND
    tx.run("jobs.add_event", job_id=job_id, now=tx.now, from_state=job.state, to_state=job.state, details="refunded")
    desired.mark_dirty(tx, f"job:{job_id}", desired.ANSWER)
    return InterventionResult.DONE


def change_limits(tx: Tx, configured: Limits, **wanted: Any) -> Limits:
    """Change limits at runtime; those not named stay. Raises ValueError (pydantic) for invalid ones."""
    before = json.loads(tx.value("jobs.runtime_value", name=LIMITS_KEY) or "{}")
    Limits.model_validate({**before, **wanted})
    tx.run("jobs.set_runtime_value", name=LIMITS_KEY, value=json.dumps({**before, **wanted}))
    now = configured.model_copy(update=Limits.model_validate({**before, **wanted}).model_dump(exclude_unset=True))
    tx.run("jobs.set_runtime_value", name=RUNNING_LIMIT_KEY, value=str(now.running_jobs))
    for payer_id in tx.values("queue.payers_waiting"):  # Their lanes may have become ready, or stopped being so.
        refresh_lanes(tx, payer_id)
    tx.hint(ACCOUNTS)
    return now


def change_account(tx: Tx, configured: tuple[Account, ...], name: str, model: str = "", **wanted: str) -> bool:
    """Change limits of an account (money, end of the free pictures), or of its pool of `model` (submissions a second,
    tasks at once), at runtime; the changes survive restarts. False if there is no such account or pool. Raises ValueError for
    invalid ones."""
    known, note, key = (
        (limits.POOL_LIMITS, limits.POOL_LIMITS_KEY, f"{name} {model}")
        if model
        else (limits.ACCOUNT_LIMITS, limits.ACCOUNT_LIMITS_KEY, name)
    )
    if strange := sorted(wanted.keys() - known):
        raise ValueError(
            f"{strange[0]} is none of {', '.join(sorted(known))}" + ("" if model else " (--model for a pool's)")
        )
    account = next((each for each in configured if each.name == name), None)
    pool = next(
        (p for p in tx.all(PoolRow, "queue.pools") if p.account == name and p.model == (model or p.model)),
        None,
    )
    if pool is None or (account is None and not model):
        return False
    before = json.loads(tx.value("jobs.runtime_value", name=note) or "{}")
    changes = {**before.get(key, {}), **(_pool_limits(wanted) if model else wanted)}
    if model:
        tx.run(
            "queue.ensure_pool",
            account=name,
            model=model,
            submissions_per_s=changes.get("submissions_per_s", pool.submissions_per_s),
            tasks_at_once=changes.get("tasks_at_once", pool.tasks_at_once),
        )
    elif account:
        limits.account_with_changes(account, changes)
        # Pools that are paused because the budget was used up check it again.
        tx.run("queue.end_budget_pause", account=name, now=tx.now)
    tx.run("jobs.set_runtime_value", name=note, value=json.dumps({**before, key: changes}))
    tx.hint(ACCOUNTS)
    return True


def _pool_limits(wanted: dict[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in wanted.items():
        try:
            number = int(value) if name == "tasks_at_once" else float(value)
        except ValueError:
            number = 0
        if not 0 < number <= MAX_POOL_LIMIT:
            raise ValueError(f"{name}: {value!r} is no number above 0 and up to {MAX_POOL_LIMIT}")
        found[name] = number
    return found


def set_account(tx: Tx, name: str, *, live: bool) -> bool:
    """Resume an account with its pools, or suspend it; False if there is none of that name."""
    state, reason = ("live", "") if live else ("suspended", "by the operator")
    changed = tx.run("queue.set_account_state", name=name, state=state, reason=reason, now=tx.now)
    if live:
        for pool in tx.all(PoolRow, "queue.pools"):
            if pool.account == name:
                tx.run("queue.set_pool_state", id=pool.id, state="live", reason="", now=tx.now)
    tx.hint(ACCOUNTS)
    return bool(changed)


def ban(tx: Tx, person: PersonRow, *, banned: bool) -> None:
    """Ban a person, or lift the ban.

    Their waiting jobs fail at once and cost nothing, submitted ones are cancelled upstream, batches are dropped; open
    sessions go on without them at the next tick of the session clock."""
    tx.run("people.set_banned", id=person.id, banned=int(banned))
    if banned:
        for job in tx.all(JobRow, "jobs.open_of_person", person_id=person.id):
            if State(job.state) not in WAITING or not life_cycle.fail(tx, job, "limit-banned"):
                request_cancel(tx, job)
        tx.run("batches.drop_of_person", person_id=person.id)
        tx.run("sessions.look_again", now=tx.now)
        for topic in (store_topics.SESSIONS, store_topics.BATCHES):
            tx.hint(topic)
