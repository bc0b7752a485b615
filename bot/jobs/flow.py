"""Alerts about the flow of jobs, each with its end: the queue grows faster than it is worked off, many jobs fail, jobs are
held. What is compared is the last WINDOW_S seconds, from the database, so that a restart changes nothing.

Between the threshold of an alert and that of its end nothing is said: a queue that hovers at the threshold would otherwise
be reported every few minutes.
"""

from __future__ import annotations

from typing import Final

from bot.jobs.states import State
from bot.store import Tx, alerts
from bot.store.rows import EndedRow, FlowRow

WINDOW_S: Final = 1800.0
MIN_WAITING: Final = 20
"""A queue that is shorter is not reported, however it grows."""
MIN_ENDED: Final = 10
"""With fewer jobs in the window a share says nothing."""
FAILING_SHARE, CALM_SHARE = 0.3, 0.1
"""Which share of the jobs that ended must have failed for the alert, and may have failed at its end."""
HELD_TEXTS: Final = frozenset({"alert-job-held", "alert-answer-lost"})
OWN_FAULT: Final = (
    "upstream-moderation", "upstream-inspection", "upstream-infringement", "upstream-rule", "reference-gone",
    "image-damaged", "limit-banned",
)  # fmt: skip
"""Beginnings of the texts of failures that are about one request or its person, and say nothing about the service."""


def watch(tx: Tx) -> None:
    """Report what is wrong with the flow of jobs now, and the end of what was reported."""
    _watch_queue(tx)
    _watch_failures(tx)
    if not tx.value("jobs.any_held"):
        alerts.resolve_told(tx, lambda text_id, about: text_id in HELD_TEXTS, "alert-job-held-over")


def lately(tx: Tx) -> FlowRow:
    """What waits now, and what has arrived and ended in the window."""
    return tx.get(FlowRow, "jobs.flow", since=tx.now - WINDOW_S)


def finished_lately(tx: Tx) -> list[EndedRow]:
    """How jobs ended in the window, without those that say nothing about the service: cancelled, or refused by
    moderation."""
    rows = tx.all(EndedRow, "jobs.ended_by_error", since=tx.now - WINDOW_S)
    return [row for row in rows if row.state != State.CANCELLED and not row.error.startswith(OWN_FAULT)]


def _watch_queue(tx: Tx) -> None:
    flow = lately(tx)
    # A burst is no growth: one that waits since before the window shows that the queue was not worked off in it.
    waits_long = flow.oldest_at and flow.oldest_at <= tx.now - WINDOW_S
    if flow.waiting >= MIN_WAITING and flow.arrived > flow.ended and flow.waiting > flow.ended and waits_long:
        # At this rate the last one waits for longer than the window, and the wait grows.
        alerts.report(
            tx, "alert-queue-growing", count=flow.waiting, most=flow.arrived, used=flow.ended, seconds=round(WINDOW_S)
        )
    elif flow.waiting < MIN_WAITING // 2 or 2 * flow.waiting <= flow.ended:
        alerts.resolve(tx, "alert-queue-growing", "alert-queue-growing-over", count=flow.waiting)


def _watch_failures(tx: Tx) -> None:
    counted = finished_lately(tx)
    ended = sum(row.jobs for row in counted)
    failures = [row for row in counted if row.state == State.FAILED]
    failed = sum(row.jobs for row in failures)
    if ended >= MIN_ENDED and failed >= FAILING_SHARE * ended:
        commonest = max(failures, key=lambda row: (row.jobs, row.error))
        alerts.report(tx, "alert-jobs-failing", used=failed, most=ended, kind=commonest.error, seconds=round(WINDOW_S))
    elif failed <= CALM_SHARE * ended:
        alerts.resolve(tx, "alert-jobs-failing", "alert-jobs-failing-over", used=failed, most=ended)
