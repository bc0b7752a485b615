"""The port to an image service: what it can do, what is asked, what it answers."""

from bot.upstream.catalogue import Catalogue, CatalogueError
from bot.upstream.model import MAX_SEED, Model, ReferenceRules, RequestRefusal
from bot.upstream.outcomes import (
    Accepted,
    AnswerLost,
    CallFailed,
    Cancelled,
    CancelOutcome,
    CreateOutcome,
    Damaged,
    Downloaded,
    DownloadOutcome,
    ListedTask,
    ListOutcome,
    Missing,
    NotCancellable,
    NotSent,
    QueryOutcome,
    Refused,
    ResultItem,
    TaskReport,
    TaskStatus,
    Uploaded,
    UploadOutcome,
)
from bot.upstream.port import Upstream
from bot.upstream.sizes import Sizes
from bot.upstream.verdict import Treatment, Verdict

__all__ = [
    "MAX_SEED",
    "Accepted",
    "AnswerLost",
    "CallFailed",
    "CancelOutcome",
    "Cancelled",
    "Catalogue",
    "CatalogueError",
    "CreateOutcome",
    "Damaged",
    "DownloadOutcome",
    "Downloaded",
    "ListOutcome",
    "ListedTask",
    "Missing",
    "Model",
    "NotCancellable",
    "NotSent",
    "QueryOutcome",
    "ReferenceRules",
    "Refused",
    "RequestRefusal",
    "ResultItem",
    "Sizes",
    "TaskReport",
    "TaskStatus",
    "Treatment",
    "UploadOutcome",
    "Uploaded",
    "Upstream",
    "Verdict",
]
