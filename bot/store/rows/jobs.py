"""Rows of jobs."""

from typing import NamedTuple


class JobRow(NamedTuple):
    """A job: one accepted request for pictures, with its state and what its steps have recorded."""

    id: int
    payer_id: int
    person_id: int
    conversation_id: int
    pool_id: int
    lane_id: int
    reply_to: str
    language: str
    request: str
    kind: str
    model: str
    n: int
    price_li: int
    state: str
    prepared: int
    reference_url: str
    reference_until: float
    cancel_requested: int
    start_tag: float
    fence: int
    owner: str
    due_at: float
    send_by: float
    submitted_at: float
    task_id: str
    task_state: str
    task_started_at: float
    polls: int
    tries: int
    submissions: int
    resubmitted: int
    results: str
    error: str
    error_code: str
    created_at: float
    ended_at: float | None
    session_id: int
    author_payer_id: int
    returns: int
    returned_at: float
    setbacks: int
    resting_until: float
    empty_listings: int
    listed_at: float
    slot_free: int
    prompt: str
    style: str


class JobEventRow(NamedTuple):
    """A change of a job's state."""

    id: int
    job_id: int
    at: float
    from_state: str
    to_state: str
    details: str


class StateCountRow(NamedTuple):
    """How many jobs are in a state."""

    state: str
    jobs: int


class RivalJobRow(NamedTuple):
    """Another job of the same pool that a listed task could belong to."""

    id: int
    state: str


class SeenTaskRow(NamedTuple):
    """A listed task that no job owns, and when it was first seen."""

    task_id: str
    seen_at: float


class TaskStatsRow(NamedTuple):
    """How long a model's tasks take: running mean and deviation, and the recent durations (a JSON list)."""

    model: str
    samples: int
    mean_s: float
    deviation_s: float
    recent: str
