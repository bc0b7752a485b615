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
from bot.retention.deletion import hide_pictures
from bot.store import Tx
from bot.store.rows import JobRow, ModerationCaseRow


class RemoveReported(Act):
    """Delete the pictures that a report or a note is about, as their owner could."""

    verb = "report-remove"
    action: ClassVar[Action] = Action.MODERATE
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("number", readers.number),)

    number: int

    def title(self, tx: Tx) -> ReplyLine:
        row = tx.one(ModerationCaseRow, "moderation.case", id=self.number)
        return ReplyLine(f"act-{self.verb}", {"id": self.number, "job": row.job_id if row else 0})

    def object_id(self) -> int:
        return self.number

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = tx.one(ModerationCaseRow, "moderation.case", id=self.number)
        if row is None or not row.is_open or row.kind not in ("noted", "reported"):
            return Problem("act-no-such-case", {"id": self.number})
        job = tx.one(JobRow, "jobs.get", id=row.job_id)
        if job is None or State(job.state) not in ENDED:
            return Problem("act-case-not-painted", {"job": row.job_id})
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> None:
        job_id = tx.get(ModerationCaseRow, "moderation.case", id=self.number).job_id
        moderation.close_of_job(tx, job_id)
        hide_pictures(tx, job_id)


class DismissCase(Act):
    """Take something off the moderators' list: nothing is to be done about it."""

    verb = "report-dismiss"
    action: ClassVar[Action] = Action.MODERATE
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("number", readers.number),)

    number: int

    def title(self, tx: Tx) -> ReplyLine:
        return ReplyLine(f"act-{self.verb}", {"id": self.number})

    def object_id(self) -> int:
        return self.number

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = tx.one(ModerationCaseRow, "moderation.case", id=self.number)
        if row is None or not row.is_open:
            return Problem("act-no-such-case", {"id": self.number})
        # A job must not wait for moderators who no longer see it.
        return Problem("act-case-is-held", {"job": row.job_id}) if row.kind == "held" else None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> None:
        if not moderation.close(tx, self.number):
            raise ActRefused(Problem("act-no-such-case", {"id": self.number}))
