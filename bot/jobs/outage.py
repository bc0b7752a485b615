"""Telling the operator that the upstream is away, and that it is back.

Away is an account for whose pools nothing was answered, or nothing but 5xx, for minutes. That it is busy (429) or turns a request
down is an answer. It is noticed by what is submitted, and by the task list while lost answers are looked for; with nobody waiting
there is nobody who would have to know.
"""

from __future__ import annotations

from bot.store import Row, Tx, alerts
from bot.upstream import Accepted, AnswerLost, NotSent, Refused

OUTAGE_AFTER_S = 180.0
"""How long: a restart on the other side is over by then."""
OUTAGE_TEXT, RECOVERED_TEXT = "alert-upstream-away", "alert-upstream-back"


def observe_answer(tx: Tx, pool: Row, answer: Accepted | Refused | AnswerLost | NotSent) -> None:
    """Take an answer to a create for a sign of how the upstream is. `pool` is locked."""
    match answer:
        case NotSent() | AnswerLost():
            note_failure(tx, pool, answer.reason)
        case Refused() if answer.is_server_error:
            note_failure(tx, pool, f"HTTP {answer.http_status}")
        case Refused() if answer.verdict.pause_s and answer.verdict.operator_text_id:
            pass  # The answer is not the service's own (a proxy, another server): that has an alert of its own.
        case _:
            note_response(tx, pool)


def note_failure(tx: Tx, pool: Row, kind: str) -> None:
    """The upstream gave no answer, or none of use; `kind` says which."""
    since = tx.get("queue.failing", id=pool["id"], now=tx.now)["failing_since"]
    if tx.now - since >= OUTAGE_AFTER_S:
        alerts.report(tx, OUTAGE_TEXT, account=pool["account"], seconds=round(tx.now - since), kind=kind)


def note_response(tx: Tx, pool: Row) -> None:
    """The upstream answers. Told when none of the account's pools is away any more."""
    if not pool["failing_since"]:
        return
    tx.run("queue.answering", id=pool["id"])
    if not tx.value("queue.away", account=pool["account"], before=tx.now - OUTAGE_AFTER_S):
        alerts.resolve(tx, OUTAGE_TEXT, RECOVERED_TEXT, account=pool["account"])
