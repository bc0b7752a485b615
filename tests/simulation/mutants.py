"""Planted mistakes. Each is a mistake that somebody could make; the simulation has to find every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.jobs import claim, life_cycle, money, requeue
from bot.jobs.states import State
from bot.jobs.workers import resolve, submit
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
    """A lost answer is taken for a refusal, and the job is sent again."""

    def note(self: Any, tx: Any, job: Any, listed: Any) -> None:
        life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now)

    patch.setattr(resolve.Resolver, "note", note)


def one_listing_is_enough(patch: pytest.MonkeyPatch) -> None:
    """Absence is taken for proven at once, before the answer's time is over."""
    plain_claim = claim.claim

    def claimed(tx: Any, pool_id: int, terms: Any) -> Any:
        return plain_claim(tx, pool_id, replace(terms, listing_margin_s=-200.0))

    patch.setattr(submit, "claim", claimed)

    def note(self: Any, tx: Any, job: Any, listed: Any) -> None:
        if isinstance(listed, CallFailed) or not listed:
            life_cycle.transition(tx, job, State.QUEUED, due_at=tx.now)
        else:
            plain(self, tx, job, listed)

    plain = resolve.Resolver.note
    patch.setattr(resolve.Resolver, "note", note)


def skip_the_fence(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes late may still change a job's state."""
    _statement(
        patch, "jobs.move", lambda text: text.replace("AND fence = :fence", "").replace("AND state = :from_state", "")
    )


def skip_send_by(patch: pytest.MonkeyPatch) -> None:
    """A process that was stopped sends its request whenever it wakes."""
    plain = submit.Submitter.once

    async def once(self: Any) -> float:
        upstream = self.context.upstreams["main"]
        create = type(upstream).create

        async def late(request: Any, *, reference_url: str | None = None, deadline: float | None = None) -> Any:
            return await create(upstream, request, reference_url=reference_url, deadline=None)

        upstream.create = late
        return await plain(self)

    patch.setattr(submit.Submitter, "once", once)


def slots_in_a_variable(patch: pytest.MonkeyPatch) -> None:
    """Slots are counted by each worker for itself."""
    counts: dict[str, int] = {}
    plain = claim.claim

    def claimed(tx: Any, pool_id: int, terms: Any) -> Any:
        pool = tx.get("queue.pool", id=pool_id)
        if counts.get(terms.owner, 0) >= pool["tasks_at_once"] + pool["spare"]:
            counts[terms.owner] = 0
            return claim.NoClaim(0.0)
        found = plain(tx, pool_id, terms)
        counts[terms.owner] = counts.get(terms.owner, 0) + isinstance(found, claim.Claimed)
        return found

    _statement(patch, "queue.slots", lambda text: "SELECT 0 AS in_flight, 0 AS in_doubt, 0 AS taken")
    patch.setattr(submit, "claim", claimed)


def no_rate(patch: pytest.MonkeyPatch) -> None:
    """The next submission may follow at once."""
    _statement(patch, "queue.set_next_submit", lambda text: text.replace("next_submit_at = :next_submit_at,", ""))


def drop_the_inbox_key(patch: pytest.MonkeyPatch) -> None:
    """An update that comes again is another update."""
    _statement(
        patch,
        "inbox.save",
        lambda text: text.replace(":event_id, :lane", ":event_id || '/' || CAST(random() AS TEXT), :lane"),
    )


def charge_for_what_failed(patch: pytest.MonkeyPatch) -> None:
    """What was reserved is never given back."""
    plain = money.settle

    def settle(tx: Any, job: Any, kept: int) -> None:
        if kept:
            plain(tx, job, kept)

    patch.setattr(money, "settle", settle)


def settle_without_the_total(patch: pytest.MonkeyPatch) -> None:
    """The ledger and its running totals part ways."""
    _statement(patch, "money.add_tally", lambda text: text.replace("tally.amount_li + :amount_li", "tally.amount_li"))


def forget_the_lanes(patch: pytest.MonkeyPatch) -> None:
    """After a job is done nobody looks at its payer's other jobs."""
    plain = life_cycle.transition

    def move(tx: Any, job: Any, to: State, **how: Any) -> bool:
        return plain(tx, job, to, **{**how, "refresh": False})

    patch.setattr(life_cycle, "transition", move)


def forget_the_handle(patch: pytest.MonkeyPatch) -> None:
    """Every change of a post makes a new message."""
    _statement(patch, "posts.note_shown", lambda text: text.replace("handle = :handle,", "handle = '',"))


def no_cap_on_setbacks(patch: pytest.MonkeyPatch) -> None:
    """What is refused for its own sake, or proven absent, comes back for ever."""
    patch.setattr(requeue, "MAX_SETBACKS", 1_000_000)
    patch.setattr(requeue, "MAX_RETURNS", 1_000_000)
    patch.setattr(requeue, "RETRY_TIMEOUT_S", 1e12)


def no_patience_ends(patch: pytest.MonkeyPatch) -> None:
    """A job that the upstream is too busy for, and only for it, is tried for ever."""
    patch.setattr(requeue, "MAX_RETURNS", 1_000_000)
    patch.setattr(requeue, "RETRY_TIMEOUT_S", 1e12)


def a_lost_answer_closes_the_pool(patch: pytest.MonkeyPatch) -> None:
    """Nobody is submitted while one answer is looked for."""
    patch.setattr(claim, "MAX_UNKNOWN_JOBS", 1)


def any_number_in_doubt(patch: pytest.MonkeyPatch) -> None:
    """However many answers are lost, the next request follows."""
    patch.setattr(claim, "MAX_UNKNOWN_JOBS", 1_000_000)


def adopt_what_could_be_anothers(patch: pytest.MonkeyPatch) -> None:
    """A listed task is taken for ours though another answer in its window is outstanding."""
    patch.setattr(resolve.Resolver, "_overlapping", lambda self, tx, job: [])


def a_held_job_keeps_its_slot(patch: pytest.MonkeyPatch) -> None:
    """Tasks that could be a held job's are taken to be at work for ever."""
    patch.setattr(resolve.Resolver, "_still_at_work", lambda self, tx, job, listed: True)


MUTANTS: tuple[Plant, ...] = (
    requeue_unknown,
    one_listing_is_enough,
    skip_the_fence,
    skip_send_by,
    slots_in_a_variable,
    no_rate,
    drop_the_inbox_key,
    charge_for_what_failed,
    settle_without_the_total,
    forget_the_lanes,
    forget_the_handle,
    no_cap_on_setbacks,
    no_patience_ends,
    a_lost_answer_closes_the_pool,
    any_number_in_doubt,
    adopt_what_could_be_anothers,
    a_held_job_keeps_its_slot,
)
