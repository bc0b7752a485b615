"""Claiming a slot and noting the answer: the transactions around one create.

Claim, in one transaction under the pool's row lock: free slot, rate, fair choice, intent with lease, fence and `send_by`;
commit; only then may the request leave. One create of a pool is in flight at a time, and the next may not leave
earlier than 1/rate after the last answer: an answer comes later than the arrival, so that the upstream's own count can
never see more than `rate` in a second.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from bot.jobs import accounts, life_cycle, outage, queue, requeue, topics
from bot.jobs.states import State
from bot.jobs.task_stats import PENDING_POLL_S
from bot.store import Row, Tx, alerts
from bot.store.loops import NEVER
from bot.upstream import Accepted, AnswerLost, NotSent, Refused, Treatment

REFERENCE_MIN_LIFE_S = 1800.0
"""An uploaded reference must live at least this much longer when its task is submitted: it may queue upstream."""
MAX_PAUSE_S = 60.0
"""How long a pool rests at most, unless the answer asks for more: whoever waits when an outage ends waits so much longer."""
MAX_UNKNOWN_JOBS = 2
"""So many lost answers may be undecided in a pool at a time; the next request waits for one of them."""
LOCKED_POOL_RETRY_S = 0.2
"""After so long whoever else was busy with the pool (claiming, or noting an answer) has finished."""
WRONG_ADDRESS_REASON = "upstream-address"
"""Why a pool pauses: what answers is not the service. The operator's to mend."""
SPARE_SLOT_PAUSE_S = 600.0
"""How long the spare slot stays away after the upstream said that there are too many tasks."""


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What a claim needs to know: who claims, and (in seconds) how long after its claim a request may leave, how long its
    answer may take, how much longer an acceptance may take to show in a task listing, and how long a task may take."""

    owner: str
    send_window_s: float
    create_timeout_s: float
    listing_margin_s: float
    task_max_s: float


@dataclass(frozen=True, slots=True)
class Claimed:
    """An intent: this job may be submitted now, until `send_by` (unix seconds). `starts_at_once`: a brush is free for it, so it
    will not be PENDING for long."""

    job: Row
    pool: Row
    send_by: float
    starts_at_once: bool


@dataclass(frozen=True, slots=True)
class NoClaim:
    """Nothing can be claimed before `retry_at` (unix seconds; NEVER: when a job changes). `idle`: nobody is there who may;
    `closed`: the pool, or its account, is set aside."""

    retry_at: float
    idle: bool = False
    suspended: bool = False


def claim(tx: Tx, pool_id: int, terms: ClaimTerms) -> Claimed | NoClaim:
    """Take the slot of a pool for whose turn it is."""
    pool = tx.one("queue.try_pool", id=pool_id)
    if pool is None:
        return NoClaim(tx.now + LOCKED_POOL_RETRY_S)
    requeue.end_expired_backoffs(tx, pool_id)
    if pool["state"] != "live" or pool["account_state"] != "live":
        return NoClaim(NEVER, suspended=True)
    if pool["next_submit_at"] > tx.now:
        return NoClaim(pool["next_submit_at"])
    if not pool["spare"] and pool["spare_back_at"] <= tx.now:
        tx.run("queue.set_spare", id=pool_id, spare=1, spare_back_at=0)
        pool["spare"] = 1
    slots = tx.get("queue.slots", pool_id=pool_id, held_since=tx.now - terms.task_max_s)
    if slots["in_flight"] or slots["taken"] >= pool["tasks_at_once"] + pool["spare"]:
        return NoClaim(NEVER)
    # A lost answer holds its slot, and others are submitted meanwhile. A second one closes the pool until the first is decided;
    # after two in a row the next goes alone, when both are: so an outage leaves at most two in doubt.
    if slots["in_doubt"] >= (1 if pool["lost"] >= MAX_UNKNOWN_JOBS else MAX_UNKNOWN_JOBS):
        return NoClaim(NEVER)
    while choice := queue.choose(tx, pool, slots["taken"]):
        job = tx.get("jobs.lock", id=choice.job_id)
        if not queue.confirm(tx, choice):
            queue.refresh_lanes(tx, choice.payer_id)
            continue
        if job["cancel_requested"]:  # The wish came while the job was on its way back from the upstream.
            life_cycle.transition(tx, job, State.CANCELLED, details="by its person")
            continue
        if job["reference_until"] and job["reference_until"] < tx.now + REFERENCE_MIN_LIFE_S:
            tx.run("jobs.set_unprepared", id=job["id"])
            tx.hint(topics.UNPREPARED)
            queue.refresh_lanes(tx, job["payer_id"])
            continue
        send_by = tx.now + terms.send_window_s
        lapse = send_by + terms.create_timeout_s + terms.listing_margin_s
        intent = life_cycle.Intent(send_by, choice.start_tag)
        if not life_cycle.transition(
            tx, job, State.SUBMITTING, due_at=lapse, owner=terms.owner, reorder=False, intent=intent
        ):
            queue.refresh_lanes(tx, choice.payer_id)  # Somebody cancelled it just now.
            continue
        queue.advance(tx, pool, choice, job["n"])
        at_once = slots["taken"] < pool["tasks_at_once"]
        return Claimed(job, pool, send_by, at_once)
    return NoClaim(float(tx.value("queue.next_rested", pool_id=pool_id) or NEVER), idle=True)


def note_answer(
    tx: Tx, claimed: Claimed, answer: Accepted | Refused | AnswerLost | NotSent, first_look_s: float
) -> None:
    """Note what the upstream said to a create. `first_look_s`: when to ask how the task is doing, in seconds."""
    pool = tx.get("queue.lock_pool", id=claimed.pool["id"])
    job = claimed.job
    outage.observe_answer(tx, pool, answer)
    match answer:
        case Accepted():
            begins = claimed.starts_at_once or _has_free_slot(tx, pool)
            look = first_look_s if begins else max(first_look_s, PENDING_POLL_S)
            if life_cycle.transition(tx, job, State.RUNNING, due_at=tx.now + look, details=answer.task_id):
                life_cycle.assign_task(tx, job, answer.task_id)
                if begins:
                    tx.run("jobs.expect_start", id=job["id"], now=tx.now, due_at=tx.now + look)
            else:
                _note_late_answer(tx, job, answer.task_id, first_look_s)
            _resume(tx, pool)
        case Refused():
            _note_refusal(tx, pool, job, answer)
        case NotSent():
            _pause_and_requeue(tx, pool, job, 1.0, "upstream-busy", "job-not-reached", "", f"not sent: {answer.reason}")
        case AnswerLost():
            # Whether it was accepted is not known: look at the task list when it must have shown there.
            mark_unknown(tx, pool, job, job["due_at"], f"answer lost: {answer.reason}")


def mark_unknown(tx: Tx, pool: Row, job: Row, due_at: float, why: str) -> None:
    """The answer to a submission will not be noted any more: look for it in the task list at `due_at`. `pool` is locked. Its
    request may have left just now, so the next one keeps the distance of the rate from this moment."""
    if life_cycle.transition(tx, job, State.UNKNOWN, due_at=due_at, details=why):
        tx.run("queue.count_lost", id=pool["id"])
        _pause(tx, pool, 0.0, "upstream-unreachable")


def _has_free_slot(tx: Tx, pool: Row) -> bool:
    """Whether all tasks that were before this one have ended while it was being submitted. Their ends found nobody PENDING
    to tell, so without this look it would be asked about only when it is long done, and the brush rest."""
    taken = tx.get("queue.slots", pool_id=pool["id"], held_since=tx.now)["taken"]
    return bool(taken <= pool["tasks_at_once"])  # Itself included.


def _note_late_answer(tx: Tx, job: Row, task_id: str, first_look_s: float) -> None:
    """The answer came after its intent had been given up for unknown; if nothing was decided yet, it decides."""
    now = tx.one("jobs.late_answer", id=job["id"], submissions=job["submissions"])
    if now and life_cycle.transition(
        tx, now, State.RUNNING, due_at=tx.now + first_look_s, details=f"late answer: {task_id}"
    ):
        life_cycle.assign_task(tx, now, task_id)


def _note_refusal(tx: Tx, pool: Row, job: Row, answer: Refused) -> None:
    verdict = answer.verdict
    details = f"{answer.http_status} {verdict.code}"
    match verdict.treatment:
        case Treatment.TELL_PERSON:
            _resume(tx, pool)
            life_cycle.fail(tx, job, verdict.text_id, verdict.code)
        case Treatment.TELL_OPERATOR if verdict.pause_s:
            # Not the service at all: everybody waits, in their places, until the operator has seen to it.
            if verdict.operator_text_id:
                alerts.report(
                    tx, verdict.operator_text_id, account=pool["account"], model=job["model"], code=verdict.code
                )
            _pause_and_requeue(
                tx, pool, job, verdict.pause_s, WRONG_ADDRESS_REASON, verdict.text_id, verdict.code, details
            )
        case Treatment.TELL_OPERATOR:
            if verdict.scope == "job":
                _resume(tx, pool)
                life_cycle.fail(tx, job, verdict.text_id, verdict.code)
                return
            if verdict.scope == "account":
                accounts.suspend(tx, pool["account"], verdict.code, verdict.operator_text_id)
            else:
                tx.run("queue.set_pool_state", id=pool["id"], state="aside", reason=verdict.code, now=tx.now)
                text_id = verdict.operator_text_id or "alert-account-aside"
                alerts.report(tx, text_id, account=pool["account"], model=pool["model"], code=verdict.code)
                tx.hint(topics.ACCOUNTS)
            _requeue(tx, job, verdict.text_id, verdict.code, details, in_order=False)
        case Treatment.RETRY_LATER | Treatment.NEW_TASK_ONCE if answer.concerns_request:
            # Turned down, and not for the words: another try may help this job; the others are not concerned.
            _resume(tx, pool)
            requeue.requeue_job(
                tx, job, own=True, pool_in_order=True, text_id=verdict.text_id, code=verdict.code, details=details
            )
        case _:
            if verdict.is_concurrency:
                tx.run("queue.set_spare", id=pool["id"], spare=0, spare_back_at=tx.now + SPARE_SLOT_PAUSE_S)
            pause = max(answer.retry_after_s or 0.0, verdict.pause_s)
            _pause_and_requeue(tx, pool, job, pause, "upstream-busy", verdict.text_id, verdict.code, details)


def _pause_and_requeue(
    tx: Tx, pool: Row, job: Row, pause_s: float, reason: str, text_id: str, code: str, details: str
) -> None:
    """The pool cannot take anything just now: it pauses, and the job comes back."""
    until = _pause(tx, pool, pause_s, reason)
    _requeue(tx, job, text_id, code, details, in_order=pool["failures"] == 0, pool_rests_until=until)


def _requeue(
    tx: Tx, job: Row, text_id: str, code: str, details: str, *, in_order: bool, pool_rests_until: float = 0.0
) -> None:
    requeue.requeue_job(
        tx,
        job,
        own=False,
        pool_in_order=in_order,
        text_id=text_id,
        code=code,
        details=details,
        pool_rests_until=pool_rests_until,
    )


def _pause(tx: Tx, pool: Row, least_s: float, reason: str) -> float:
    """Let the pool rest: twice as long after every failure in a row, and never exactly as long as anybody else; until when."""
    failures = pool["failures"] + 1
    pause = min(MAX_PAUSE_S, max(least_s, 0.5) * 2 ** min(failures - 1, 8)) * random.uniform(0.75, 1.0)
    at = tx.now + max(pause, least_s, 1 / pool["submissions_per_s"])
    tx.run("queue.set_next_submit", id=pool["id"], next_submit_at=at, pause_reason=reason, failures=failures)
    return float(at)


def _resume(tx: Tx, pool: Row) -> None:
    """The upstream answers as it should: the next create may leave after 1/rate."""
    at = tx.now + 1 / pool["submissions_per_s"]
    tx.run("queue.set_next_submit", id=pool["id"], next_submit_at=at, pause_reason="", failures=0)
