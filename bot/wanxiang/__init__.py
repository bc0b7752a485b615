"""The upstream: Tongyi Wanxiang behind DashScope's HTTP interface."""

from bot.wanxiang.errors import Treatment, Verdict
from bot.wanxiang.model import Model, ReferenceRules, Refusal
from bot.wanxiang.outcomes import (
    Accepted,
    AnswerLost,
    CallFailed,
    Cancelled,
    Downloaded,
    ListedTask,
    Missing,
    NotCancellable,
    NotSent,
    Refused,
    ResultItem,
    TaskReport,
    TaskStatus,
    Uploaded,
)
from bot.wanxiang.sizes import Sizes
from bot.wanxiang.upstream import Upstream

__all__ = [
    "Accepted",
    "AnswerLost",
    "CallFailed",
    "Cancelled",
    "Downloaded",
    "ListedTask",
    "Missing",
    "Model",
    "NotCancellable",
    "NotSent",
    "ReferenceRules",
    "Refusal",
    "Refused",
    "ResultItem",
    "Sizes",
    "TaskReport",
    "TaskStatus",
    "Treatment",
    "Uploaded",
    "Upstream",
    "Verdict",
]
