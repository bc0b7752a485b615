"""The outcomes of calls upstream, as values: any answer of the service, however broken, becomes one of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.upstream.verdict import BUSY_TEXT, Treatment, Verdict


class TaskStatus(StrEnum):
    """The states of a task upstream, spelt as DashScope spells them (and as the database keeps them)."""

    PENDING = "PENDING"
    """Accepted, not started: the only state in which a task can be cancelled."""
    RUNNING = "RUNNING"
    SUSPENDED = "SUSPENDED"
    """Known from the official SDK only, no document mentions it; not an end."""
    SUCCEEDED = "SUCCEEDED"
    """At least one picture was painted; others of the same task may have failed."""
    FAILED = "FAILED"
    CANCELED = "CANCELED"
    UNKNOWN = "UNKNOWN"
    """No such task, another account's task, or one that is older than 24 hours."""


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One of a task's n pictures: either a `url` (signed, expires after 24 hours, never to be shown) or a `verdict`.

    `index` is its place in the task's list, so that its seed is the request's seed + index. `message` is the service's
    wording for a picture that failed. `unread`: words of the prompt that it could not paint; only the studio says so.
    """

    index: int
    url: str | None = field(repr=False)
    verdict: Verdict | None = None
    message: str = ""
    unread: tuple[str, ...] = ()


# --- create ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service has the task: from here on it may cost money."""

    task_id: str
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Answered, and certainly not accepted: nothing was charged.

    `message` is the service's own wording, shortened and without secrets, for the log. `retry_after_s` is what a
    Retry-After header asked for, if there was one (`verdict.pause_s` is the table's own advice).
    """

    verdict: Verdict
    message: str
    http_status: int
    request_id: str = ""
    retry_after_s: float | None = None

    @property
    def is_server_error(self) -> bool:
        """Whether the service answered that it has failed itself."""
        return self.http_status >= 500

    @property
    def concerns_request(self) -> bool:
        """Whether a transient refusal concerns this request rather than all: the service looked at it and
        answered with its own 4xx, with any code. An answer that it is busy concerns all."""
        if self.verdict.treatment is Treatment.NEW_TASK_ONCE:
            return True
        is_client_error = 400 <= self.http_status < 500 and self.http_status not in (408, 429)
        return is_client_error and self.verdict.text_id != BUSY_TEXT


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """The request left, and whether it was accepted is not known: never send it again blindly.

    `verdict` is there if the service did answer, but with an error that does not say what happened before it (500).
    """

    reason: str
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Not a byte of the request's body left this process: it may be sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The service has painted, and answers with the pictures: see `TaskReport` for the fields."""

    results: tuple[ResultItem, ...]
    request_id: str = ""
    image_count: int | None = None
    image_area: int | None = None


CreateOutcome = Accepted | Answered | Refused | AnswerLost | NotSent


# --- calls that may be repeated ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallFailed:
    """No usable answer: nothing is known, nothing was changed; ask again later.

    `verdict` is None if the service said nothing that could be read (timeout, garbage, dropped connection).
    """

    reason: str
    verdict: Verdict | None = None
    retry_after_s: float | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class TaskReport:
    """What a query told about a task. Only `task_id` and `status` are always there.

    `verdict` is there if and only if `status` is FAILED. `image_count` is what is billed, by the service's own count, and
    `image_area` the size of each picture in pixels; None if it did not say. Times are unix seconds; the service may not
    tell its time zone, so only differences between them are safe.
    """

    task_id: str
    status: TaskStatus
    request_id: str = ""
    results: tuple[ResultItem, ...] = ()
    verdict: Verdict | None = None
    message: str = ""
    image_count: int | None = None
    image_area: int | None = None
    submitted_at: float | None = None
    scheduled_at: float | None = None
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The task was PENDING; it will not run and costs nothing."""


@dataclass(frozen=True, slots=True)
class NotCancellable:
    """The task has started or ended: it runs to its end and is charged."""

    message: str = ""


@dataclass(frozen=True, slots=True)
class ListedTask:
    """One line of a task listing. `request_id` is that of its creation; `created_at` is unix seconds."""

    task_id: str
    request_id: str
    created_at: float
    status: TaskStatus
    model: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A reference image in the service's temporary store.

    `url` serves only the account and the model that it was uploaded for, until `expires_at` (unix seconds).
    """

    url: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A result, whole: `data` begins like an image of the type `mime` (its pixels have not been looked at)."""

    data: bytes = field(repr=False)
    mime: Literal["image/png", "image/jpeg", "image/webp"]


@dataclass(frozen=True, slots=True)
class Damaged:
    """What came is not a picture. A few more tries may help."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no result at this URL. `final`: trying again will not help; otherwise it may not be there yet."""

    reason: str
    final: bool = True


QueryOutcome = TaskReport | CallFailed
CancelOutcome = Cancelled | NotCancellable | CallFailed
ListOutcome = tuple[ListedTask, ...] | CallFailed
UploadOutcome = Uploaded | CallFailed
DownloadOutcome = Downloaded | Damaged | Missing | CallFailed
