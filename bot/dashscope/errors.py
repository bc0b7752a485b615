"""`classify`: what an error of the service means for us, as a `Verdict`.

The same codes occur in three places (the body of an HTTP error, a FAILED task, one failed picture of a task), so errors
are told apart by `code`; the message counts only where one code has two meanings, the HTTP status only where the code
is unknown. Whether an error proves that a create was refused is told by the status, and by the table only where a 5xx
is documented to come before anything is accepted. The table is `error_table.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dashscope.error_table import (
    BY_STATUS,
    FAMILIES,
    NOT_THE_SERVICE,
    OTHER_4XX,
    OTHER_5XX,
    REDIRECTED,
    ROWS,
    SELF_EXPLANATORY_STATUSES,
    ErrorRow,
)
from bot.upstream.verdict import Scope, Treatment, Verdict

__all__ = ["Scope", "Treatment", "Verdict", "classify"]

_BY_CODE: Mapping[str, tuple[ErrorRow, ...]] = {
    code: tuple(row for row in ROWS if row.code == code) for code in dict.fromkeys(row.code for row in ROWS)
}


def classify(code: str, message: str = "", http_status: int | None = None) -> Verdict:
    """The verdict on an error.

    `code` and `message` are the service's; an answer without a `code` is not the service's own. `http_status` is that
    of the answer, or None if the error is that of a task or of one picture (whose HTTP status is 200 and means
    nothing).
    """
    row = _row(code, message, http_status)
    verdict = row.verdict(code or (f"HTTP {http_status}" if http_status else "none"))
    if http_status is not None:
        verdict = replace(verdict, proves_refusal=_proves_refusal(row, http_status))
    if http_status is None and verdict.treatment is Treatment.RETRY_LATER:
        # The task has ended; only a new one can be tried.
        return replace(verdict, treatment=Treatment.NEW_TASK_ONCE, text_id="upstream-broke-down")
    return verdict


def _proves_refusal(row: ErrorRow, http_status: int) -> bool:
    """Whether this answer to a create proves that no task was made."""
    if 300 <= http_status < 500:
        return True
    if http_status >= 500:
        # It may have failed after the request was passed on, unless documented otherwise.
        return row.proves_refusal and row.code != "" and any(status >= 500 for status in row.status)
    return row.proves_refusal and row.code != "" and row.status[0] < 500


def _row(code: str, message: str, http_status: int | None) -> ErrorRow:
    for row in _BY_CODE.get(code, ()):
        if row.fragment.lower() in message.lower():
            return row
    family = code.partition(".")[0]
    for row in FAMILIES:
        if row.code == family:
            return row
    if http_status is None:
        return OTHER_4XX
    if not code and 400 <= http_status < 500 and http_status not in SELF_EXPLANATORY_STATUSES:
        return NOT_THE_SERVICE
    if http_status in BY_STATUS:
        return BY_STATUS[http_status]
    if http_status >= 500:
        return OTHER_5XX
    return REDIRECTED if 300 <= http_status < 400 else OTHER_4XX
