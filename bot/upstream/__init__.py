"""The port to an image service: what its models can do, what is asked of it, what it answers.

`Catalogue` holds what each `Model` takes and costs, and refuses a request before anything is sent (`RequestRefusal`).
A `WantedSize` is what was asked of the size, before a model is chosen; `Catalogue.fit` makes pixels of it.
`Upstream` has six calls. Each is made once and returns a value; exceptions are left for mistakes in our own code and
for cancellation.

    create      Accepted        the service has it; from here on it may cost money
                Answered        it has painted: the pictures (of a model whose protocol is `answer`)
                Refused         answered, certainly not accepted                           with a verdict
                NotSent         not a byte of it left: it may be sent again
                AnswerLost      it left, and nobody knows (timeout, hang-up, 500)       with a verdict if answered
    query       TaskReport      a status                                                with a verdict if FAILED
                  ResultItem    of each picture: its url, or what went wrong            with a verdict if no url
    cancel      Cancelled       it had not started, and costs nothing
                NotCancellable  it runs to its end, and is charged
    list_tasks  ListedTask ...  all of a time window
    upload      Uploaded        where the service finds a reference image
    download    Downloaded      a whole picture
                Damaged         something came that is no picture: a few more tries
                Missing         nothing there: for good, or not yet
    all but create
                CallFailed      nothing learnt, nothing changed: ask again              with a verdict if answered

A `Verdict` says what an error means for us:

    RETRY_LATER     busy or out of order: its scope pauses for `pause_s`, then the same request is sent again
    TELL_PERSON     the request cannot work: the job fails, and its person is told why
    TELL_OPERATOR   the key, the account or the model is out of order: its scope is suspended
    NEW_TASK_ONCE   the task broke down by itself: worth one new task

`ModelRoles` finds the model for a request that names none: that of its role, or the cheapest that can serve it.

Modules, each importing only those before it: `verdict`, `outcomes`; `sizes`, `model`, `request_check`, `wanted_size`,
`catalogue`, `routing`; `port`. The vendor behind the port is `bot/dashscope`; only the composition root and the command line
import that.
"""

from bot.upstream.catalogue import Catalogue
from bot.upstream.model import MAX_SEED, Model, ModelHint, ReferenceRules, RequestRefusal
from bot.upstream.outcomes import (
    Accepted,
    Answered,
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
from bot.upstream.routing import ModelRoles, Role
from bot.upstream.sizes import Sizes
from bot.upstream.verdict import Treatment, Verdict
from bot.upstream.wanted_size import WantedSize

__all__ = [
    "MAX_SEED",
    "Accepted",
    "AnswerLost",
    "Answered",
    "CallFailed",
    "CancelOutcome",
    "Cancelled",
    "Catalogue",
    "CreateOutcome",
    "Damaged",
    "DownloadOutcome",
    "Downloaded",
    "ListOutcome",
    "ListedTask",
    "Missing",
    "Model",
    "ModelHint",
    "ModelRoles",
    "NotCancellable",
    "NotSent",
    "QueryOutcome",
    "ReferenceRules",
    "Refused",
    "RequestRefusal",
    "ResultItem",
    "Role",
    "Sizes",
    "TaskReport",
    "TaskStatus",
    "Treatment",
    "UploadOutcome",
    "Uploaded",
    "Upstream",
    "Verdict",
    "WantedSize",
]
