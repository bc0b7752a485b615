"""What an operator can look at: jobs, one job with all that is known of it, accounts."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.access import Action, Kind
from bot.access.roles import OPERATOR
from bot.jobs import audit, limits, queue
from bot.store import Tx
from bot.store.rows import ChargeRow, JobEventRow, JobRow, PersonRow, PictureRow, PoolRow, PostRow
from config.settings import Account


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A job in a list. `person` is `platform:id`."""

    id: int
    state: str
    model: str
    n: int
    payer_id: int
    account: str
    task_id: str
    error_code: str
    created_at: float
    prompt: str
    person: str


@dataclass(frozen=True, slots=True)
class JobReport:
    """All that is known of a job. `pictures` are their keys."""

    job: JobSummary
    events: tuple[JobEventRow, ...]
    charges: tuple[ChargeRow, ...]
    pictures: tuple[str, ...]
    post: PostRow | None


@dataclass(frozen=True, slots=True)
class PoolReport:
    """A pool with its account: state, reason, number of waiting jobs, and the limits in force. The last three are the
    account's, empty where it is not configured (any more)."""

    account: str
    model: str
    state: str
    reason: str
    waiting: int
    submissions_per_s: float
    tasks_at_once: int
    daily_yuan: str
    free_until: str
    monthly_yuan: str


def list_jobs(tx: Tx, state: str = "", limit: int = 50, *, everything: bool = False) -> list[JobSummary]:
    """Jobs, newest first: those in `state`, or all that have not ended (`state` empty), or all. Recorded in the audit log,
    since prompts are shown."""
    if state:
        rows = tx.all(JobRow, "jobs.in_state", state=state, limit=limit)
    elif everything:
        rows = tx.all(JobRow, "jobs.newest", limit=limit)
    else:
        rows = tx.all(JobRow, "jobs.newest_open", limit=limit)
    which = state or ("all" if everything else "open")
    audit.record(tx, OPERATOR, Action.SEE, Kind.JOB, 0, f"{len(rows)} jobs: {which}")
    accounts = _accounts_of_pools(tx)
    return [_summary(tx, row, accounts) for row in rows]


def explain(tx: Tx, job_id: int) -> JobReport | None:
    """The report of a job; None if there is no such job. Recorded in the audit log, since the prompt is shown."""
    job = tx.one(JobRow, "jobs.get", id=job_id)
    if job is None:
        return None
    audit.record(tx, OPERATOR, Action.SEE, Kind.JOB, job_id)
    return JobReport(
        job=_summary(tx, job, _accounts_of_pools(tx)),
        events=tuple(tx.all(JobEventRow, "jobs.events", job_id=job_id)),
        charges=tuple(tx.all(ChargeRow, "money.charges_of_job", job_id=job_id)),
        pictures=tuple(picture.key for picture in tx.all(PictureRow, "pictures.of_job", job_id=job_id)),
        post=tx.one(PostRow, "posts.by_subject", subject=f"job:{job_id}"),
    )


def list_pools(tx: Tx, configured: tuple[Account, ...] = ()) -> list[PoolReport]:
    """All pools, by account."""
    accounts = {account.name: account for account in limits.current_accounts(tx, configured)}
    waiting = queue.waiting_by_pool(tx)
    return [_pool(pool, accounts.get(pool.account), waiting.get(pool.id, 0)) for pool in tx.all(PoolRow, "queue.pools")]


def _pool(pool: PoolRow, account: Account | None, waiting: int) -> PoolReport:
    return PoolReport(
        account=pool.account,
        model=pool.model,
        state="paused" if pool.paused else pool.state if pool.account_state == "live" else pool.account_state,
        reason=pool.account_reason or pool.reason or pool.pause_reason,
        waiting=waiting,
        submissions_per_s=pool.submissions_per_s,
        tasks_at_once=pool.tasks_at_once,
        daily_yuan=str(account.daily_yuan) if account else "",
        free_until=str(account.free_until) if account else "",
        monthly_yuan=str(account.monthly_yuan) if account else "",
    )


def _accounts_of_pools(tx: Tx) -> dict[int, str]:
    return {pool.id: pool.account for pool in tx.all(PoolRow, "queue.pools")}


def _summary(tx: Tx, job: JobRow, accounts: dict[int, str]) -> JobSummary:
    person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
    return JobSummary(
        id=job.id,
        state=job.state,
        model=job.model,
        n=job.n,
        payer_id=job.payer_id,
        account=accounts.get(job.pool_id, ""),
        task_id=job.task_id,
        error_code=job.error_code,
        created_at=job.created_at,
        prompt=_prompt(job),
        person=f"{person.platform}:{person.user_id}",
    )


def _prompt(job: JobRow) -> str:
    try:
        return str(json.loads(job.request)["prompt"])
    except (ValueError, KeyError, TypeError):
        return "?"
