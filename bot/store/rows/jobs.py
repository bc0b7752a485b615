"""Rows of jobs. Units: see `bot.store.rows`."""

from typing import NamedTuple


class JobRow(NamedTuple):
    """A job: one accepted request for pictures, with its state and what its steps have recorded."""

    id: int
    payer_id: int  # PayerRow: whose turn in the fair queue and whose limits it uses
    person_id: int  # who asked; in a session the author of the idea; of an erased job a person without a name
    conversation_id: int  # where it is shown; of an erased job from a direct chat: a conversation without an address
    pool_id: int  # changes together with `lane_id` when a waiting job is moved to another account
    lane_id: int  # the payer's lane in that pool
    reply_to: str  # the platform's id of the message that asked; '': answers none
    language: str  # of the texts about it: zh, en
    request: str  # JSON of GenerationRequest; read by bot/jobs/stored_request.py
    kind: str  # the command it came from: imagine, edit, restyle, ...; of a session session, edit, blend
    model: str  # a name in config/models.toml
    n: int  # how many pictures were asked for, as in `request`
    price_li: int  # of one picture, when it was accepted; 0: a free allowance, or the embedded studio
    state: str  # bot.jobs.states.State; changed by bot/jobs/life_cycle.py alone
    prepared: int  # 1: can be claimed. 0: its reference still has to be uploaded
    reference_url: str  # the uploaded reference at the upstream; '': none is uploaded
    reference_until: float  # when that upload expires; 0: none is uploaded
    cancel_requested: int  # 1: cancelled after it was claimed; if painted nevertheless it is charged and not posted
    start_tag: float  # with which it was last claimed, in pictures per weight (bot/jobs/queue.py); 0: not claimed yet
    fence: int  # incremented with each lease and each change of state; a write with an older one is refused
    owner: str  # the process that has the lease (`WorkerContext.owner`); '': not leased
    due_at: float  # when a worker looks at it next, or its lease ends; NEVER (bot/store/loops.py): none has to
    send_by: float  # when the claimed request may no longer leave; 0: not claimed yet, or held back by an admin
    submitted_at: float  # of the last claim, which commits the intent to submit; 0: not claimed yet
    task_id: (
        str  # the upstream's id of its task; of pictures that came without one, a name of ours; '': none, or not known
    )
    task_state: str  # as the upstream said last: PENDING, RUNNING (bot.upstream.TaskStatus); '': no task
    task_started_at: (
        float  # by our clock, as the upstream said or as is expected; 0: not started, as far as known. With
    )
    # protocol `answer` the claim: it is painted while it is submitted
    polls: int  # queries of the current task that did not end it
    tries: int  # attempts of the current step (upload, listing, query, download) in a row that led to nothing
    submissions: int  # claims so far; a late answer carries the number of the claim it belongs to
    resubmitted: int  # 1: has had the one new task that a job may get when its task fails without its fault
    results: str  # JSON list of StoredResult (bot/jobs/stored_results.py); '[]' until the task has ended well
    error: str  # text id of what its person is told about a failed or held job; '': nothing
    error_code: str  # the upstream's code, or the reason in words, for the operator; '': none
    created_at: float
    ended_at: float | None  # None while it is open
    session_id: int  # the session that ordered it; 0: none
    author_payer_id: int  # payer of the idea's author, whose daily pictures it counts against as well; 0: nobody else
    returns: int  # how often it came back to the queue after a claim (bot/jobs/requeue.py)
    returned_at: float  # of the first return; 0: none
    setbacks: int  # returns that the job itself caused; the third ends it
    resting_until: float  # it waits, but is not the head of its lane, until then; 0: does not rest
    empty_listings: int  # complete task listings without its task since the last claim; two prove that there is none
    listed_at: float  # when the listing was read that showed several possible tasks, so that it was held; 0: not so
    slot_free: int  # 1: it is held and occupies no slot of its pool (any more)
    prompt: str  # that of `request`, for the search of the gallery; '' once erased
    style: str  # that of `request`, for the search of the gallery
    input_li: int  # of its reference images together, charged once if a picture comes; 0: free, or none
    protocol: (
        str  # of its last claim (bot.upstream.model.Protocol), as the catalogue said then; `task` before the first
    )
    cover: int  # 1: a moderator, or the hook for images, wants its pictures covered


class JobEventRow(NamedTuple):
    """A change of a job's state."""

    id: int
    job_id: int
    at: float
    from_state: str  # bot.jobs.states.State; '' when it is accepted; equal to `to_state`: progress within the state
    to_state: str  # bot.jobs.states.State
    details: str  # for the operator: a task id, a reason, a code; '': none


class FlowRow(NamedTuple):
    """How many jobs wait, and how many have arrived and ended for some time."""

    waiting: int
    arrived: int
    ended: int
    oldest_at: float  # when the one was accepted that waits longest; 0: none waits


class EndedRow(NamedTuple):
    """How many jobs ended in the same way."""

    state: str  # bot.jobs.states.State
    error: str  # as in JobRow
    jobs: int


class JobCountRow(NamedTuple):
    """How many jobs a person has asked for."""

    jobs: int  # in all
    today: int  # since the day began


class BusyPoolRow(NamedTuple):
    """For how long slots of a pool were taken, summed over its slots."""

    pool_id: int
    busy_s: float


class StateCountRow(NamedTuple):
    """How many jobs are in a state."""

    state: str  # bot.jobs.states.State
    jobs: int


class RivalJobRow(NamedTuple):
    """Another job of the same pool that a listed task could belong to."""

    id: int
    state: str  # bot.jobs.states.State


class SeenTaskRow(NamedTuple):
    """A listed task that no job owns, and when it was first seen."""

    task_id: str
    seen_at: float  # when a listing showed it first


class TaskStatsRow(NamedTuple):
    """How long a model's tasks with so many pictures take (bot/jobs/task_stats.py)."""

    model: str
    samples: int  # tasks so far, also those that are no longer in `recent`
    mean_s: float  # the median of `recent`; a mean in a row from before there was `recent`
    deviation_s: float  # the median absolute deviation of `recent`
    recent: str  # JSON list of the newest durations in seconds (task_stats.MAX_SAMPLES at most), oldest first
    n: int  # pictures of the task; 0: of tasks with any number
