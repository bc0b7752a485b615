"""Whether a key can use a model, found out by requests that fail, or are cancelled, before anything is billed.

Two kinds of request are known for that. A size that the service refuses inside the task (`probe_size` in
`config/models.toml`, only where this is documented or was seen): the create is accepted if the key may use the model, and
the task ends as FAILED; it is cancelled all the same as soon as its id is known. And the policy for an upload: a refusal
that names the model says something, but a policy proves nothing. Everything else could be painted and billed, so it is not
tried.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.adapter_api.request import GenerationRequest
from bot.dashscope.client import DashScopeClient
from bot.dashscope.request_format import RequestFormat
from bot.runtime.clock import Clock
from bot.upstream.model import Model
from bot.upstream.outcomes import (
    Accepted,
    Answered,
    AnswerLost,
    CallFailed,
    Cancelled,
    NotSent,
    Refused,
    TaskReport,
    TaskStatus,
)
from bot.upstream.verdict import BUSY_TEXT, Verdict

PROMPT: Final = "a red circle"
POLL_S: Final = 1.0
MAX_POLLS: Final = 30
"""How often a task that could not be cancelled is asked about."""
GONE_TEXT: Final = "upstream-model-gone"
SIZE_TEXT: Final = "upstream-size"
NO_ACCESS_TEXTS: Final = frozenset(
    {"upstream-key", "upstream-workspace", "upstream-arrears", "upstream-free-tier", "upstream-model-access"}
)


class ProbeState(StrEnum):
    """What is known of a model after it was probed."""

    USABLE = "usable"
    NO_ACCESS = "no_access"
    RETIRED = "retired"
    """The service does not know the model (any more)."""
    NOT_PROBED = "not_probed"


class ProbeReason(StrEnum):
    """Why a model was not probed, or how the request ended that shows it to be usable."""

    REFUSED = "refused"
    """Usable: its size was refused, at once or inside the task."""
    CANCELLED = "cancelled"
    """Usable: its task was cancelled before it began."""
    BROKE_DOWN = "broke_down"
    """Usable: its task was accepted, and failed for another reason, which costs nothing."""
    PAINTED = "painted"
    """Usable: it was accepted after all, and one picture may be billed."""
    UNANSWERED = "unanswered"
    """Not known: the answer to the request was lost, and one picture may be billed."""
    NOTHING_FREE = "nothing_free"
    """No request to this model is sure to cost nothing."""
    AWAY = "away"
    BUSY = "busy"
    LOOKING = "looking"
    """A job's lost answer is being looked for, and a task of ours could be taken for it."""
    UNCLEAR = "unclear"
    """Refused for a reason that says nothing about the model."""
    NONE = ""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The result for one model. `code` is the service's; `task_id` of the task that was made, if one was."""

    state: ProbeState
    reason: ProbeReason = ProbeReason.NONE
    code: str = ""
    task_id: str = ""

    @property
    def may_be_billed(self) -> bool:
        """Whether one picture may be billed for it."""
        return self.reason in (ProbeReason.PAINTED, ProbeReason.UNANSWERED)


def nothing_free() -> ProbeResult:
    """The result for a model to which no request is sure to cost nothing."""
    return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.NOTHING_FREE)


async def probe_policy(client: DashScopeClient, model: Model) -> ProbeResult:
    """Ask for an upload policy for this model, which is free, and leave it unused."""
    failed = await client.upload_policy(model.name)
    if failed is None:
        return nothing_free()
    if failed.verdict is None:
        return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.AWAY)
    result = _of_verdict(failed.verdict)
    return nothing_free() if result.reason is ProbeReason.UNCLEAR else result


async def probe_size(client: DashScopeClient, model: Model, request_format: RequestFormat, clock: Clock) -> ProbeResult:
    """Send a request for one picture in a size that the service refuses, and cancel its task if it makes one."""
    size = request_format.probe_size
    assert size is not None, f"{model.name} has no such size"
    assert not model.sizes.serves(size), f"{model.name} would paint it"
    outcome = await client.create(GenerationRequest(model.name, PROMPT, 1, size, seed=1))
    match outcome:
        case Refused():
            return _of_verdict(outcome.verdict)
        case Accepted():
            ended = await _end(client, outcome.task_id, clock)
            return replace(ended, task_id=outcome.task_id)
        case Answered():
            return ProbeResult(ProbeState.USABLE, ProbeReason.PAINTED)
        case AnswerLost():
            return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.UNANSWERED)
        case NotSent():
            return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.AWAY)


async def _end(client: DashScopeClient, task_id: str, clock: Clock) -> ProbeResult:
    """Cancel a task, or wait until it has failed by itself."""
    for _ in range(MAX_POLLS):
        if isinstance(await client.cancel(task_id), Cancelled):
            return ProbeResult(ProbeState.USABLE, ProbeReason.CANCELLED)
        report = await client.query(task_id)
        if isinstance(report, TaskReport):
            match report.status:
                case TaskStatus.FAILED:
                    assert report.verdict is not None, "a FAILED report carries a verdict"
                    result = _of_verdict(report.verdict)
                    if result.state is ProbeState.NOT_PROBED:
                        return ProbeResult(ProbeState.USABLE, ProbeReason.BROKE_DOWN, result.code)
                    return result
                case TaskStatus.CANCELED:
                    return ProbeResult(ProbeState.USABLE, ProbeReason.CANCELLED)
                case TaskStatus.SUCCEEDED:
                    return ProbeResult(ProbeState.USABLE, ProbeReason.PAINTED)
        await clock.wait(asyncio.Event(), clock.now() + POLL_S)
    # Accepted, and its end is not known.
    return ProbeResult(ProbeState.USABLE, ProbeReason.PAINTED)


def of_key(failed: CallFailed) -> ProbeResult | None:
    """The result for all models if a query that names none fails with this; None if the key itself works."""
    if failed.verdict is None:
        return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.AWAY)
    result = _of_verdict(failed.verdict)
    # A 404 with the service's own code: there is no such task, and the key works.
    return None if result.reason is ProbeReason.UNCLEAR else result


def _of_verdict(verdict: Verdict) -> ProbeResult:
    code = verdict.code
    if verdict.text_id == SIZE_TEXT:
        return ProbeResult(ProbeState.USABLE, ProbeReason.REFUSED, code)
    if verdict.text_id == GONE_TEXT:
        return ProbeResult(ProbeState.RETIRED, code=code)
    if verdict.text_id in NO_ACCESS_TEXTS:
        return ProbeResult(ProbeState.NO_ACCESS, code=code)
    if verdict.text_id == BUSY_TEXT:
        return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.BUSY, code)
    if verdict.scope == "pool":
        # The service failed, or something else answered at its address.
        return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.AWAY, code)
    return ProbeResult(ProbeState.NOT_PROBED, ProbeReason.UNCLEAR, code)
