"""What the post of a job says, in the language of its person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapter_api import GenerationRequest, PlatformCapabilities
from bot.commands.prompt_text import shortened
from bot.commands.request_builder import style_text
from bot.jobs import money
from bot.jobs.life_cycle import PICTURES_REFUSED, UNSURE, WAITS_FOR_A_PERSON
from bot.jobs.manager import JobManager, QueueStatus
from bot.jobs.states import State
from bot.jobs.stored_request import request_or_blank
from bot.jobs.stored_results import REFUSED_PICTURE, results_of
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow
from bot.upstream import TaskStatus
from bot.upstream.port import TASK_LIMIT_S

SHOWN_WORD = 40
"""Characters of a word that the studio does not know."""
COUNTDOWN_STEP_S = 15.0
UNNAMED_IMAGE = frozenset({"upstream-moderation-reference", "upstream-moderation-input", "upstream-moderation-image"})
"""Refusals of an image that was sent: the service does not say which one of several."""


@dataclass(frozen=True, slots=True)
class JobText:
    """The texts of jobs."""

    manager: JobManager
    texts: Texts
    countdowns: bool = False
    """Whether the platform shows the time that is left until a point in time, and counts by itself."""

    def of_state(self, tx: Tx, job: JobRow, state: State) -> str:
        """The text of a job's post that has no pictures to show (yet)."""
        request = request_or_blank(job)
        head = self._say(job, "job-head", id=job.id, prompt=shortened(request.prompt))
        lines = [head, *self._state_lines(tx, job, state)]
        return "\n".join(line for line in lines if line)

    def of_result(
        self,
        job: JobRow,
        request: GenerationRequest,
        pictures: list[PictureRow],
        capabilities: PlatformCapabilities,
        pick: int = 0,
    ) -> str:
        """The text of a job's post that shows its pictures; `pick`: of several this one alone."""
        number = f"{job.id}.{pick}" if pick else job.id
        head = self._say(job, "job-head", id=number, prompt=shortened(request.prompt))
        lines = [head, self._facts(job, request, pictures), *self._copies(job, request, pictures, capabilities)]
        if len(pictures) < job.n and not pick:
            lines += self._partial(job, request, len(pictures))
        if self.manager.settings.uses_studio:
            lines.append(self._say(job, "job-by-studio"))
            if unread := next((result.unread for result in results_of(job) if result.unread), ()):
                words = self._say(job, "list-comma").join(shortened(word, SHOWN_WORD) for word in unread)
                changes = request.reference is not None and request.reference.mode == "edit"
                lines.append(self._say(job, "job-not-followed" if changes else "job-unread", words=words))
        return "\n".join(filter(None, lines))

    def _copies(
        self, job: JobRow, request: GenerationRequest, pictures: list[PictureRow], capabilities: PlatformCapabilities
    ) -> list[str]:
        """What the platform shows or sends otherwise than it was painted."""
        lines = []
        largest = max(picture.bytes for picture in pictures)
        sent_limit = capabilities.max_file_bytes
        if request.transparent and not capabilities.transparency:
            lines.append(self._say(job, "shown-chequered", count=len(pictures)))
        if 0 < sent_limit < largest:
            sizes = {"size": _megabytes(largest), "limit": _megabytes(sent_limit)}
            lines.append(self._say(job, "original-too-large", count=len(pictures), **sizes))
        elif len(pictures) == 1 and _is_shown_smaller(pictures[0], capabilities):
            lines.append(self._say(job, "shown-smaller", size=_megabytes(largest)))
        if len(pictures) > 1 and not capabilities.callbacks:
            lines.append(self._say(job, "original-one", id=job.id, pick=pictures[1].idx + 1))
        return lines

    def _partial(self, job: JobRow, request: GenerationRequest, kept: int) -> list[str]:
        """Why there are fewer pictures than were asked for."""
        if refused := refused_pictures(job):
            said = {"kept": kept, "asked": job.n, "count": refused}
            return [self._say(job, "job-partial", **said), self._say(job, "partial-refused", **said)]
        bad = next((result.text_id for result in results_of(job) if result.text_id), "")
        if request.is_set and not bad:
            return [self._say(job, "job-set-fewer", kept=kept, asked=job.n)]
        # Not the text of a failed job, which ends in "nothing was charged".
        why = "partial-withheld" if "moderation" in bad else "partial-lost"
        return [self._say(job, "job-partial", kept=kept, asked=job.n), self._say(job, why)]

    def times(self, tx: Tx, job: JobRow, state: State) -> list[tuple[str, float]]:
        """The points in time that the text of a job names."""
        painting = state in (State.RUNNING, State.SUBMITTING)
        standing = self.manager.queue_status(tx, job)
        if painting and standing.overdue_since is not None:
            return self._overdue_times(job, standing.overdue_since)
        if not self.countdowns or not (painting or state in (State.QUEUED, State.PREPARING)):
            return []
        ready = self._ready(tx, standing)
        return [ready] if ready else []

    def _say(self, job: JobRow, text_id: str, **arguments: Any) -> str:
        return self.texts.say(job.language, text_id, **arguments)

    def _state_lines(self, tx: Tx, job: JobRow, state: State) -> list[str]:
        if state in (State.QUEUED, State.PREPARING):
            standing = self.manager.queue_status(tx, job)
            return [self._queue_line(tx, job, standing), self._price(tx, job)]
        if state is State.SUBMITTING and job.protocol == "answer":
            return [self._say(job, "job-stopping")] if job.cancel_requested else [self._painting(tx, job)]
        if state is State.SUBMITTING:
            return [self._say(job, "job-submitting"), self._price(tx, job)]
        if state in (State.RUNNING, State.COLLECTING):
            if job.cancel_requested:
                return [self._say(job, "job-stopping")]
            if state is State.COLLECTING:
                return [self._say(job, "job-collecting")]
            if job.task_state == TaskStatus.PENDING and not job.task_started_at:
                return [self._say(job, "job-next"), self._price(tx, job)]
            return [self._painting(tx, job)]
        if state is State.UNKNOWN:
            return [self._say(job, "job-unknown-answer" if job.protocol == "answer" else "job-unknown")]
        if state is State.HELD:
            return [self._held(job)]
        if state is State.CANCELLED:
            kept = len(tx.all(PictureRow, "pictures.of_job", job_id=job.id))
            if paid := kept + refused_pictures(job):
                text_id = "job-cancelled-charged" if kept else "job-cancelled-unseen"
                price = money.yuan_text(money.charge_li(job, paid))
                return [self._say(job, text_id, id=job.id, count=kept, price=price)]
            return [self._say(job, "job-cancelled")]
        if job.error == PICTURES_REFUSED:
            paid = money.charge_li(job, refused_pictures(job))
            charge = [self._say(job, "job-charged", price=money.yuan_text(paid))] if paid else []
            return [self._say(job, job.error), *charge]
        reason, images = job.error or "job-failed-unknown", 0
        if reason in UNNAMED_IMAGE and (reference := request_or_blank(job).reference):
            images = len(reference.images)
        if images > 1:
            return [self._say(job, f"{reason}-several", count=images)]
        return [self._say(job, reason, code=job.error_code, limit="", model=job.model)]

    def _painting(self, tx: Tx, job: JobRow) -> str:
        """The line for a job that is being painted."""
        standing = self.manager.queue_status(tx, job)
        if standing.overdue_since is not None:
            return self._overdue(job, standing.overdue_since)
        if ready := self._ready(tx, standing):
            return self._say(job, "job-running-live", when=ready[0])
        return self._say(job, "job-running", seconds=_round(standing.done_in_s or 0))

    def _ready(self, tx: Tx, standing: QueueStatus) -> tuple[str, float] | None:
        """When a picture is expected, in words and unix seconds; None where that is told in seconds. Coarse, so that a new
        rendering says the same and needs no edit."""
        if not self.countdowns or standing.done_in_s is None:
            return None
        moment = round((tx.now + standing.done_in_s) / COUNTDOWN_STEP_S) * COUNTDOWN_STEP_S
        return datetime.fromtimestamp(moment, self.manager.settings.zone).strftime("%H:%M"), moment

    def _held(self, job: JobRow) -> str:
        if job.error == UNSURE:
            ends_at = job.submitted_at + 3600 * self.manager.settings.upstream.unsure_after_h
            until = datetime.fromtimestamp(ends_at, self.manager.settings.zone).strftime("%m-%d %H:%M")
            text_id = "job-held-unsure" if job.price_li else "job-held-unsure-free"
            if job.cancel_requested:
                text_id = "job-held-unsure-cancelled" if job.price_li else "job-held-unsure-cancelled-free"
            return self._say(job, text_id, until=until)
        return self._say(job, job.error if job.error in WAITS_FOR_A_PERSON else "job-held", id=job.id)

    def _overdue(self, job: JobRow, since: float) -> str:
        """The line for a task that takes longer than usual."""
        (since_words, _), (until_words, _) = self._overdue_times(job, since)
        return self._say(job, "job-overdue", since=since_words, until=until_words)

    def _overdue_times(self, job: JobRow, since: float) -> list[tuple[str, float]]:
        """Since when a task is overdue, and when the service itself ends it, or the answer that brings the pictures can no
        longer come."""
        zone = self.manager.settings.zone
        moments = (since, job.due_at if job.protocol == "answer" else job.task_started_at + TASK_LIMIT_S)
        return [(datetime.fromtimestamp(moment, zone).strftime("%H:%M"), moment) for moment in moments]

    def _queue_line(self, tx: Tx, job: JobRow, standing: QueueStatus) -> str:
        if standing.waiting_for == "paused":
            return self._say(job, "job-waits-while-paused")
        if standing.waiting_for == "account":
            return self._say(job, "job-waits-for-operator")
        if standing.waiting_for == "upstream":
            return self._say(job, "job-waits-for-upstream")
        if standing.waiting_for == "rest":
            return self._say(job, "job-rests", seconds=_round(standing.done_in_s or 0))
        if job.state == State.PREPARING or not job.prepared:
            return self._say(job, "job-preparing")
        if standing.position is None:
            return self._say(job, "job-far-back")
        if ready := self._ready(tx, standing):
            return self._say(job, "job-queued-live", position=standing.position, when=ready[0])
        return self._say(job, "job-queued", position=standing.position, seconds=_round(standing.done_in_s or 0))

    def _price(self, tx: Tx, job: JobRow) -> str:
        price = "job-price-set" if request_or_blank(job).is_set else "job-price"
        if job.price_li:
            amount = money.yuan_text(money.charge_li(job, job.n))
            if job.model == self.manager.settings.upstream.default_model:
                return self._say(job, price, count=job.n, price=amount)
            return self._say(job, f"{price}-with", count=job.n, price=amount, model=job.model)
        if self.manager.settings.uses_studio:
            return self._say(job, f"{price}-studio", count=job.n)
        return self._say(job, f"{price}-free", count=job.n, left=self.manager.free_left(tx, job))

    def _facts(self, job: JobRow, request: GenerationRequest, pictures: list[PictureRow]) -> str:
        style = self._say(job, style_text(request.style))
        width, height = pictures[0].width, pictures[0].height
        facts = self._say(
            job, "job-facts", style=style, size=f"{width}×{height}", seed=str(request.seed), model=job.model
        )
        if job.price_li:
            paid = money.charge_li(job, len(pictures) + refused_pictures(job))
            facts += " · " + self._say(job, "job-charged", price=money.yuan_text(paid))
        return facts


def refused_pictures(job: JobRow) -> int:
    """How many pictures of a job were painted, are charged, and may not be shown."""
    try:
        return sum(result.text_id == REFUSED_PICTURE for result in results_of(job))
    except ValueError:
        return 0  # They cannot be read, so nothing is known of them.


def _is_shown_smaller(picture: PictureRow, capabilities: PlatformCapabilities) -> bool:
    """Whether a picture is over what the platform shows as it is."""
    sides_limit = capabilities.max_picture_sides_px
    return 0 < capabilities.max_picture_bytes < picture.bytes or 0 < sides_limit < picture.width + picture.height


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f}" if size >= 10_000_000 else f"{size / 1_000_000:.1f}"


def _round(seconds: float) -> int:
    """An estimate, rounded to its precision: to 5 s below a minute, to 10 s below five, else to 30 s."""
    step = 5 if seconds < 60 else 10 if seconds < 300 else 30
    return max(step, int(round(seconds / step) * step))
