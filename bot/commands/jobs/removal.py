"""`/cancel`, `/delete` and `/undelete`, in words and by buttons."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Decision
from bot.commands.confirmation import code_for, confirms
from bot.commands.history.current import make_current
from bot.commands.jobs.lookup import audit_admin, job_of_command, named_picture
from bot.commands.jobs.result_menu import set_menu
from bot.commands.jobs.undo import reply_deleted
from bot.commands.router import Router
from bot.grammar.argument_words import CONFIRM
from bot.grammar.callback_data import CancelCallback, DeleteCallback, UndeleteCallback
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.last_images import LastImages
from bot.intake.permissions import about_job
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond
from bot.jobs.cancellation import CancelResult, cancel_job
from bot.jobs.manager import JobManager
from bot.jobs.states import ENDED, State
from bot.jobs.stored_request import request_or_blank
from bot.retention.deletion import UNDO_S, hide_pictures, undo_deletion
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow


@dataclass(frozen=True, slots=True)
class RemovalCommands:
    """Cancels jobs, deletes their pictures, and undoes a deletion."""

    manager: JobManager

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"cancel": self.cancel, "delete": self.delete, "undelete": self.undelete})
        router.add_callback(CancelCallback, self.press_cancel)
        router.add_job_callback(DeleteCallback, Action.DELETE, self.press_delete)
        router.add_job_callback(UndeleteCallback, Action.DELETE, self.press_undelete)

    # --- cancel

    def cancel(self, tx: Tx, context: CommandContext) -> None:
        """Cancel a job (`/cancel 42`); without a number, the person's newest open one."""
        if words := context.parsed.text.split():
            if named := named_picture(context):
                self._cancel(tx, context, named[0])
            else:
                respond(tx, context, one_line("cancel-no-such-job", id=words[0][:12]))
            return
        mine = tx.all(JobRow, "jobs.open_of_person", person_id=context.speaker.person.id)
        if not mine:
            respond(tx, context, one_line("nothing-to-cancel"))
            return
        self._cancel(tx, context, mine[-1].id)

    def press_cancel(self, tx: Tx, context: PressContext, data: CancelCallback) -> None:
        """Cancel a job by its button: `cancel:42`."""
        self._cancel(tx, context, data.job)

    def _cancel(self, tx: Tx, context: UpdateContext, job_id: int) -> None:
        decision = about_job(tx, context.speaker, job_id, Action.CANCEL)
        if decision is not Decision.ALLOWED:
            text_id = "cancel-not-yours" if decision is Decision.FORBIDDEN else "cancel-no-such-job"
            respond(tx, context, one_line(text_id, id=job_id))
            return
        answer = cancel_job(tx, job_id)
        audit_admin(tx, context.speaker, job_id, Action.CANCEL)
        # Under a pressed button the job's own post says that it is cancelled.
        if answer is not CancelResult.CANCELLED or isinstance(context, CommandContext):
            respond(tx, context, one_line(f"cancel-{answer.value.replace('_', '-')}", id=job_id))

    # --- delete

    def delete(self, tx: Tx, context: CommandContext) -> None:
        """Delete a job's pictures (`/delete 42`, or `/delete` in reply to a picture)."""
        job = job_of_command(tx, context, Action.DELETE)
        if job is None:
            return
        if asks_first(tx, context, job):
            _ask_to_delete(tx, context, job)
        else:
            self.delete_job(tx, context, job, undo_stays=context.linked)

    def press_delete(self, tx: Tx, context: PressContext, job: JobRow, data: DeleteCallback) -> None:
        """The first press asks, below the picture itself where that can be; `delete:42:yes` is the answer."""
        if data.answer == "yes":
            set_menu(tx, context, job, None)  # When it is brought back, its usual buttons are.
            self.delete_job(tx, context, job, undo_stays=False)
        elif State(job.state) not in ENDED:
            self._cancel(tx, context, job.id)
        elif not set_menu(tx, context, job, {"delete": True}, only_here=True):
            _ask_to_delete(tx, context, job)

    def delete_job(self, tx: Tx, context: UpdateContext, job: JobRow, *, undo_stays: bool) -> None:
        """Delete a job's pictures, with an undo button for a while; an open job is cancelled instead. `undo_stays`: the
        answer with the undo button cannot be changed later."""
        if State(job.state) not in ENDED:
            self._cancel(tx, context, job.id)
            return
        if not hide_pictures(tx, job.id):
            respond(tx, context, one_line("deleted", id=job.id))
            return
        reply_deleted(
            tx,
            context.speaker,
            job.id,
            str(context.inbox_id),
            subject=context.subject,
            reply_to=context.reply_to,
            stays=undo_stays,
        )

    # --- undelete

    def undelete(self, tx: Tx, context: CommandContext) -> None:
        """Restore a job's pictures (`/undelete 42`); without a number, those that were deleted last."""
        if not context.parsed.text and context.image.origin != "quoted":
            newest = tx.value("deletions.newest_of_person", person_id=context.speaker.person.id, now=tx.now)
            if newest is None:
                respond(tx, context, one_line("undelete-nothing"))
                return
            self._undelete(tx, context, tx.get(JobRow, "jobs.get", id=newest))
        elif job := job_of_command(tx, context, Action.DELETE):
            self._undelete(tx, context, job)

    def press_undelete(self, tx: Tx, context: PressContext, job: JobRow, data: UndeleteCallback) -> None:
        """Restore a job's pictures by a button: `undelete:42`."""
        self._undelete(tx, context, job)

    def _undelete(self, tx: Tx, context: UpdateContext, job: JobRow) -> None:
        restored = undo_deletion(tx, job.id)
        pictures = tx.all(PictureRow, "pictures.of_job", job_id=job.id)
        if not restored:
            respond(tx, context, one_line("undelete-not-deleted" if pictures else "undelete-too-late", id=job.id))
            return
        here, reference = context.speaker.conversation, request_or_blank(job).reference
        last = LastImages.parse(here.last_image).images
        if pictures and reference and last and last[0] in reference.images:
            # `/undo` went back to what it was made from: taken back, the restored picture is the current one again.
            make_current(tx, here, pictures[0].key)


def _ask_to_delete(tx: Tx, context: UpdateContext, job: JobRow) -> None:
    """Ask in an answer whether to delete a job's pictures."""
    number = job.id
    code = code_for(tx, context.speaker.person.id, confirmed_action(number))
    pressed = DeleteCallback(number, "yes").pack()
    button: ReplyButton = ("button-delete-yes", {}, pressed, f"/delete {number} yes {code}")
    respond(tx, context, Reply((ReplyLine("delete-ask", {"id": number, "seconds": int(UNDO_S)}),), ((button,),)))


def asks_first(tx: Tx, context: CommandContext, job: JobRow) -> bool:
    """Whether another person may have made this person send these words: by a link, or by a command that clients make
    clickable anywhere in a text (so one without a number)."""
    words, person_id = context.parsed.text.split(), context.speaker.person.id
    if not context.linked:
        return not words and context.image.origin != "quoted"
    code = " ".join(words[2:3])
    confirmed = fold(" ".join(words[1:2])) in CONFIRM and confirms(tx, person_id, confirmed_action(job.id), code)
    return not confirmed


def confirmed_action(job_id: int) -> str:
    """What a confirmation code is for (see `bot.commands.confirmation`)."""
    return f"delete:{job_id}"
