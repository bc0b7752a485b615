"""What becomes of a post when a call did not end well."""

from __future__ import annotations

from collections.abc import Callable

from adapters.dingtalk.failures import (
    ApiCallFailed,
    CallNotSent,
    FailureKind,
    QuotaExhausted,
    SendRefused,
    SendUnconfirmed,
    UploadRefused,
)
from adapters.dingtalk.limits import (
    BAN_PAUSE_S,
    BUSY_PAUSE_S,
    FLOW_PAUSE_S,
    OPERATOR_PAUSE_S,
    QPS_PAUSE_S,
    QUOTA_PAUSE_S,
)
from bot.adapter_api import Blocked, Outcome, PostRefused, RetryLater, TooLate, Unconfirmed

Alert = Callable[..., None]


def outcome_of(failed: ApiCallFailed, alert: Alert) -> Outcome:
    """The outcome for the reconciler; the operator is told what only they can mend."""
    match failed:
        case SendUnconfirmed():
            return Unconfirmed(str(failed))
        case CallNotSent():
            return RetryLater(BUSY_PAUSE_S, str(failed))
        case QuotaExhausted():
            return RetryLater(QUOTA_PAUSE_S, "what is left of the month's calls is kept for pictures")
        case UploadRefused(kind=FailureKind.OPERATOR | FailureKind.ADDRESS | FailureKind.STALE):
            # For hours the operator may mend it; then the words go out without.
            _refused(failed, alert)
            return PostRefused(str(failed))
        case SendRefused():
            return _refused(failed, alert)
    raise TypeError(f"unknown failure {failed!r}")


def _refused(refused: SendRefused, alert: Alert) -> Outcome:
    reason = str(refused)
    match refused.kind:
        case FailureKind.SLOW:
            return RetryLater(QPS_PAUSE_S, reason, whole_platform=True)
        case FailureKind.FLOW:
            return RetryLater(FLOW_PAUSE_S, reason)
        case FailureKind.BUSY:
            return RetryLater(BUSY_PAUSE_S, reason, unwell=True)
        case FailureKind.STALE:
            # A fresh token has just been refused as well.
            alert("dingtalk-refuses-us", code=refused.code, scopes=list(refused.scopes))
            return RetryLater(BUSY_PAUSE_S, reason)
        case FailureKind.BANNED:
            alert("dingtalk-address-banned", code=refused.code)
            return RetryLater(BAN_PAUSE_S, reason, whole_platform=True)
        case FailureKind.QUOTA:
            return RetryLater(QUOTA_PAUSE_S, reason)
        case FailureKind.OPERATOR:
            alert("dingtalk-refuses-us", code=refused.code, scopes=list(refused.scopes))
            return RetryLater(OPERATOR_PAUSE_S, reason)
        case FailureKind.ADDRESS:
            alert("dingtalk-address-not-listed", code=refused.code)
            return RetryLater(OPERATOR_PAUSE_S, reason)
        case FailureKind.NOBODY:
            return Blocked(reason)
        case FailureKind.EXPIRED | FailureKind.GONE:
            return TooLate()
        case FailureKind.CONTENT:
            return PostRefused(reason, "moderation")
        case FailureKind.LARGE:
            return PostRefused(reason, "too-large")
        case FailureKind.UNFIT:
            return PostRefused(reason, "unfit")
        case FailureKind.EXISTS | FailureKind.MISTAKE:
            return PostRefused(reason)


def may_try_other_channel(failed: ApiCallFailed) -> bool:
    """Whether the same words may get through by another way. Never after a lost answer: they may stand there already."""
    if isinstance(failed, QuotaExhausted):
        return True
    kinds = (FailureKind.QUOTA, FailureKind.OPERATOR, FailureKind.ADDRESS, FailureKind.NOBODY, FailureKind.MISTAKE)
    return isinstance(failed, SendRefused) and failed.kind in kinds
