"""Rows of the fair queue; bot/jobs/queue.py explains virtual time and tags. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

Availability = Literal["live", "suspended"]
"""State of an account and of a pool. A suspended one gets no jobs: its key is refused, or the operator said so."""


class AccountRow(NamedTuple):
    """An account at the upstream."""

    name: str  # as in the settings (`upstream.accounts`)
    state: Availability
    reason: str  # why it was suspended: the upstream's code, or `by the operator`; '': not, or it was resumed
    changed_at: float  # when `state` was last set
    next_query_at: float  # not to be queried about tasks before; limits the rate of all processes together


class PoolRow(NamedTuple):
    """A model on an account: its rate limit, its slots, its fair queue."""

    id: int
    account: str  # AccountRow.name
    model: str  # a name in config/models.toml
    state: Availability
    reason: str  # why it was suspended: the upstream's code; '': not, or it was resumed
    submissions_per_s: float  # the upstream's limit; set at every start (`JobManager.set_up`)
    tasks_at_once: int  # likewise; the number of slots without the spare one
    spare: int  # 1: one more task may wait upstream (the spare slot); 0: the upstream refused it a moment ago
    virtual_time: float  # of the fair queue, in pictures per weight: the start tag of what was chosen last
    next_submit_at: float  # nothing is submitted before
    pause_reason: str  # of the pause until then: budget, upstream-busy, -unreachable, -address; '': none
    failures: int  # in a row: creates that were not taken, and listings after lost answers; the pause grows with them
    spare_back_at: float  # when the spare slot is given again; 0: it is not taken away
    changed_at: float  # when `state` was last set
    lost_answers: int  # to creates, since the upstream last answered one as it should
    failing_since: float  # of an outage: since when there is no answer, or only 5xx (bot/jobs/outage.py); 0: it answers
    account_state: Availability  # AccountRow.state
    account_reason: str  # AccountRow.reason
    paused: int  # how many pauses by admins it is under: of its model, its account or everything; 0: none

    @property
    def is_live(self) -> bool:
        """Whether anything is submitted to it: neither it nor its account is suspended, and no admin has paused it."""
        return self.state == "live" and self.account_state == "live" and not self.paused


class PoolCountRow(NamedTuple):
    """How many jobs wait to be claimed in a pool."""

    pool_id: int
    jobs: int


class PauseRow(NamedTuple):
    """What an admin has paused."""

    scope: str  # all, model:NAME or account:NAME
    person_id: int  # who paused it; 0: the command line
    since: float


class LaneHeadRow(NamedTuple):
    """A locked lane: its first waiting job, and whether that job is eligible."""

    id: int
    head_id: int | None  # JobRow; None: no waiting job can go
    ready: int  # 1: has a head, and its payer has fewer jobs at work than the limit allows


class LaneStateRow(NamedTuple):
    """A lane as stored, and what it should be after its jobs changed."""

    id: int
    pool_id: int
    finish_tag: float  # where the payer's last turn ended, in pictures per weight
    start_tag: float  # of the head; the smallest of a pool goes next
    ready: int  # as stored, see LaneHeadRow
    head_id: int | None  # as stored; None: none
    virtual_time: float  # of the pool
    model: str  # of the pool
    head: int | None  # the head by the rows of jobs: the first that is queued, prepared and does not rest; None: none
    at_work: int  # jobs of the payer, in all pools, that the upstream may be working on
    running_limit: str | None  # of a payer's jobs at work, a decimal number; None: queue.DEFAULT_RUNNING_LIMIT


class LaneChoiceRow(NamedTuple):
    """The lane that is next in the fair order."""

    id: int
    payer_id: int
    weight: float  # PayerRow.weight
    start_tag: float  # of the head, in pictures per weight
    head_id: int  # JobRow: its first job that can go


class LaneElsewhereRow(NamedTuple):
    """The lane that is next in another pool of the model."""

    id: int
    payer_id: int
    weight: float  # PayerRow.weight
    start_tag: float  # of the head, in pictures per weight of that pool
    head_id: int  # JobRow: its first job that can go
    pool_id: int


class SlotCountRow(NamedTuple):
    """How many of a pool's jobs occupy slots."""

    in_flight: int  # submitting: a create is on its way
    in_doubt: int  # unknown: the answer was lost
    taken: int  # all, with those that run, and held ones until their slot is free


class RestedJobRow(NamedTuple):
    """A requeued job whose delay is over."""

    id: int
    payer_id: int


class IdlePoolRow(NamedTuple):
    """Whether a job waits in a pool, and when the first one there that rests will have rested (unix seconds)."""

    id: int
    waits: int
    rested_at: float | None


class QueuedJobRow(NamedTuple):
    """A waiting job, and how many pictures it asks for."""

    id: int
    n: int


class WaitingLaneRow(NamedTuple):
    """A lane with waiting jobs, and how many pictures its first job asks for."""

    id: int
    payer_id: int
    weight: float  # PayerRow.weight
    start_tag: float  # of the head, in pictures per weight
    ready: int  # as in LaneHeadRow
    head_id: int
    n: int


class RunningJobRow(NamedTuple):
    """A job that occupies a slot."""

    id: int
    payer_id: int
    lane_id: int
    n: int
    submitted_at: float  # as in JobRow
    task_state: str  # as in JobRow
    task_started_at: float  # as in JobRow; 0: not started, as far as known
