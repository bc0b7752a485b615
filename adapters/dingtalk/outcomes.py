"""Maps failed calls to post outcomes."""

from __future__ import annotations

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
from bot.runtime.supervision import Alert


def outcome_of(failed: ApiCallFailed, alert: Alert) -> Outcome:
    """The outcome of a failed call. Alerts the operator where only they can fix the cause."""
    match failed:
        case SendUnconfirmed():
            return Unconfirmed(str(failed))
        case CallNotSent():
            return RetryLater(BUSY_PAUSE_S, str(failed))
        case QuotaExhausted():
            return RetryLater(QUOTA_PAUSE_S, "what is left of the month's calls is kept for pictures")
        case UploadRefused(
            kind=FailureKind.CONFIGURATION | FailureKind.ADDRESS_NOT_LISTED | FailureKind.STALE_CREDENTIAL
        ):
            # Retried for hours, so that the operator can fix it; then the text is sent without the picture.
            _refused(failed, alert)
            return PostRefused(str(failed))
        case SendRefused():
            return _refused(failed, alert)
    raise TypeError(f"unknown failure {failed!r}")


def _refused(refused: SendRefused, alert: Alert) -> Outcome:
    reason = str(refused)
    match refused.kind:
        case FailureKind.RATE_LIMITED:
            return RetryLater(QPS_PAUSE_S, reason, whole_platform=True)
        case FailureKind.RECIPIENT_THROTTLED:
            return RetryLater(FLOW_PAUSE_S, reason)
        case FailureKind.SERVICE_UNAVAILABLE:
            return RetryLater(BUSY_PAUSE_S, reason, unwell=True)
        case FailureKind.STALE_CREDENTIAL:
            # A new token was refused as well.
            alert("dingtalk-refuses-us", code=refused.code, scopes=list(refused.scopes))
            return RetryLater(BUSY_PAUSE_S, reason)
        case FailureKind.ADDRESS_BANNED:
            alert("dingtalk-address-banned", code=refused.code)
            return RetryLater(BAN_PAUSE_S, reason, whole_platform=True)
        case FailureKind.QUOTA_EXHAUSTED:
            return RetryLater(QUOTA_PAUSE_S, reason)
        case FailureKind.CONFIGURATION:
            alert("dingtalk-refuses-us", code=refused.code, scopes=list(refused.scopes))
            return RetryLater(OPERATOR_PAUSE_S, reason)
        case FailureKind.ADDRESS_NOT_LISTED:
            alert("dingtalk-address-not-listed", code=refused.code)
            return RetryLater(OPERATOR_PAUSE_S, reason)
        case FailureKind.UNREACHABLE:
            return Blocked(reason)
        case FailureKind.EXPIRED | FailureKind.GONE:
            return TooLate()
        case FailureKind.CONTENT_REFUSED:
            return PostRefused(reason, "moderation")
        case FailureKind.TOO_LARGE:
            return PostRefused(reason, "too-large")
        case FailureKind.UNSUPPORTED_TYPE:
            return PostRefused(reason, "unfit")
        case FailureKind.ALREADY_EXISTS | FailureKind.OTHER:
            return PostRefused(reason)


def may_try_other_channel(failed: ApiCallFailed) -> bool:
    """Whether another channel may work. Never after an unconfirmed send: the message may have been delivered."""
    if isinstance(failed, QuotaExhausted):
        return True
    kinds = (
        FailureKind.QUOTA_EXHAUSTED,
        FailureKind.CONFIGURATION,
        FailureKind.ADDRESS_NOT_LISTED,
        FailureKind.UNREACHABLE,
        FailureKind.OTHER,
    )
    return isinstance(failed, SendRefused) and failed.kind in kinds
