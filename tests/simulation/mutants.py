"""Mutants: plausible bugs, planted one at a time. The simulation has to find every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.jobs import claim, create_answer, life_cycle, money, painted, requeue
from bot.jobs.states import State
from bot.jobs.workers import resolve, submit
from bot.store import Tx
from bot.store.rows import JobRow, PoolRow
from bot.store.statements import Statements
from bot.upstream import CallFailed

Plant = Callable[[pytest.MonkeyPatch], None]


def _statement(patch: pytest.MonkeyPatch, name: str, change: Callable[[str], str]) -> None:
    plain = Statements.__getitem__

    def changed(self: Statements, wanted: str) -> str:
        text = plain(self, wanted)
        if wanted != name:
            return text
        other = change(text)
        assert other != text, f"the mutant of {name} changes nothing"
        return other

    patch.setattr(Statements, "__getitem__", changed)


def requeue_unknown(patch: pytest.MonkeyPatch) -> None:
    """Treats a lost answer as a refusal and sends the job again."""

    def note(self: Any, tx: Tx, job: Any, listed: Any) -> None:
        life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now)

    patch.setattr(resolve.Resolver, "note", note)


def one_listing_proves_absence(patch: pytest.MonkeyPatch) -> None:
    """Treats a task that is not listed as absent at once, before the create's time limit is over."""
    plain_claim = claim.claim

    def claimed(tx: Tx, pool_id: int, terms: Any) -> Any:
        return plain_claim(tx, pool_id, replace(terms, listing_margin_s=-200.0))

    patch.setattr(submit, "claim", claimed)

    def note(self: Any, tx: Tx, job: Any, listed: Any) -> None:
        if isinstance(listed, CallFailed) or not listed:
            life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now)
        else:
            plain(self, tx, job, listed)

    plain = resolve.Resolver.note
    patch.setattr(resolve.Resolver, "note", note)


def skip_the_fence(patch: pytest.MonkeyPatch) -> None:
    """A worker whose lease has expired may still change a job's state."""
    _statement(
        patch, "jobs.move", lambda text: text.replace("AND fence = :fence", "").replace("AND state = :from_state", "")
    )


def skip_send_by(patch: pytest.MonkeyPatch) -> None:
    """A process that was stopped sends its request whenever it resumes."""
    plain = submit.Submitter.once

    async def once(self: Any) -> float:
        upstream = self.context.upstreams["main"]
        create = type(upstream).create

        async def late(request: Any, *, deadline: float | None = None, **others: Any) -> Any:
            return await create(upstream, request, deadline=None, **others)

        upstream.create = late
        return await plain(self)

    patch.setattr(submit.Submitter, "once", once)


def slots_in_a_variable(patch: pytest.MonkeyPatch) -> None:
    """Each worker counts slots in its own memory."""
    counts: dict[str, int] = {}
    plain = claim.claim

    def claimed(tx: Tx, pool_id: int, terms: Any) -> Any:
        pool = tx.get(PoolRow, "queue.pool", id=pool_id)
        if counts.get(terms.owner, 0) >= pool.tasks_at_once + pool.spare:
            counts[terms.owner] = 0
            return claim.NoClaim(0.0)
        found = plain(tx, pool_id, terms)
        counts[terms.owner] = counts.get(terms.owner, 0) + isinstance(found, claim.Claimed)
        return found

    _statement(patch, "queue.slots", lambda text: "SELECT 0 AS in_flight, 0 AS in_doubt, 0 AS taken")
    patch.setattr(submit, "claim", claimed)


def no_rate_limit(patch: pytest.MonkeyPatch) -> None:
    """Does not space submissions."""
    _statement(patch, "queue.set_next_submit", lambda text: text.replace("next_submit_at = :next_submit_at,", ""))


def drop_the_inbox_key(patch: pytest.MonkeyPatch) -> None:
    """Saves an update that is delivered again as a new one."""
    _statement(
        patch,
        "inbox.save",
        lambda text: text.replace(":event_id, :lane", ":event_id || '/' || CAST(random() AS TEXT), :lane"),
    )


def charge_for_failures(patch: pytest.MonkeyPatch) -> None:
    """Never releases what was reserved for a job that failed."""
    plain = money.settle

    def settle(tx: Tx, job: Any, kept: int, charges: Any = None) -> None:
        if kept:
            plain(tx, job, kept, charges)

    patch.setattr(money, "settle", settle)


def settle_without_the_total(patch: pytest.MonkeyPatch) -> None:
    """Does not add a settlement to the running totals."""
    _statement(
        patch,
        "money.add_to_total",
        lambda text: text.replace("running_total.amount_li + :amount_li", "running_total.amount_li"),
    )


def skip_lane_refresh(patch: pytest.MonkeyPatch) -> None:
    """Does not refresh the payer's lanes when a job changes."""
    plain = life_cycle.transition

    def move(tx: Tx, job: JobRow, to: State, **how: Any) -> JobRow | None:
        return plain(tx, job, to, **{**how, "refresh": False})

    patch.setattr(life_cycle, "transition", move)


def drop_the_message_handle(patch: pytest.MonkeyPatch) -> None:
    """Does not record a post's message, so that every change creates another."""
    _statement(patch, "posts.note_shown", lambda text: text.replace("handle = :handle,", "handle = '',"))


def no_limit_of_setbacks(patch: pytest.MonkeyPatch) -> None:
    """Retries for ever what is refused for its own content, or proven absent."""
    patch.setattr(requeue, "MAX_SETBACKS", 1_000_000)
    patch.setattr(requeue, "MAX_RETURNS", 1_000_000)
    patch.setattr(requeue, "RETRY_TIMEOUT_S", 1e12)


def no_retry_timeout(patch: pytest.MonkeyPatch) -> None:
    """Retries for ever a job for which the upstream is always too busy."""
    patch.setattr(requeue, "MAX_RETURNS", 1_000_000)
    patch.setattr(requeue, "RETRY_TIMEOUT_S", 1e12)


def a_lost_answer_closes_the_pool(patch: pytest.MonkeyPatch) -> None:
    """Submits nothing while a single lost answer is being resolved."""
    patch.setattr(claim, "MAX_UNKNOWN_JOBS", 1)


def no_limit_of_unknown_jobs(patch: pytest.MonkeyPatch) -> None:
    """Goes on submitting however many answers were lost."""
    patch.setattr(claim, "MAX_UNKNOWN_JOBS", 1_000_000)


def adopt_ambiguous_tasks(patch: pytest.MonkeyPatch) -> None:
    """Adopts a listed task though another submission whose window overlaps has no answer yet."""
    patch.setattr(resolve.Resolver, "_overlapping", lambda self, tx, job: [])


def a_held_job_keeps_its_slot(patch: pytest.MonkeyPatch) -> None:
    """Never takes the tasks that could be a held job's for ended."""
    patch.setattr(resolve.Resolver, "_still_at_work", lambda self, tx, job, listed: True)


def requeue_a_lost_answer(patch: pytest.MonkeyPatch) -> None:
    """Sends a job again whose answer, which would have brought the pictures, was lost."""

    def note(self: Any, tx: Tx, job: JobRow) -> None:
        life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now)

    patch.setattr(resolve.Resolver, "_note_unanswered", note)


def free_the_slot_of_a_lost_answer(patch: pytest.MonkeyPatch) -> None:
    """Frees the slot of a lost answer before the service can have ended its painting."""
    plain = create_answer.mark_unknown

    def mark(tx: Tx, pool: PoolRow, job: JobRow, due_at: float, why: str, **how: Any) -> None:
        plain(tx, pool, job, tx.now if job.protocol == "answer" else due_at, why, **how)

    patch.setattr(create_answer, "mark_unknown", mark)


def do_not_book_lost_answers(patch: pytest.MonkeyPatch) -> None:
    """Does not record as spent, when a day is over, what may have been billed."""

    def end(tx: Tx, manager: Any, job: JobRow, account: str) -> None:
        life_cycle.fail(tx, job, life_cycle.UNSURE_CLOSED, job.error_code)

    patch.setattr(painted, "end_unsure", end)


def no_distance_between_creates(patch: pytest.MonkeyPatch) -> None:
    """Does not space creates that wait for their answers side by side."""
    patch.setattr(submit, "reserve_distance", lambda tx, claimed: None)


OF_ANSWERS: tuple[Plant, ...] = (
    requeue_a_lost_answer,
    free_the_slot_of_a_lost_answer,
    do_not_book_lost_answers,
    no_distance_between_creates,
)
"""Bugs in the life of jobs whose answer brings the pictures."""
MUTANTS: tuple[Plant, ...] = (
    requeue_unknown,
    one_listing_proves_absence,
    skip_the_fence,
    skip_send_by,
    slots_in_a_variable,
    no_rate_limit,
    drop_the_inbox_key,
    charge_for_failures,
    settle_without_the_total,
    skip_lane_refresh,
    drop_the_message_handle,
    no_limit_of_setbacks,
    no_retry_timeout,
    a_lost_answer_closes_the_pool,
    no_limit_of_unknown_jobs,
    adopt_ambiguous_tasks,
    a_held_job_keeps_its_slot,
)
