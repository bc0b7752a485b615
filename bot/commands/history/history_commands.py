"""`/back`, `/undo`, `/continue` and `/history`, in words and by buttons: going back along the path of a picture."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Decision, Principal, Resource, allows, decide
from bot.commands.confirmation import code_for
from bot.commands.history.current import current_picture, make_current, post_as_current, session_winner
from bot.commands.history.path import MaySee, PictureStep, StepState, inputs_of, path_of
from bot.commands.history.rendering import history_payload
from bot.commands.jobs.lookup import job_if_allowed, named_picture
from bot.commands.jobs.removal import RemovalCommands, asks_first, confirmed_action
from bot.commands.paint.sources import picture_of_job
from bot.commands.router import Router
from bot.grammar.callback_data import BackCallback, ContinueCallback, UndoCallback
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.permissions import about_job
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond, send_reply
from bot.outbox import desired
from bot.retention.deletion import UNDO_S
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow, PlacedPictureRow

_WHY_NOT = {
    StepState.DELETED: "back-deleted",
    StepState.WITHHELD: "back-withheld",
    StepState.SENT: "back-sent",
    StepState.EXPIRED: "back-expired",
    StepState.UNREADABLE: "back-unreadable",
}
"""What is said if there is no picture to go back to; of several reasons the first in this order."""


@dataclass(frozen=True, slots=True)
class HistoryCommands:
    """Posts pictures of a path again, and the path itself."""

    removal: RemovalCommands
    texts: Texts

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands(
            {"back": self.back, "undo": self.undo, "continue": self.continue_from, "history": self.history}
        )
        router.add_job_callback(BackCallback, Action.SEE, self.press_back)
        router.add_job_callback(UndoCallback, Action.DELETE, self.press_undo)
        router.add_job_callback(ContinueCallback, Action.SEE, self.press_continue)

    # --- back

    def back(self, tx: Tx, context: CommandContext) -> None:
        """`/back 42`: post what picture 42 was made from; also in reply to it, or of the current picture."""
        if found := _meant(tx, context, Action.SEE):
            self._back(tx, context, found[0])

    def press_back(self, tx: Tx, context: PressContext, job: JobRow, data: BackCallback) -> None:
        """Go back by a button: `back:42`."""
        self._back(tx, context, job)

    def _back(self, tx: Tx, context: UpdateContext, job: JobRow) -> None:
        parents = _parents(tx, context, job)
        if isinstance(parents, ReplyLine):
            respond(tx, context, Reply((parents,)))
        else:
            _go_to(tx, context, job, parents)

    # --- undo

    def undo(self, tx: Tx, context: CommandContext) -> None:
        """`/undo 42`: delete picture 42, and post what it was made from."""
        if _means_winner(tx, context):
            respond(tx, context, one_line("undo-in-session"))
            return
        found = _meant(tx, context, Action.DELETE)
        parents = _parents_or_kept(tx, context, found[0]) if found else None
        if found is None or parents is None:
            return
        if asks_first(tx, context, found[0]):
            _ask_to_undo(tx, context, found[0])
        else:
            self._undo(tx, context, found[0], parents, undo_stays=context.linked)

    def press_undo(self, tx: Tx, context: PressContext, job: JobRow, data: UndoCallback) -> None:
        """Undo by a button: `undo:42`. It does not ask: it can be taken back, and the picture before it comes at once."""
        if parents := _parents_or_kept(tx, context, job):
            self._undo(tx, context, job, parents, undo_stays=False)

    def _undo(
        self, tx: Tx, context: UpdateContext, job: JobRow, parents: tuple[PictureStep, ...], *, undo_stays: bool
    ) -> None:
        self.removal.delete_job(tx, context, job, undo_stays=undo_stays)
        _go_to(tx, context, job, parents)

    # --- continue

    def continue_from(self, tx: Tx, context: CommandContext) -> None:
        """`/continue 42.2`: post a picture as the one that is changed next."""
        if found := _meant(tx, context, Action.SEE):
            _continue(tx, context, *found)

    def press_continue(self, tx: Tx, context: PressContext, job: JobRow, data: ContinueCallback) -> None:
        """Continue from a picture by a button: `continue:42:2`."""
        _continue(tx, context, job, data.picture)

    # --- history

    def history(self, tx: Tx, context: CommandContext) -> None:
        """`/history 42`: the path of picture 42 as a numbered sheet; also in reply to it, or of the current picture."""
        found = _meant(tx, context, Action.SEE)
        if found is None:
            return
        job, index = found
        picture = _picture(tx, job.id, index)
        if picture is None:
            respond(tx, context, one_line("history-no-picture", id=job.id))
            return
        path = path_of(tx, picture.key, _may_see_here(context, job.id))
        subject = f"history:{context.inbox_id}"
        payload = history_payload(tx, self.texts, subject, context, path)
        desired.ensure(tx, context.speaker.conversation, subject, payload, person_id=context.speaker.person.id)


def _meant(tx: Tx, context: CommandContext, action: Action) -> tuple[JobRow, int] | None:
    """The job that a command means, if the speaker may do this to it, and which of its pictures (from 1; 0: not said).
    Otherwise they are told. What a reply quotes counts as named: if it is no picture of ours, no other one is taken."""
    if words := context.parsed.text.split():
        named, written = named_picture(context) or (0, 0), words[0][:12]
        job = job_if_allowed(tx, context, named[0], written, action)
        return (job, named[1]) if job else None
    image, picture = context.image, None
    if image.problem:
        respond(tx, context, one_line(image.problem, **image.arguments))
        return None
    if image.key and image.origin == "quoted":
        picture = tx.one(PlacedPictureRow, "pictures.by_key", key=image.key)
        not_found = "history-not-ours"
    elif image.origin == "none":
        picture = current_picture(tx, context.speaker)
        not_found = "history-nothing"
    elif image.origin == "withheld":
        not_found = "reply-withheld-id" if context.linked else "reply-withheld"
    else:
        not_found = "history-not-ours"
    if picture is None:
        respond(tx, context, one_line(not_found))
        return None
    job = job_if_allowed(tx, context, picture.job_id, str(picture.job_id), action)
    return (job, picture.idx + 1) if job else None


def _means_winner(tx: Tx, context: CommandContext) -> bool:
    """Whether a command without a number means the last winner of the session that is open here."""
    if context.parsed.text.split() or context.image.origin != "none":
        return False
    current = current_picture(tx, context.speaker)
    winner = session_winner(tx, context.speaker.conversation.id)
    return current is not None and winner is not None and current.key == winner.key


def _picture(tx: Tx, job_id: int, index: int) -> PictureRow | None:
    """A picture of a job by its index (from 1); with 0 the first that there is."""
    if index:
        return picture_of_job(tx, job_id, index)
    return next(iter(tx.all(PictureRow, "pictures.of_job", job_id=job_id)), None)


def _may_see_here(context: UpdateContext, asked_job: int = 0) -> MaySee:
    """In a group everybody reads the answer, so it shows only what all of them may see; besides that only the job that was
    asked for by its number, as `/show` does."""
    speaker = context.speaker
    readers = Principal(conversation=speaker.conversation.id)

    def may_see(job_id: int, resource: Resource) -> bool:
        if decide(speaker.principal, Action.SEE, resource) is not Decision.ALLOWED:
            return False
        return bool(speaker.conversation.direct) or job_id == asked_job or allows(readers, Action.SEE, resource)

    return may_see


def _parents(tx: Tx, context: UpdateContext, job: JobRow) -> tuple[PictureStep, ...] | ReplyLine:
    """The images that a job was made from and that can be gone back to; or why there are none."""
    inputs = inputs_of(tx, job, _may_see_here(context))
    if not inputs:
        return ReplyLine("back-origin", {"id": job.id})
    found = {step.key: step for step in inputs if step.state is StepState.PICTURE}
    if found:
        return tuple(found.values())
    here, person_id = context.speaker.conversation.id, context.speaker.person.id
    sent = [step for step in inputs if step.state is StepState.SENT]
    if sent and job.person_id == person_id and job.conversation_id == here:
        return (sent[0],)
    for state, text_id in _WHY_NOT.items():
        if steps := [step for step in inputs if step.state is state]:
            return _why_not(tx, context, job, text_id, steps[0])
    raise AssertionError("an input has a state")


def _parents_or_kept(tx: Tx, context: UpdateContext, job: JobRow) -> tuple[PictureStep, ...] | None:
    """What undoing a job goes back to; if there is nothing, they are told why, and that the job's picture stays."""
    parents = _parents(tx, context, job)
    if isinstance(parents, ReplyLine):
        respond(tx, context, Reply((parents, ReplyLine("undo-kept", {"id": job.id}))))
        return None
    return parents


def _why_not(tx: Tx, context: UpdateContext, job: JobRow, text_id: str, step: PictureStep) -> ReplyLine:
    may_show_it = about_job(tx, context.speaker, step.job_id, Action.SEE) is Decision.ALLOWED
    if step.state is StepState.WITHHELD and may_show_it:
        return ReplyLine("back-elsewhere", {"id": job.id, "before": step.job_id})
    return ReplyLine(text_id, {"id": job.id})


def _go_to(tx: Tx, context: UpdateContext, job: JobRow, parents: tuple[PictureStep, ...]) -> None:
    """Post the one picture, or ask which of several; an image that was sent is there already, and only becomes current."""
    if len(parents) > 1:
        buttons = tuple(_continue_button(step) for step in parents)
        reply = Reply((ReplyLine("back-which", {"id": job.id, "count": len(parents)}),), (buttons,))
        send_reply(tx, context.speaker, f"{context.subject}:which", reply, context.reply_to)
    elif parents[0].state is StepState.SENT:
        make_current(tx, context.speaker.conversation, parents[0].key)
        reply = one_line("back-to-sent", id=job.id)
        send_reply(tx, context.speaker, f"{context.subject}:sent", reply, context.reply_to)
    else:
        post_as_current(tx, context.speaker, parents[0].job_id, parents[0].index, str(context.inbox_id))


def _continue_button(step: PictureStep) -> ReplyButton:
    number = f"{step.job_id}.{step.index}" if step.of > 1 else str(step.job_id)
    action = ContinueCallback(step.job_id, step.index).pack()
    return "button-number", {"number": number}, action, f"/continue {number}"


def _continue(tx: Tx, context: UpdateContext, job: JobRow, index: int) -> None:
    picture = _picture(tx, job.id, index)
    if picture is None:
        respond(tx, context, one_line("no-such-picture", id=job.id, pick=index or 1))
        return
    post_as_current(tx, context.speaker, job.id, picture.idx + 1, str(context.inbox_id))


def _ask_to_undo(tx: Tx, context: CommandContext, job: JobRow) -> None:
    """Ask whether to undo a picture, where another person may have made this person send the words."""
    code = code_for(tx, context.speaker.person.id, confirmed_action(job.id))
    yes: ReplyButton = ("button-undo-yes", {}, UndoCallback(job.id).pack(), f"/undo {job.id} yes {code}")
    respond(tx, context, Reply((ReplyLine("undo-ask", {"id": job.id, "seconds": int(UNDO_S)}),), ((yes,),)))
