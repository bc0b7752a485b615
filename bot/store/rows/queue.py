"""Rows of the fair queue."""

from typing import Literal, NamedTuple

Availability = Literal["live", "suspended"]
"""State of an account and of a pool. A suspended one gets no jobs: its key is refused, or the operator said so."""


class AccountRow(NamedTuple):
    """An account at the upstream."""

    name: str
    state: Availability
    reason: str
    changed_at: float
    next_query_at: float


class PoolRow(NamedTuple):
    """A model on an account: its rate limit, its slots, its fair queue."""

    id: int
    account: str
    model: str
    state: Availability
    reason: str
    submissions_per_s: float
    tasks_at_once: int
    spare: int
    virtual_time: float
    next_submit_at: float
    pause_reason: str
    failures: int
    spare_back_at: float
    changed_at: float
    lost_answers: int
    failing_since: float
    account_state: Availability
    account_reason: str


class LaneHeadRow(NamedTuple):
    """A locked lane: its first waiting job, and whether that job is eligible."""

    id: int
    head_id: int | None
    ready: int


class LaneStateRow(NamedTuple):
    """A lane as stored, and what it should be after its jobs changed."""

    id: int
    pool_id: int
    finish_tag: float
    start_tag: float
    ready: int
    head_id: int | None
    virtual_time: float
    model: str
    head: int | None
    at_work: int
    running_limit: str | None


class LaneChoiceRow(NamedTuple):
    """The lane that is next in the fair order."""

    id: int
    payer_id: int
    weight: float
    start_tag: float
    head_id: int


class LaneElsewhereRow(NamedTuple):
    """The lane that is next in another pool of the model."""

    id: int
    payer_id: int
    weight: float
    start_tag: float
    head_id: int
    pool_id: int


class SlotCountRow(NamedTuple):
    """How many of a pool's jobs occupy slots."""

    in_flight: int
    in_doubt: int
    taken: int


class RestedJobRow(NamedTuple):
    """A requeued job whose delay is over."""

    id: int
    payer_id: int


class QueuedJobRow(NamedTuple):
    """A waiting job, and how many pictures it asks for."""

    id: int
    n: int


class WaitingLaneRow(NamedTuple):
    """A lane with waiting jobs, and how many pictures its first job asks for."""

    id: int
    payer_id: int
    weight: float
    start_tag: float
    ready: int
    head_id: int
    n: int


class RunningJobRow(NamedTuple):
    """A job that occupies a slot."""

    id: int
    payer_id: int
    lane_id: int
    n: int
    submitted_at: float
    task_state: str
    task_started_at: float
