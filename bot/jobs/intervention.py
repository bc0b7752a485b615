"""What an operator can do with jobs (inspect, hold, release, fail, refund), limits, accounts and people.

Functions over an open transaction, for the command line (which may run beside a worker) and for admins. None can pay
for a job twice unless the operator says that it was not painted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from bot.access import Action, Kind, Principal
from bot.access.roles import OPERATOR
from bot.jobs import audit, life_cycle, limits, money
from bot.jobs.limits import LIMITS_KEY
from bot.jobs.manager import request_cancel
from bot.jobs.queue import RUNNING_LIMIT_KEY, refresh_lanes
from bot.jobs.states import ENDED, WAITING, State
from bot.jobs.topics import ACCOUNTS
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import ChargeRow, JobEventRow, JobRow, PersonRow, PictureRow, PoolRow, PostRow
from config.settings import MOST_AT_ONCE, Account, Limits

MAX_POOL_LIMIT = MOST_AT_ONCE
COLUMNS = ("id", "state", "model", "n", "payer_id", "account", "task_id", "error_code", "created_at", "prompt")


class InterventionResult(StrEnum):
    """Result of an intervention."""

    DONE = "done"
    NO_SUCH_JOB = "no-such-job"
    WRONG_STATE = "wrong-state"
    NOTHING_TO_REFUND = "nothing-to-refund"
    TASK_TAKEN = "task-taken"


def list_jobs(tx: Tx, state: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """Jobs, newest first: those in `state`, or all that have not ended (`state` empty). Recorded in the audit log,
    since prompts are shown."""
    pools = {pool.id: pool.account for pool in tx.all(PoolRow, "queue.pools")}
    rows = (
        tx.all(JobRow, "jobs.in_state", state=state, limit=limit)
        if state
        else list(reversed(tx.all(JobRow, "jobs.all_open")))[:limit]
    )
    audit.record(tx, OPERATOR, Action.SEE, Kind.JOB, 0, f"{len(rows)} jobs: {state or 'open'}")
    return [_line(row, pools) for row in rows]


def _line(job: JobRow, accounts: dict[int, str]) -> dict[str, Any]:
    known = {**job._asdict(), "account": accounts.get(job.pool_id, ""), "prompt": _prompt(job)}
    return {column: known[column] for column in COLUMNS}


def _prompt(job: JobRow) -> str:
    try:
        return str(json.loads(job.request)["prompt"])
    except (ValueError, KeyError, TypeError):
        return "?"


def explain(tx: Tx, job_id: int) -> dict[str, Any] | None:
    """All that is known of a job: row, events, charges, pictures, post; None if there is no such job. Recorded in the
    audit log, since the prompt is shown."""
    job = tx.one(JobRow, "jobs.get", id=job_id)
    if job is None:
        return None
    accounts = {pool.id: pool.account for pool in tx.all(PoolRow, "queue.pools")}
    post = tx.one(PostRow, "posts.by_subject", subject=f"job:{job_id}")
    person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
    audit.record(tx, OPERATOR, Action.SEE, Kind.JOB, job_id)
    return {
        **_line(job, accounts),
        "person": f"{person.platform}:{person.user_id}",
        "events": [
            [e.at, e.from_state, e.to_state, e.details] for e in tx.all(JobEventRow, "jobs.events", job_id=job_id)
        ],
        "charges": [
            [c.kind, c.amount_li, c.pictures] for c in tx.all(ChargeRow, "money.charges_of_job", job_id=job_id)
        ],
        "pictures": [p.key for p in tx.all(PictureRow, "pictures.of_job", job_id=job_id)],
        "post": _post_summary(post) if post else None,
    }


def _post_summary(post: PostRow) -> dict[str, Any]:
    return {
        "step": post.step,
        "revision": post.revision,
        "shown_revision": post.shown_revision,
        "problem": post.problem,
    }


def hold(tx: Tx, job_id: int, who: Principal = OPERATOR) -> InterventionResult:
    """Hold a waiting job back until it is released."""
    return _decide(tx, job_id, Action.HOLD, lambda job: life_cycle.hold_back(tx, job), who, WAITING)


def release(tx: Tx, job_id: int, who: Principal = OPERATOR) -> InterventionResult:
    """Requeue a held job: the operator says that it was not painted."""
    text = "released by the operator"
    return _decide(tx, job_id, "release", lambda job: life_cycle.release(tx, job, text) is not None, who)


def give_up(tx: Tx, job_id: int) -> InterventionResult:
    """Fail a held job; its person is charged nothing."""

    def fail(job: JobRow) -> bool:
        text_id = life_cycle.HELD_BACK_CLOSED if job.error == life_cycle.HELD_BACK else life_cycle.GIVEN_UP
        return life_cycle.fail(tx, job, text_id, "given up by the operator")

    return _decide(tx, job_id, "give up", fail)


def adopt(tx: Tx, job_id: int, task_id: str) -> InterventionResult:
    """Continue a held job with `task_id`: the operator says that this task is its own. Not if it is another job's: the
    same pictures would be charged twice."""
    owner = tx.value("jobs.owner_of_task", task_id=task_id)
    if owner not in (None, job_id):
        return InterventionResult.TASK_TAKEN

    def run(job: JobRow) -> bool:
        if not life_cycle.transition(tx, job, State.RUNNING, due_at=tx.now, details=f"the operator says: {task_id}"):
            return False
        life_cycle.assign_task(tx, job, task_id)
        return True

    return _decide(tx, job_id, "adopt", run)


def _decide(
    tx: Tx,
    job_id: int,
    action: str,
    act: Callable[[JobRow], bool],
    who: Principal = OPERATOR,
    states: frozenset[State] = frozenset({State.HELD}),
) -> InterventionResult:
    job = tx.one(JobRow, "jobs.get", id=job_id)
    if job is None:
        return InterventionResult.NO_SUCH_JOB
    if State(job.state) not in states:
        return InterventionResult.WRONG_STATE
    if not act(job):
        return InterventionResult.WRONG_STATE
    audit.record(tx, who, action, Kind.JOB, job_id)
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
    audit.record(tx, OPERATOR, "refund", Kind.JOB, job_id)
    return InterventionResult.DONE


def change_limits(tx: Tx, configured: Limits, **wanted: Any) -> Limits:
    """Change limits at runtime; those not named stay. Raises ValueError (pydantic) for invalid ones."""
    before = json.loads(tx.value("jobs.note", name=LIMITS_KEY) or "{}")
    Limits.model_validate({**before, **wanted})
    tx.run("jobs.set_note", name=LIMITS_KEY, value=json.dumps({**before, **wanted}))
    now = configured.model_copy(update=Limits.model_validate({**before, **wanted}).model_dump(exclude_unset=True))
    tx.run("jobs.set_note", name=RUNNING_LIMIT_KEY, value=str(now.running_jobs))
    for payer_id in tx.values("queue.payers_waiting"):  # Their lanes may have become ready, or stopped being so.
        refresh_lanes(tx, payer_id)
    tx.hint(ACCOUNTS)
    return now


def change_account(tx: Tx, configured: tuple[Account, ...], name: str, model: str = "", **wanted: str) -> bool:
    """Change limits of an account (money, end of the free pictures), or of its pool of `model` (submissions a second,
    tasks at once), at runtime; they outlast restarts. False if there is no such account or pool. Raises ValueError for
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
    before = json.loads(tx.value("jobs.note", name=note) or "{}")
    changes = {**before.get(key, {}), **(_pool_limits(wanted) if model else wanted)}
    if model:
        limits_now = {name: changes.get(name, getattr(pool, name)) for name in limits.POOL_LIMITS}
        tx.run("queue.ensure_pool", account=name, model=model, **limits_now)
    elif account:
        limits.account_with_changes(account, changes)
        # Pools that are paused because the budget was used up check it again.
        tx.run("queue.end_budget_pause", account=name, now=tx.now)
    tx.run("jobs.set_note", name=note, value=json.dumps({**before, key: changes}))
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


def list_accounts(tx: Tx, configured: tuple[Account, ...] = ()) -> list[dict[str, Any]]:
    """Pools by account: state, reason, number of waiting jobs, and the limits in force."""
    money_of = {account.name: account for account in limits.current_accounts(tx, configured)}
    return [
        {
            "account": pool.account,
            "model": pool.model,
            "state": pool.state if pool.account_state == "live" else pool.account_state,
            "reason": pool.account_reason or pool.reason or pool.pause_reason,
            "waiting": int(tx.value("queue.queued_in_pool", pool_id=pool.id)),
            "submissions_per_s": pool.submissions_per_s,
            "tasks_at_once": pool.tasks_at_once,
            **{
                name: str(getattr(money_of[pool.account], name)) if pool.account in money_of else ""
                for name in sorted(limits.ACCOUNT_LIMITS)
            },
        }
        for pool in tx.all(PoolRow, "queue.pools")
    ]


def set_account(tx: Tx, name: str, *, live: bool) -> bool:
    """Resume an account with its pools, or suspend it; False if there is none of that name."""
    state, reason = ("live", "") if live else ("aside", "by the operator")
    changed = tx.run("queue.set_account_state", name=name, state=state, reason=reason, now=tx.now)
    if live:
        for pool in tx.all(PoolRow, "queue.pools"):
            if pool.account == name:
                tx.run("queue.set_pool_state", id=pool.id, state="live", reason="", now=tx.now)
    tx.hint(ACCOUNTS)
    return bool(changed)


def ban(tx: Tx, platform: str, user_id: str, *, banned: bool) -> bool:
    """Ban a person, or lift the ban. False if there is no such person.

    Their waiting jobs fail at once and cost nothing, submitted ones are cancelled upstream, batches are dropped; open
    sessions go on without them at the next tick of the session clock."""
    person = tx.one(PersonRow, "people.find_person", platform=platform, user_id=user_id)
    if person is None:
        return False
    tx.run("people.set_banned", id=person.id, banned=int(banned))
    audit.record(tx, OPERATOR, "ban" if banned else "let in again", "person", person.id)
    if banned:
        for job in tx.all(JobRow, "jobs.open_of_person", person_id=person.id):
            if State(job.state) not in WAITING or not life_cycle.fail(tx, job, "limit-banned"):
                request_cancel(tx, job)
        tx.run("batches.drop_of_person", person_id=person.id)
        tx.run("sessions.look_again", now=tx.now)
        for topic in ("sessions", "batches"):
            tx.hint(topic)
    return True
