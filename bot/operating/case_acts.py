"""Deciding about what is listed for the moderators."""

from __future__ import annotations

from typing import ClassVar

from bot.access import Action, Principal
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.jobs import moderation
from bot.jobs.states import ENDED, State
from bot.operating import readers
from bot.operating.act import Act, ActRefused, Installation, Parameter
from bot.outbox import desired
from bot.retention.deletion import hide_pictures, undo_deletion
from bot.store import Tx
from bot.store.rows import ConversationRow, DeletionRow, JobRow, ModerationCaseRow, PersonRow


class OfCase(Act):
    """An act about an entry of the moderators' list."""

    action: ClassVar[Action] = Action.MODERATE
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("number", readers.number),)

    number: int

    def row(self, tx: Tx) -> ModerationCaseRow | None:
        """The entry, if there is one."""
        return tx.one(ModerationCaseRow, "moderation.case", id=self.number)

    def title(self, tx: Tx) -> ReplyLine:
        row = self.row(tx)
        return ReplyLine(f"act-{self.verb}", {"id": self.number, "job": row.job_id if row else 0})

    def object_id(self) -> int:
        return self.number


class RemoveReported(OfCase):
    """Delete the pictures that a report or a note is about, as their owner could."""

    verb = "report-remove"

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = self.row(tx)
        if row is None or not row.is_open or row.kind not in ("noted", "reported"):
            return Problem("act-no-such-case", {"id": self.number})
        job = tx.one(JobRow, "jobs.get", id=row.job_id)
        if job is None or State(job.state) not in ENDED:
            return Problem("act-case-not-painted", {"job": row.job_id})
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act | None:
        job_id = tx.get(ModerationCaseRow, "moderation.case", id=self.number).job_id
        moderation.close_of_job(tx, job_id)
        restorable = hide_pictures(tx, job_id, by_moderator=True)
        _tell_owner(tx, job_id, "report-removed")
        return RestoreReported(number=self.number) if restorable else None


class RestoreReported(OfCase):
    """Bring back what a moderator deleted, and list it again."""

    verb = "report-restore"

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = self.row(tx)
        if row is None or row.is_open or row.kind not in ("noted", "reported"):
            return Problem("act-no-such-case", {"id": self.number})
        deletion = tx.one(DeletionRow, "deletions.get", job_id=row.job_id)
        if deletion is None or deletion.final_at <= tx.now:
            return Problem("act-restore-too-late", {"job": row.job_id})
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        job_id = tx.get(ModerationCaseRow, "moderation.case", id=self.number).job_id
        if not undo_deletion(tx, job_id, by_moderator=True):
            raise ActRefused(Problem("act-restore-too-late", {"job": job_id}))
        tx.run("moderation.reopen_case", id=self.number)
        _tell_owner(tx, job_id, "report-restored")
        return RemoveReported(number=self.number)


class DismissCase(OfCase):
    """Take something off the moderators' list: nothing is to be done about it."""

    verb = "report-dismiss"

    def title(self, tx: Tx) -> ReplyLine:
        return ReplyLine(f"act-{self.verb}", {"id": self.number})

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = self.row(tx)
        if row is None or not row.is_open:
            return Problem("act-no-such-case", {"id": self.number})
        # A job must not wait for moderators who no longer see it.
        return Problem("act-case-is-held", {"job": row.job_id}) if row.kind == "held" else None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> None:
        if not moderation.close(tx, self.number):
            raise ActRefused(Problem("act-no-such-case", {"id": self.number}))


def _tell_owner(tx: Tx, job_id: int, text_id: str) -> None:
    """Tell whose picture it is what became of it: in private, where that is possible, since it is nobody else's affair."""
    job = tx.get(JobRow, "jobs.get", id=job_id)
    person = tx.get(PersonRow, "people.person_by_id", id=job.person_id)
    if not person.user_id or person.user_id.startswith("erased:"):
        return
    private = tx.one(ConversationRow, "people.conversation_by_id", id=person.dm_conversation_id)
    place = private if private and not private.blocked_reason else None
    if place is None:
        place = tx.get(ConversationRow, "people.conversation_by_id", id=job.conversation_id)
    payload = {
        "language": job.language,
        "reply_to": "",
        "lines": [(text_id, {"id": job_id})],
        "buttons": (),
        "files_of_job": 0,
    }
    desired.ensure(tx, place, f"note:{text_id}:{job_id}:{int(tx.now * 1000)}", payload, person_id=person.id)
