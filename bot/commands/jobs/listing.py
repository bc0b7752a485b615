"""`/jobs`, `/show` and `/originals`: lists a person's jobs, and posts their pictures again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Decision
from bot.commands.jobs.lookup import audit_admin, job_if_allowed, job_of_command, named_job, named_picture
from bot.commands.jobs.result_menu import open_menu
from bot.commands.paint.sources import picture_of_job
from bot.commands.prompt_text import SHOWN_PROMPT, WITHHELD, shortened
from bot.commands.router import Router
from bot.grammar.callback_data import MenuCallback, OriginalsCallback, ReportCallback, ShowCallback
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.permissions import about_job, seen_by_all_here
from bot.intake.reply import Reply, ReplyLine, one_line, respond, send_reply
from bot.jobs import moderation, money
from bot.jobs.manager import JobManager
from bot.jobs.states import ENDED, State
from bot.jobs.stored_request import request_or_blank
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import ChargeRow, JobRow, PictureRow

LISTED_JOBS = 10
PROMPT_PIECE = 800
"""Characters of a prompt in one message: what every platform shows whole."""


@dataclass(frozen=True, slots=True)
class ListingCommands:
    """Lists jobs and posts their pictures again."""

    manager: JobManager

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"jobs": self.jobs, "show": self.show, "originals": self.originals, "report": self.report})
        router.add_job_callback(ShowCallback, Action.SEE, self.press_show)
        router.add_job_callback(OriginalsCallback, Action.SEE, self.press_originals)
        router.add_job_callback(ReportCallback, Action.ADJUST, self.press_report)
        router.add_job_callback(MenuCallback, Action.ADJUST, open_menu, idempotent=True)

    def press_report(self, tx: Tx, context: PressContext, job: JobRow, data: ReportCallback) -> None:
        """Report a job's pictures, once a person; who can open the menu of a picture can report it."""
        _report(tx, context, job)

    def report(self, tx: Tx, context: CommandContext) -> None:
        """`/report 42`, or `/report` as a reply to a picture. Without either nothing is meant: least of all one's own newest."""
        if not context.parsed.text.split() and context.image.origin != "quoted":
            respond(tx, context, one_line("report-which"))
        elif job := job_of_command(tx, context, Action.ADJUST):
            _report(tx, context, job)

    def jobs(self, tx: Tx, context: CommandContext) -> None:
        """Answer `/jobs` with the person's newest jobs, a line each."""
        mine = tx.all(JobRow, "jobs.recent_of_person", person_id=context.speaker.person.id, limit=LISTED_JOBS)
        if not mine:
            respond(tx, context, one_line("no-jobs"))
            return
        lines = [ReplyLine("jobs-head")]
        lines += [self._line(tx, job, with_words=seen_by_all_here(tx, context.speaker, job.id)) for job in mine]
        respond(tx, context, Reply(tuple(lines)))

    def _line(self, tx: Tx, job: JobRow, *, with_words: bool = True) -> ReplyLine:
        state = State(job.state)
        position = self.manager.queue_status(tx, job).position if state is State.QUEUED else 0
        words = shortened(request_or_blank(job).prompt, 40) if with_words else WITHHELD
        return ReplyLine(f"jobs-line-{state}", {"id": job.id, "prompt": words, "position": position or 0})

    # --- show

    def show(self, tx: Tx, context: CommandContext) -> None:
        """`/show 42`: its picture, or its state; `/show 42.2`: one of several."""
        job_id, written = named_job(tx, context)
        if about_job(tx, context.speaker, job_id, Action.SEE) is Decision.FORBIDDEN:
            self._status(tx, context, tx.get(JobRow, "jobs.get", id=job_id))
            return
        job = job_if_allowed(tx, context, job_id, written, Action.SEE)
        if job is None:
            return
        named = named_picture(context)
        if named and named[1]:
            _send_originals(tx, context, job, named[1])  # One picture of several: only a file shows it alone.
        elif State(job.state) in ENDED:
            _show(tx, context, job)
        else:
            respond(tx, context, Reply((self._line(tx, job),)))
            _send_whole_prompt(tx, context, job)

    def press_show(self, tx: Tx, context: PressContext, job: JobRow, data: ShowCallback) -> None:
        """Post a job's picture again by a button: `show:42`."""
        _show(tx, context, job)

    def _status(self, tx: Tx, context: CommandContext, job: JobRow) -> None:
        """Tell an admin number, state and cost of another person's job, but no words and no pictures."""
        li = sum(int(row.amount_li) for row in tx.all(ChargeRow, "money.charges_of_job", job_id=job.id))
        cost = ReplyLine("job-price", {"count": job.n, "price": money.yuan_text(li)})
        respond(tx, context, Reply((self._line(tx, job, with_words=False), cost)))
        audit_admin(tx, context.speaker, job.id, Action.STATUS)

    # --- originals

    def originals(self, tx: Tx, context: CommandContext) -> None:
        """Send a job's pictures as files (`/originals 42`), or one of them (`/originals 42.2`)."""
        if job := job_of_command(tx, context, Action.SEE):
            named = named_picture(context)
            _send_originals(tx, context, job, named[1] if named else 0)

    def press_originals(self, tx: Tx, context: PressContext, job: JobRow, data: OriginalsCallback) -> None:
        """Send pictures as files by a button: `originals:42`, `originals:42:2`."""
        _send_originals(tx, context, job, data.picture)


def _show(tx: Tx, context: UpdateContext, job: JobRow) -> None:
    """Post a job's picture here, with its own buttons; and its prompt where the post shows only the beginning of it."""
    subject = f"job:{job.id}:{context.inbox_id}"
    desired.ensure(tx, context.speaker.conversation, subject, {"job": job.id})
    _send_whole_prompt(tx, context, job)


def _send_whole_prompt(tx: Tx, context: UpdateContext, job: JobRow) -> None:
    prompt = request_or_blank(job).prompt
    if len(prompt) <= SHOWN_PROMPT:
        return
    for start in range(0, len(prompt), PROMPT_PIECE):
        piece = one_line("prompt-piece", prompt=prompt[start : start + PROMPT_PIECE])
        send_reply(tx, context.speaker, f"{context.subject}:prompt-{start}", piece)


def _send_originals(tx: Tx, context: UpdateContext, job: JobRow, pick: int) -> None:
    """Send a job's pictures as files, as the service painted them; with `pick` (from 1) that one alone."""
    if not (picture_of_job(tx, job.id, pick) if pick else tx.all(PictureRow, "pictures.of_job", job_id=job.id)):
        respond(tx, context, one_line("no-such-picture", id=job.id, pick=pick or 1))
        return
    number = f"{job.id}.{pick}" if pick else str(job.id)
    lines = (ReplyLine("originals-of", {"id": number, "count": 1 if pick else job.n}),)
    respond(tx, context, Reply(lines, files_of_job=job.id, file=pick))


def _report(tx: Tx, context: UpdateContext, job: JobRow) -> None:
    """List a job for the moderators, once a person."""
    listed = moderation.report(tx, job, context.speaker.person.id)
    respond(tx, context, one_line("reported" if listed else "reported-already", id=job.id))
