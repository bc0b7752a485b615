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
from adapters.dingtalk.verdicts import AnswerLost, CallFailed, Exhausted, Kind, Refused, Unsent
from bot.messages import Blocked, Later, Lost, Outcome, TooLate

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
        case Kind.BUSY | Kind.STALE:
            return Later(BUSY_PAUSE_S, reason)
        case Kind.BANNED:
            problem("dingtalk-address-banned", code=refused.code)
            return Later(BAN_PAUSE_S, reason, whole_platform=True)
        case Kind.QUOTA:
            return Later(QUOTA_PAUSE_S, reason)
        case Kind.OPERATOR:
            problem("dingtalk-refuses-us", code=refused.code, scopes=list(refused.scopes))
            return Later(OPERATOR_PAUSE_S, reason)
        case Kind.NOBODY:
            return Blocked(reason)
        case Kind.EXPIRED | Kind.GONE:
            return TooLate()
        case Kind.CONTENT | Kind.EXISTS | Kind.MISTAKE:
            # It would be refused as often as it is tried.
            problem("dingtalk-refused", code=refused.code, status=refused.status)
            return TooLate()


def worth_another_way(failed: CallFailed) -> bool:
    """Whether the same words may get through by another way. Never after a lost answer: they may stand there already."""
    if isinstance(failed, Exhausted):
        return True
    kinds = (Kind.QUOTA, Kind.OPERATOR, Kind.NOBODY, Kind.MISTAKE)
    return isinstance(failed, Refused) and failed.kind in kinds
