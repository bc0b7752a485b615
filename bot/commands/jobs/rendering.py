"""Renders jobs: the content of a job's post in each state, in the language of its owner."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.adapter_api import (
    GenerationRequest,
    PlatformCapabilities,
    PostView,
    Sender,
    ViewPicture,
)
from bot.adapter_api.posts import Milestone
from bot.commands.history.path import has_parent_here
from bot.commands.jobs.buttons import JobButtons
from bot.commands.jobs.text import JobText
from bot.commands.prompt_text import shortened
from bot.commands.request_builder import edit_command
from bot.jobs.manager import JobManager
from bot.jobs.states import State
from bot.jobs.stored_request import request_or_blank
from bot.media.sheets.sizes import result_sheet_size
from bot.outbox import desired
from bot.outbox.renderers import Rendered, times_in
from bot.retention.deletion import UNDO_S
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ContactSheetRow, ConversationRow, JobRow, PersonRow, PictureRow, PostRow

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

    @property
    def text(self) -> JobText:
        """What the posts of jobs say."""
        return JobText(self.manager, self.texts)

    def job(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The post of a job."""
        job = tx.get(JobRow, "jobs.get", id=json.loads(post.payload)["job"])
        person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
        state, language = State(job.state), job.language
        painting = state is State.SUBMITTING and job.protocol == "answer"
        milestone = "running" if painting else _MILESTONE[state]
        blank = PostView("", milestone=milestone, reply_to=job.reply_to, mention=_mention(person), language=language)
        if post.desired == "gone":
            return Rendered(replace(blank, text=self.texts.say(language, "job-deleted", id=job.id)), final=True)
        # Cancelled, but painted and paid for: shown only in posts that /show made.
        by_show = post.subject.count(":") > 1
        if state is State.DONE or (state is State.CANCELLED and by_show):
            return self._done(tx, job, post, blank, capabilities)
        words = replace(self.text, countdowns=capabilities.countdowns)
        text = words.of_state(tx, job, state)
        buttons = self.buttons.of_state(job, state, capabilities)
        busy = painting or state in (State.RUNNING, State.COLLECTING)
        final = state in (State.FAILED, State.CANCELLED)
        view = replace(
            blank,
            text=text,
            buttons=buttons,
            busy=busy,
            frame=(0, 0) if final else self._frame(job),
            ready_at=self._ready_at(tx, job, state),
            edit=self._edit(job, state),
            times=times_in(text, words.times(tx, job, state)),
        )
        return Rendered(view, final=final)

    def completion_ping(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """A new message 'done, see above' after a long wait: the edit that brought the picture notifies nobody."""
        if not capabilities.edits:
            return Rendered(None, final=True)
        job = tx.get(JobRow, "jobs.get", id=json.loads(post.payload)["job"])
        text = self.texts.say(job.language, "job-bell", id=job.id)
        person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
        view = PostView(text, reply_to=job.reply_to, mention=_mention(person), language=job.language, extra=True)
        return Rendered(view, final=True)

    def private_copy(self, tx: Tx, post: PostRow, conversation: ConversationRow) -> bool:
        """Post a job's picture in its owner's private chat, as the conversation accepts no pictures. False if there is none."""
        payload = json.loads(post.payload)
        number = payload["job"]
        job = tx.get(JobRow, "jobs.get", id=number)
        person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
        private = person.dm_conversation_id and tx.one(
            ConversationRow, "people.conversation_by_id", id=person.dm_conversation_id
        )
        if not private or private.blocked_reason or private.id == conversation.id:
            return False
        copied = {"job": number, "pick": payload.get("pick", 0)}
        desired.ensure(tx, private, f"job:{number}:private{post.id}", copied, desired.RESULT)
        return True

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

    def _done(
        self, tx: Tx, job: JobRow, post: PostRow, blank: PostView, capabilities: PlatformCapabilities
    ) -> Rendered:
        payload = json.loads(post.payload)
        pick = payload.get("pick", 0)
        pictures = [
            picture for picture in tx.all(PictureRow, "pictures.of_job", job_id=job.id) if pick in (0, picture.idx + 1)
        ]
        request = request_or_blank(job)
        if not pictures:
            return Rendered(replace(blank, text=self.texts.say(job.language, "job-deleted", id=job.id)), final=True)
        sheet = tx.one(ContactSheetRow, "pictures.sheet", job_id=job.id) if len(pictures) > 1 else None
        shown = sheet or pictures[0]
        picture = ViewPicture(
            shown.key,
            shown.mime,
            shown.width,
            shown.height,
            alt=shortened(request.prompt),
            name=f"shenbi-{job.id}{f'-{pick}' if pick else ''}.{shown.key.rpartition('.')[2]}",
            transparent=request.transparent and sheet is None,
        )
        text = self.text.of_result(job, request, pictures, capabilities, pick)
        menu = payload.get("menu")
        if menu and menu.get("delete"):
            text = f"{text}\n{self.texts.say(job.language, 'delete-ask', id=job.id, seconds=int(UNDO_S))}"
        picks = [p.idx + 1 for p in pictures]
        buttons = (
            self.buttons.of_menu(job, picks, menu, capabilities)
            if menu and capabilities.callbacks
            else self.buttons.of_result(
                job,
                picks,
                request,
                capabilities,
                starred=_starred(tx, job),
                changed=_has_parent(tx, job, request, post),
                pick=pick,
            )
        )
        view = replace(
            blank,
            text=text,
            picture=picture,
            buttons=buttons,
            edit=self._edit(job, State.DONE),
            picture_ids=tuple(p.id for p in pictures),
            cover=request.cover or bool(job.cover),
        )
        return Rendered(view, final=True, image=pictures[0].key)


def _has_parent(tx: Tx, job: JobRow, request: GenerationRequest, post: PostRow) -> bool:
    """Whether those who read the post can go back from this picture to the one that it was made from."""
    if request.reference is None:
        return False
    return has_parent_here(
        tx, job, request, tx.get(ConversationRow, "people.conversation_by_id", id=post.conversation_id)
    )


def _starred(tx: Tx, job: JobRow) -> bool:
    """Whether the person of a job starred it. In a group the button shows their star; a press sets the presser's own."""
    return tx.value("gallery.has_star", person_id=job.person_id, job_id=job.id) is not None


def _mention(person: PersonRow) -> Sender | None:
    """The person whom a job's post mentions; nobody if they were erased."""
    if not person.user_id:
        return None
    return Sender(person.platform, person.user_id, person.name, reply_key=person.reply_key)


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
