"""Renders jobs: what the one post of a job says in each state, in the language of its person."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.adapter_api import (
    GenerationRequest,
    PlatformCapabilities,
    PostView,
    Sender,
    ViewPicture,
)
from bot.adapter_api.posts import Milestone
from bot.commands.jobs.buttons import JobButtons
from bot.commands.prompt_text import shortened
from bot.commands.request_builder import edit_command, style_text
from bot.jobs import money
from bot.jobs.life_cycle import HELD_BACK
from bot.jobs.manager import JobManager, QueueStatus
from bot.jobs.states import State
from bot.jobs.stored_request import request_or_blank
from bot.jobs.stored_results import results_of
from bot.media.sheets.contact_sheet import result_sheet_size
from bot.outbox import desired
from bot.outbox.renderers import Rendered, times_in
from bot.retention.deletion import UNDO_S
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ContactSheetRow, ConversationRow, JobRow, PersonRow, PictureRow, PostRow
from bot.upstream import TaskStatus
from bot.upstream.port import TASK_LIMIT_S

SHOWN_WORD = 40
"""Characters of a word that the studio does not know."""
_MILESTONE: dict[State, Milestone] = {
    State.QUEUED: "accepted",
    State.PREPARING: "accepted",
    State.SUBMITTING: "accepted",
    State.RUNNING: "running",
    State.COLLECTING: "running",
    State.UNKNOWN: "running",
    State.HELD: "held",
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class JobRenderer:
    """Renders the subjects `job:` and `bell:`."""

    manager: JobManager
    texts: Texts

    @property
    def buttons(self) -> JobButtons:
        """The buttons of jobs."""
        return JobButtons(self.manager.catalogue, self.texts)

    def job(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The post of a job."""
        job = tx.get(JobRow, "jobs.get", id=json.loads(post.payload)["job"])
        person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
        state, language = State(job.state), job.language
        blank = PostView(
            "", milestone=_MILESTONE[state], reply_to=job.reply_to, mention=_mention(person), language=language
        )
        if post.desired == "gone":
            return Rendered(replace(blank, text=self.texts.say(language, "job-deleted", id=job.id)), final=True)
        # Cancelled, but painted and paid for: shown only in posts that /show made.
        by_show = post.subject.count(":") > 1
        if state is State.DONE or (state is State.CANCELLED and by_show):
            return self._done(tx, job, post, blank, capabilities)
        text = self._text(tx, job, state)
        buttons = self.buttons.of_state(job, state)
        busy = state in (State.RUNNING, State.COLLECTING)
        final = state in (State.FAILED, State.CANCELLED)
        view = replace(
            blank,
            text=text,
            buttons=buttons,
            busy=busy,
            frame=(0, 0) if final else self._frame(job),
            ready_at=self._ready_at(tx, job, state),
            edit=self._edit(job, state),
            times=times_in(text, self._times(tx, job, state)),
        )
        return Rendered(view, final=final)

    def completion_ping(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """'Done, above': a new message, which notifies after a long wait; the edit that brought the picture does not."""
        if not capabilities.edits:
            return Rendered(None, final=True)
        job = tx.get(JobRow, "jobs.get", id=json.loads(post.payload)["job"])
        text = self.texts.say(job.language, "job-bell", id=job.id)
        return Rendered(PostView(text, reply_to=job.reply_to), final=True)

    def private_copy(self, tx: Tx, post: PostRow, conversation: ConversationRow) -> bool:
        """Post a job's picture in its owner's private chat, as the conversation accepts no pictures. False if there is none."""
        number = json.loads(post.payload)["job"]
        job = tx.get(JobRow, "jobs.get", id=number)
        person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
        private = person.private_id and tx.one(ConversationRow, "people.conversation_by_id", id=person.private_id)
        if not private or private.blocked_reason or private.id == conversation.id:
            return False
        desired.ensure(tx, private, f"job:{number}:private{post.id}", {"job": number}, desired.RESULT)
        return True

    def _say(self, job: JobRow, text_id: str, **arguments: Any) -> str:
        return self.texts.say(job.language, text_id, **arguments)

    def _text(self, tx: Tx, job: JobRow, state: State) -> str:
        request = request_or_blank(job)
        head = self._say(job, "job-head", id=job.id, prompt=shortened(request.prompt))
        lines = [head, *self._state_lines(tx, job, state)]
        return "\n".join(line for line in lines if line)

    def _state_lines(self, tx: Tx, job: JobRow, state: State) -> list[str]:
        if state in (State.QUEUED, State.PREPARING):
            standing = self.manager.queue_status(tx, job)
            return [self._queue_line(job, standing), self._price(tx, job)]
        if state is State.SUBMITTING:
            return [self._say(job, "job-submitting"), self._price(tx, job)]
        if state in (State.RUNNING, State.COLLECTING):
            if job.cancel_requested:
                return [self._say(job, "job-stopping")]
            if state is State.COLLECTING:
                return [self._say(job, "job-collecting")]
            if job.task_state == TaskStatus.PENDING and not job.task_started_at:
                return [self._say(job, "job-next"), self._price(tx, job)]
            standing = self.manager.queue_status(tx, job)
            if standing.overdue_since is not None:
                return [self._overdue(job, standing.overdue_since)]
            left = standing.done_in_s
            return [self._say(job, "job-running", seconds=_round(left or 0))]
        if state is State.UNKNOWN:
            return [self._say(job, "job-unknown")]
        if state is State.HELD:
            return [self._say(job, HELD_BACK if job.error == HELD_BACK else "job-held", id=job.id)]
        if state is State.CANCELLED:
            if kept := len(tx.all(PictureRow, "pictures.of_job", job_id=job.id)):
                return [
                    self._say(
                        job,
                        "job-cancelled-charged",
                        id=job.id,
                        count=kept,
                        price=money.yuan_text(kept * job.price_li),
                    )
                ]
            return [self._say(job, "job-cancelled")]
        reason = job.error or "job-failed-unknown"
        return [self._say(job, reason, code=job.error_code, limit="", model=job.model)]

    def _overdue(self, job: JobRow, since: float) -> str:
        """The line for a task that takes longer than usual."""
        (since_words, _), (until_words, _) = self._overdue_times(job, since)
        return self._say(job, "job-overdue", since=since_words, until=until_words)

    def _overdue_times(self, job: JobRow, since: float) -> list[tuple[str, float]]:
        """Since when a task is overdue, and when the service itself ends it."""
        zone = self.manager.settings.zone
        moments = (since, job.task_started_at + TASK_LIMIT_S)
        return [(datetime.fromtimestamp(moment, zone).strftime("%H:%M"), moment) for moment in moments]

    def _times(self, tx: Tx, job: JobRow, state: State) -> list[tuple[str, float]]:
        """The points in time that the text of a job names."""
        since = self.manager.queue_status(tx, job).overdue_since if state is State.RUNNING else None
        return [] if since is None else self._overdue_times(job, since)

    def _queue_line(self, job: JobRow, standing: QueueStatus) -> str:
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
        return self._say(job, "job-queued", position=standing.position, seconds=_round(standing.done_in_s or 0))

    def _frame(self, job: JobRow) -> tuple[int, int]:
        """The size of the picture that a job will have; of several, of their sheet."""
        size = request_or_blank(job).size
        return (size.width, size.height) if job.n < 2 else result_sheet_size(job.n, size.width, size.height)

    def _ready_at(self, tx: Tx, job: JobRow, state: State) -> float:
        """When a job's picture is expected; 0 if unknown. Rounded to 5 s, so that not every rendering changes the post."""
        if state not in (State.QUEUED, State.SUBMITTING, State.RUNNING) or job.cancel_requested:
            return 0.0
        left = self.manager.queue_status(tx, job).done_in_s
        return round((tx.now + left) / 5) * 5.0 if left else 0.0

    def _edit(self, job: JobRow, state: State) -> str:
        request = request_or_blank(job)
        if request.reference is not None and state is not State.DONE:
            return ""  # Its picture has no number yet.
        return edit_command(job.id, request)

    def _price(self, tx: Tx, job: JobRow) -> str:
        if job.price_li:
            return self._say(job, "job-price", count=job.n, price=money.yuan_text(job.n * job.price_li))
        if self.manager.settings.uses_studio:
            return self._say(job, "job-price-studio", count=job.n)
        return self._say(job, "job-price-free", count=job.n, left=self.manager.free_left(tx, job))

    def _done(
        self, tx: Tx, job: JobRow, post: PostRow, blank: PostView, capabilities: PlatformCapabilities
    ) -> Rendered:
        pictures = tx.all(PictureRow, "pictures.of_job", job_id=job.id)
        request = request_or_blank(job)
        if not pictures:
            return Rendered(replace(blank, text=self._say(job, "job-deleted", id=job.id)), final=True)
        head = self._say(job, "job-head", id=job.id, prompt=shortened(request.prompt))
        lines = [head, self._facts(job, request, pictures)]
        if len(pictures) < job.n:
            bad = next((result.text_id for result in results_of(job) if result.text_id), "")
            lines.append(self._say(job, "job-partial", kept=len(pictures), asked=job.n))
            # Not the text of a failed job, which ends in "nothing was charged".
            lines.append(self._say(job, "partial-withheld" if "moderation" in bad else "partial-lost"))
        if self.manager.settings.uses_studio:
            lines.append(self._say(job, "job-by-studio"))
            if unread := next((result.unread for result in results_of(job) if result.unread), ()):
                words = self._say(job, "list-comma").join(shortened(word, SHOWN_WORD) for word in unread)
                lines.append(self._say(job, "job-unread", words=words))
        sheet = tx.one(ContactSheetRow, "pictures.sheet", job_id=job.id) if len(pictures) > 1 else None
        shown = sheet or pictures[0]
        picture = ViewPicture(
            shown.key,
            shown.mime,
            shown.width,
            shown.height,
            alt=shortened(request.prompt),
            name=f"shenbi-{job.id}.{shown.key.rpartition('.')[2]}",
        )
        menu = json.loads(post.payload).get("menu")
        if menu and menu.get("delete"):
            lines.append(self._say(job, "delete-ask", id=job.id, seconds=int(UNDO_S)))
        picks = [p.idx + 1 for p in pictures]
        buttons = (
            self.buttons.of_menu(job, picks, menu)
            if menu and capabilities.callbacks
            else self.buttons.of_result(job, picks, request, capabilities, starred=_starred(tx, job))
        )
        view = replace(
            blank,
            text="\n".join(filter(None, lines)),
            picture=picture,
            buttons=buttons,
            edit=self._edit(job, State.DONE),
            picture_ids=tuple(p.id for p in pictures),
        )
        return Rendered(view, final=True, image=pictures[0].key)

    def _facts(self, job: JobRow, request: GenerationRequest, pictures: list[PictureRow]) -> str:
        style = self._say(job, style_text(request.style))
        width, height = pictures[0].width, pictures[0].height
        facts = self._say(
            job, "job-facts", style=style, size=f"{width}×{height}", seed=str(request.seed), model=job.model
        )
        if job.price_li:
            facts += " · " + self._say(job, "job-charged", price=money.yuan_text(len(pictures) * job.price_li))
        return facts


def _starred(tx: Tx, job: JobRow) -> bool:
    """Whether the person of a job starred it. In a group the button shows their star; a press sets the presser's own."""
    return tx.value("gallery.has_star", person_id=job.person_id, job_id=job.id) is not None


def _mention(person: PersonRow) -> Sender | None:
    """The person whom a job's post mentions; nobody if they were erased."""
    if not person.user_id:
        return None
    return Sender(person.platform, person.user_id, person.name, reply_key=person.reply_key)


def _round(seconds: float) -> int:
    """An estimate, rounded to its precision: to 5 s below a minute, to 10 s below five, else to 30 s."""
    step = 5 if seconds < 60 else 10 if seconds < 300 else 30
    return max(step, int(round(seconds / step) * step))


def without_picture(texts: Texts, post: PostRow, language: str) -> str:
    """The text under a post whose picture or files its conversation does not take, and how to get them."""
    language = language or "zh"
    data = json.loads(post.payload)
    number = data.get("job") or data.get("files_of_job") or 0
    lines = [texts.say(language, f"unshown-{post.words_only}")]
    if post.words_only != "gone":
        how = "sent" if post.private_copy else "get" if number else ""
        lines += [texts.say(language, f"unshown-{how}", id=number)] if how else []
    return "\n".join(lines)
