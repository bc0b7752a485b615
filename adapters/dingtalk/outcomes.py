"""What becomes of a post when a call did not end well."""

from __future__ import annotations

from collections.abc import Callable

from adapters.dingtalk.limits import (
    BAN_PAUSE_S,
    BUSY_PAUSE_S,
    FLOW_PAUSE_S,
    OPERATOR_PAUSE_S,
    QPS_PAUSE_S,
    QUOTA_PAUSE_S,
)
from adapters.dingtalk.verdicts import AnswerLost, CallFailed, Exhausted, Kind, Refused, Unsent, UploadRefused
from bot.messages import Blocked, Later, Lost, Outcome, PostRefused, TooLate

Problem = Callable[..., None]


def outcome_of(failed: CallFailed, problem: Problem) -> Outcome:
    """The outcome for the reconciler; the operator is told what only they can mend."""
    match failed:
        case AnswerLost():
            return Lost(str(failed))
        case Unsent():
            return Later(BUSY_PAUSE_S, str(failed))
        case Exhausted():
            return Later(QUOTA_PAUSE_S, "what is left of the month's calls is kept for pictures")
        case UploadRefused(kind=Kind.OPERATOR | Kind.ADDRESS | Kind.STALE):
            # For hours the operator may mend it; then the words go out without.
            _refused(failed, problem)
            return PostRefused(str(failed))
        case Refused():
            return _refused(failed, problem)
    raise TypeError(f"unknown failure {failed!r}")


def _refused(refused: Refused, problem: Problem) -> Outcome:
    reason = str(refused)
    match refused.kind:
        case Kind.SLOW:
            return Later(QPS_PAUSE_S, reason, whole_platform=True)
        case Kind.FLOW:
            return Later(FLOW_PAUSE_S, reason)
        case Kind.BUSY:
            return Later(BUSY_PAUSE_S, reason, unwell=True)
        case Kind.STALE:
            # A fresh token has just been refused as well.
            problem("dingtalk-refuses-us", code=refused.code, scopes=list(refused.scopes))
            return Later(BUSY_PAUSE_S, reason)
        case Kind.BANNED:
            problem("dingtalk-address-banned", code=refused.code)
            return Later(BAN_PAUSE_S, reason, whole_platform=True)
        case Kind.QUOTA:
            return Later(QUOTA_PAUSE_S, reason)
        case Kind.OPERATOR:
            problem("dingtalk-refuses-us", code=refused.code, scopes=list(refused.scopes))
            return Later(OPERATOR_PAUSE_S, reason)
        case Kind.ADDRESS:
            problem("dingtalk-address-not-listed", code=refused.code)
            return Later(OPERATOR_PAUSE_S, reason)
        case Kind.NOBODY:
            return Blocked(reason)
        case Kind.EXPIRED | Kind.GONE:
            return TooLate()
        case Kind.CONTENT:
            return PostRefused(reason, "moderation")
        case Kind.LARGE:
            return PostRefused(reason, "too-large")
        case Kind.UNFIT:
            return PostRefused(reason, "unfit")
        case Kind.EXISTS | Kind.MISTAKE:
            return PostRefused(reason)


def worth_another_way(failed: CallFailed) -> bool:
    """Whether the same words may get through by another way. Never after a lost answer: they may stand there already."""
    if isinstance(failed, Exhausted):
        return True
    kinds = (Kind.QUOTA, Kind.OPERATOR, Kind.ADDRESS, Kind.NOBODY, Kind.MISTAKE)
    return isinstance(failed, Refused) and failed.kind in kinds
