"""The states of a job, and the only permitted transitions between them.

    queued ──> preparing ──> queued(prepared) ──claim──> submitting ──task_id──> running ──> collecting ──> done

docs/job-life.md draws them and explains each edge.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """State of a job."""

    QUEUED = "queued"
    """Waits in its lane. With `prepared` = 0 its reference still has to be uploaded."""
    PREPARING = "preparing"
    """Its reference is being uploaded. Free: a crash here goes back to queued."""
    SUBMITTING = "submitting"
    """The intent to submit is committed; the request may have left."""
    UNKNOWN = "unknown"
    """The answer to the submission was lost: it may have been billed, so it is not sent again before it is shown absent."""
    RUNNING = "running"
    """The upstream has it, as `task_id`."""
    COLLECTING = "collecting"
    """Painted; the pictures are being downloaded."""
    DONE = "done"
    """At least one picture is stored."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    HELD = "held"
    """Its outcome cannot be determined, or an admin holds it back: the operator decides."""


ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})
WAITING = frozenset({State.QUEUED, State.PREPARING})
# The upstream may be working on it, so it occupies a slot of its pool. (So does held, for `task_max_s` at most.)
OCCUPIES_SLOT = frozenset({State.SUBMITTING, State.UNKNOWN, State.RUNNING})

EDGES: dict[tuple[State, State], str] = {
    (State.QUEUED, State.PREPARING): "a worker uploads its reference",
    (State.PREPARING, State.QUEUED): "uploaded, or the worker died, or the upload has to be tried again",
    (State.PREPARING, State.FAILED): "its reference cannot be used, or could not be uploaded for hours",
    (State.PREPARING, State.HELD): "an admin, or the check of its images, holds it back; nothing was spent",
    (State.PREPARING, State.CANCELLED): "its owner cancelled it; nothing was spent",
    (State.QUEUED, State.SUBMITTING): "claimed: the intent is committed before the request leaves",
    (State.QUEUED, State.HELD): "an admin holds it back; nothing was spent",
    (State.QUEUED, State.CANCELLED): "its owner cancelled it; nothing was spent",
    (State.QUEUED, State.COLLECTING): "released by the operator, and then a late answer brought the pictures",
    (State.QUEUED, State.FAILED): "it can no longer be served (model removed, person banned, reference deleted)",
    (State.SUBMITTING, State.RUNNING): "accepted, with a task id",
    (State.SUBMITTING, State.QUEUED): "not accepted: refused for now, or it never left",
    (State.SUBMITTING, State.FAILED): "refused for good, or requeued too often",
    (State.SUBMITTING, State.CANCELLED): "not accepted, and its owner had cancelled it",
    (State.SUBMITTING, State.COLLECTING): "answered with the pictures (models that make no task)",
    (State.SUBMITTING, State.UNKNOWN): "the answer was lost, or the worker died",
    (State.UNKNOWN, State.RUNNING): "its task was found in a listing, or a late answer named it",
    (State.UNKNOWN, State.QUEUED): "two complete listings, or a late answer, show that there is no task",
    (State.UNKNOWN, State.FAILED): "shown to be absent, and requeued too often; or a late answer refuses it for good",
    (State.UNKNOWN, State.CANCELLED): "shown to be absent, and its owner had cancelled it",
    (State.UNKNOWN, State.COLLECTING): "a late answer brought the pictures",
    (State.UNKNOWN, State.HELD): "nothing can tell whether it was painted",
    (State.RUNNING, State.COLLECTING): "painted",
    (State.RUNNING, State.FAILED): "the upstream reports that it failed",
    (State.RUNNING, State.QUEUED): "failed through no fault of the request: one new task",
    (State.RUNNING, State.CANCELLED): "the upstream cancelled it before it began",
    (State.RUNNING, State.HELD): "the upstream no longer knows it, or has not told its state for hours",
    (State.COLLECTING, State.DONE): "at least one picture is stored",
    (State.COLLECTING, State.FAILED): "nothing usable came",
    (State.COLLECTING, State.CANCELLED): "its owner had cancelled it: pictures are kept, not posted",
    (
        State.COLLECTING,
        State.HELD,
    ): "a moderator has to look at a picture before it is posted; it is painted and paid for",
    (State.COLLECTING, State.QUEUED): "every picture failed through no fault of the request: one new task",
    (State.HELD, State.RUNNING): "the operator found its task, or a late answer named it",
    (
        State.HELD,
        State.COLLECTING,
    ): "a late answer brought the pictures, or it is decided about pictures that were held back",
    (
        State.HELD,
        State.QUEUED,
    ): "the operator or a late answer says that it was not painted, or it is held back no longer",
    (
        State.HELD,
        State.FAILED,
    ): "the operator gives up on it, a late answer refuses it, or nobody found out for too long",
    (State.HELD, State.CANCELLED): "a late answer says that it was not accepted, and its owner had cancelled it",
}
