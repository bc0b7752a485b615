"""The simulation's upstream: the service's rules on a driven clock, and a record of what it billed."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image

from bot.adapter_api import GenerationRequest
from bot.dashscope.errors import classify
from bot.upstream import (
    Accepted,
    Answered,
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
from bot.upstream.outcomes import (
    CancelOutcome,
    CreateOutcome,
    DownloadOutcome,
    ListOutcome,
    QueryOutcome,
    UploadOutcome,
)
from tests.clock import DrivenClock

POISON = {
    "refused": classify("InternalError.Brand.New", "no", 400),
    "busy": classify("Throttling.RateQuota", "no", 429),
    "vanishing": None,
}
"""Poison requests, by first word, which the service never accepts: an error that may be transient, rate limited, lost."""
MAX_POISON_SENDS = 3
"""How often a request may be sent that is refused for its own content or lost each time."""
TASKS_AT_ONCE = 1
ANSWER_LIMIT_S = 300.0
"""As long as an answer that brings the pictures may take."""
RATE = 2


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


PNG = _png()


@dataclass
class SimTask:
    """A task of the service. `prompt` identifies the job."""

    id: str
    prompt: str
    n: int
    model: str
    submitted: float
    duration: float
    fails: str = ""
    partial: bool = False
    started: float | None = None
    cancelled: bool = False

    def ended_at(self) -> float:
        return float("inf") if self.started is None else self.started + self.duration

    def status(self, now: float) -> TaskStatus:
        if self.cancelled:
            return TaskStatus.CANCELED
        if self.started is None:
            return TaskStatus.PENDING
        if now < self.ended_at():
            return TaskStatus.RUNNING
        return TaskStatus.FAILED if self.fails else TaskStatus.SUCCEEDED

    @property
    def billed(self) -> int:
        """Pictures billed once it has ended."""
        if self.cancelled or self.fails or self.started is None:
            return 0
        return self.n - 1 if self.partial and self.n > 1 else self.n


@dataclass
class SimAnswer:
    """A create whose answer brings the pictures: painted from `began` to `ended`. `prompt` identifies the job."""

    prompt: str
    began: float
    ended: float
    billed: bool


@dataclass
class SimAnswers:
    """The model whose answers bring the pictures. `pause` lets the other workers go on; `spaced` waits until a worker has noted
    that its request has left."""

    clock: DrivenClock
    rng: random.Random
    model: str
    slots: int
    rate: float
    pause: Callable[[float], Awaitable[None]]
    spaced: Callable[[], Awaitable[None]]
    made: list[SimAnswer] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    withheld: int = 0
    """How many answers did not come, or later than the model's time limit."""

    async def create(self, request: GenerationRequest, *, chance: Callable[[float], bool]) -> CreateOutcome:
        now = self.clock.now()
        whole = max(1, int(self.rate))
        if sum(at > now - whole / self.rate for at in self.arrived) >= whole:
            self.violations.append(f"rate: more than {whole} creates in {whole / self.rate} s at {now}")
        self.arrived.append(now)
        await self.spaced()
        if chance(0.06):
            self.withheld += 1
            return AnswerLost("dropped before it arrived")
        if chance(0.05):
            return Refused(classify("Throttling.RateQuota", "", 429), "busy", 429)
        if chance(0.04):
            return Refused(classify("DataInspectionFailed", "Input data may contain", 400), "no", 400)
        if sum(each.ended > now for each in self.made) >= self.slots:
            self.violations.append(f"slots: more than {self.slots} answers are being painted at {now}")
        seconds = self.rng.choice((3.0, 8.0, 20.0, 120.0, 299.0)) if chance(1.0) else 5.0
        answer = SimAnswer(request.prompt, now, now + seconds, billed=True)
        self.made.append(answer)
        if chance(0.06):
            self.withheld += 1
            return AnswerLost("dropped while it is painted")
        await self.pause(seconds)
        if chance(0.06):
            self.withheld += 1
            return AnswerLost("dropped after it was painted")
        if chance(0.02):
            await self.pause(400.0)  # The process is stopped until everybody has taken the answer for lost.
        self.withheld += self.clock.now() > now + ANSWER_LIMIT_S
        return Answered((ResultItem(0, f"sim://answer/{len(self.made)}"),), "r", 1)


@dataclass
class SimUpstream:
    """`Upstream` for all workers of a simulation. While `faults` is on, calls fail at random."""

    clock: DrivenClock
    rng: random.Random
    stall: Callable[[float], Awaitable[None]]
    slots: int = TASKS_AT_ONCE
    faults: bool = True
    answers: SimAnswers | None = None
    """For the model whose answers bring the pictures."""
    tasks: list[SimTask] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    submissions: list[float] = field(default_factory=list)
    poisoned: Counter[str] = field(default_factory=Counter)

    def _chance(self, share: float) -> bool:
        return self.faults and self.rng.random() < share

    def advance(self) -> None:
        """Start and end tasks up to the present time."""
        now = self.clock.now()
        while True:
            busy = [t for t in self.tasks if t.started is not None and not t.cancelled and t.ended_at() > now]
            waiting = [t for t in self.tasks if t.started is None and not t.cancelled]
            if not waiting or len(busy) >= self.slots:
                return
            ends = sorted(t.ended_at() for t in self.tasks if t.started is not None and t.ended_at() <= now)
            # The slot that became free longest ago, if others have begun since then.
            begin = max([waiting[0].submitted, *ends[-1 - (self.slots - 1 - len(busy)) :][:1]])
            waiting[0].started = min(begin, now)

    async def create(
        self,
        request: GenerationRequest,
        *,
        image_urls: Sequence[str] = (),
        deadline: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> CreateOutcome:
        if self._chance(0.04):
            await self.stall(self.rng.choice((1.0, 20.0, 90.0)))  # The process is stopped just before it sends.
        if deadline is not None and self.clock.monotonic() > deadline:
            return NotSent("too late")
        if self._chance(0.03):
            return NotSent("connection refused")
        if self.answers and request.model == self.answers.model:
            assert on_sent is not None
            on_sent()
            return await self.answers.create(request, chance=self._chance)
        if self._chance(0.03):
            return AnswerLost("dropped before it arrived")
        if (outcome := self._poisoned(request)) is not None:
            return outcome
        self._count_submission()
        if self._chance(0.05):
            return Refused(classify("Throttling.RateQuota", "", 429), "busy", 429)
        if self._chance(0.02):
            return Refused(classify("DataInspectionFailed", "Input data may contain", 400), "no", 400)
        task = self._accept(request)
        if self._chance(0.05):
            return AnswerLost("dropped after it was accepted")
        if self._chance(0.03):
            await self.stall(self.rng.choice((5.0, 60.0)))  # The answer is delayed.
        return Accepted(task.id, "r")

    def _poisoned(self, request: GenerationRequest) -> CreateOutcome | None:
        """Poison requests always fail, even with faults off."""
        word = request.prompt.partition(" ")[0]
        if word not in POISON:
            return None
        verdict = POISON[word]
        self.poisoned[request.prompt] += 1
        if word != "busy" and self.poisoned[request.prompt] > MAX_POISON_SENDS:
            self.violations.append(f"poison: {request.prompt} was sent {self.poisoned[request.prompt]} times")
        if verdict is None:
            return AnswerLost("dropped before it arrived")
        self._count_submission()
        return Refused(verdict, "poison", 429 if word == "busy" else 400)

    def _count_submission(self) -> None:
        """A create counts against the rate limit, whatever the answer."""
        now = self.clock.now()
        self.submissions.append(now)
        if sum(1 for at in self.submissions if at > now - 1.0) > RATE:
            self.violations.append(f"rate: more than {RATE} submissions within a second at {now}")

    def _accept(self, request: GenerationRequest) -> SimTask:
        now = self.clock.now()
        self.advance()
        open_tasks = [t for t in self.tasks if t.status(now) in (TaskStatus.PENDING, TaskStatus.RUNNING)]
        if len(open_tasks) >= self.slots + 1:
            self.violations.append(f"slots: {len(open_tasks) + 1} tasks at {now}")
        task = SimTask(
            id=f"task-{len(self.tasks) + 1}",
            prompt=request.prompt,
            n=request.n,
            model=request.model,
            submitted=now,
            duration=self.rng.uniform(8, 20),
            fails=self.rng.choice(("InternalError.Algo", "DataInspectionFailed")) if self._chance(0.06) else "",
            partial=self._chance(0.08),
        )
        self.tasks.append(task)
        self.advance()
        return task

    async def query(self, task_id: str) -> QueryOutcome:
        if self._chance(0.08):
            return CallFailed("no answer")
        self.advance()
        now = self.clock.now()
        task = next((t for t in self.tasks if t.id == task_id), None)
        if task is None:
            return TaskReport(task_id, TaskStatus.UNKNOWN)
        status = task.status(now)
        if status is TaskStatus.FAILED:
            return TaskReport(task_id, status, verdict=classify(task.fails, "Output data may contain", None))
        if status is not TaskStatus.SUCCEEDED:
            return TaskReport(task_id, status)
        bad = classify("InternalError.Timeout", "", None)
        items = tuple(
            ResultItem(i, None, bad)
            if task.partial and task.n > 1 and i == 0
            else ResultItem(i, f"sim://{task_id}/{i}")
            for i in range(task.n)
        )
        return TaskReport(
            task_id,
            status,
            results=items,
            image_count=task.billed,
            submitted_at=task.submitted,
            scheduled_at=task.started,
            ended_at=task.ended_at(),
        )

    async def cancel(self, task_id: str) -> CancelOutcome:
        if self._chance(0.1):
            return CallFailed("no answer")
        self.advance()
        task = next(t for t in self.tasks if t.id == task_id)
        if task.status(self.clock.now()) is not TaskStatus.PENDING:
            return NotCancellable()
        task.cancelled = True
        return Cancelled()

    async def list_tasks(self, start: float, end: float, model: str) -> ListOutcome:
        if self._chance(0.1):
            return CallFailed("no answer")
        self.advance()
        now = self.clock.now()
        return tuple(
            ListedTask(t.id, "r", t.submitted, t.status(now), t.model)
            for t in self.tasks
            if start <= t.submitted <= end and t.model == model
        )

    async def upload(self, data: bytes, filename: str, mime: str, model: str) -> UploadOutcome:
        if self._chance(0.1):
            return CallFailed("no answer")
        return Uploaded(f"oss://{filename}", self.clock.now() + 48 * 3600)

    async def download(self, url: str, *, limit_bytes: int) -> DownloadOutcome:
        if self._chance(0.1):
            return CallFailed("no answer")
        if self._chance(0.01):
            return Missing("HTTP 404")
        return Downloaded(PNG, "image/png")

    async def close(self) -> None:
        return None
