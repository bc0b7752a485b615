"""Detecting outages of the upstream: the operator is told when one begins and when it is over.

An outage is declared for an account whose pools had no answer, or only 5xx, for OUTAGE_AFTER_S. 429 and refusals count
as answers. The evidence is answers to creates, and to task listings while lost answers are looked for; an idle pool
gives none, and then nobody is affected.
"""

from __future__ import annotations

from bot.store import Tx, alerts
from bot.store.rows import PoolRow
from bot.upstream import AnswerLost, CreateOutcome, NotSent, Refused

OUTAGE_AFTER_S = 180.0
"""Longer than a restart of the service takes."""
OUTAGE_TEXT, RECOVERED_TEXT = "alert-upstream-away", "alert-upstream-back"


def observe_answer(tx: Tx, pool: PoolRow, answer: CreateOutcome) -> None:
    """Count an answer to a create as evidence. `pool` is locked."""
    match answer:
        case NotSent() | AnswerLost():
            note_failure(tx, pool, answer.reason)
        case Refused() if answer.is_server_error:
            note_failure(tx, pool, f"HTTP {answer.http_status}")
        case Refused() if answer.verdict.pause_s and answer.verdict.operator_text_id:
            pass  # Not the service's own answer (a proxy, another server): it has its own alert.
        case _:
            note_response(tx, pool)


def note_failure(tx: Tx, pool: PoolRow, kind: str) -> None:
    """Record that the upstream gave no answer, or a 5xx; `kind` says which."""
    since = float(tx.value("queue.failing", id=pool.id, now=tx.now))
    if tx.now - since >= OUTAGE_AFTER_S:
        alerts.report(tx, OUTAGE_TEXT, account=pool.account, seconds=round(tx.now - since), kind=kind)


def note_response(tx: Tx, pool: PoolRow) -> None:
    """Record that the upstream answers. The outage is over when none of the account's pools is affected any more."""
    if not pool.failing_since:
        return
    tx.run("queue.answering", id=pool.id)
    if not tx.value("queue.away", account=pool.account, before=tx.now - OUTAGE_AFTER_S):
        alerts.resolve(tx, OUTAGE_TEXT, RECOVERED_TEXT, account=pool.account)
