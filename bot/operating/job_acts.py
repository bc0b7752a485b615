"""Deciding about jobs: hold, release, adopt, fail, refund."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from bot.access import Action, Kind, Principal, Resource
from bot.grammar.option_values import Problem
from bot.intake.permissions import job_resource
from bot.intake.reply import ReplyLine
from bot.jobs import intervention
from bot.jobs.intervention import InterventionResult
from bot.jobs.life_cycle import AWAITS_PICTURE, FOR_MODERATORS, HELD_BACK, HELD_BACK_REASONS
from bot.jobs.states import ENDED, WAITING, State
from bot.operating import readers
from bot.operating.act import Act, ActRefused, Installation, Parameter
from bot.outbox import desired
from bot.retention.deletion import posts_showing
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow

_JOB = (Parameter("job", readers.job),)
_PROBLEMS = {
    InterventionResult.NO_SUCH_JOB: "act-no-such-job",
    InterventionResult.WRONG_STATE: "act-wrong-state",
    InterventionResult.NOTHING_TO_REFUND: "act-nothing-to-refund",
    InterventionResult.TASK_TAKEN: "act-task-taken",
}


class _OfJob(Act):
    """The base of all: `states` are those in which a job can be decided about."""

    kind: ClassVar[Kind] = Kind.JOB
    action: ClassVar[Action] = Action.RESOLVE
    parameters: ClassVar[tuple[Parameter, ...]] = _JOB
    states: ClassVar[frozenset[State]] = frozenset({State.HELD})

    job: int

    def resource(self, tx: Tx) -> Resource | None:
        return job_resource(tx, self.job)

    def title(self, tx: Tx) -> ReplyLine:
        return ReplyLine(f"act-{self.verb}", {"id": self.job})

    def object_id(self) -> int:
        return self.job

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = tx.get(JobRow, "jobs.get", id=self.job)
        if State(row.state) not in self.states:
            return Problem("act-wrong-state", {"id": self.job, "state": row.state})
        return None

    def _done(self, tx: Tx, result: InterventionResult) -> None:
        if result is not InterventionResult.DONE:
            row = tx.one(JobRow, "jobs.get", id=self.job)
            state = row.state if row else ""
            raise ActRefused(Problem(_PROBLEMS[result], {"id": self.job, "state": state, "word": f"#{self.job}"}))


class HoldJob(_OfJob):
    """Keep a waiting job from being painted until it is released."""

    verb = "hold"
    action: ClassVar[Action] = Action.HOLD
    states: ClassVar[frozenset[State]] = WAITING

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        self._done(tx, intervention.hold(tx, self.job))
        return ReleaseJob(job=self.job)


class _Deciding(_OfJob):
    """The base of what moderators may do too, to a job that waits for one of them."""

    def needed_action(self, tx: Tx) -> Action:
        row = tx.one(JobRow, "jobs.get", id=self.job)
        waits = row is not None and row.state == State.HELD and row.error in FOR_MODERATORS
        return Action.MODERATE if waits else self.action


class ReleaseJob(_Deciding):
    """Return a held job to the queue: it was not painted."""

    verb = "release"

    def effect(self, tx: Tx) -> ReplyLine:
        row = tx.one(JobRow, "jobs.get", id=self.job)
        if row is not None and row.error == AWAITS_PICTURE:
            return ReplyLine("act-release-pictures-effect")
        held_back = row is not None and row.error in HELD_BACK_REASONS
        return ReplyLine("act-release-effect" if held_back else "act-release-doubtful-effect")

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act | None:
        held_back = tx.get(JobRow, "jobs.get", id=self.job).error == HELD_BACK
        self._done(tx, intervention.release(tx, self.job, by.person))
        return HoldJob(job=self.job) if held_back else None


class AdoptJob(_OfJob):
    """A held job was painted as a task: fetch its pictures from there."""

    verb = "adopt"
    parameters: ClassVar[tuple[Parameter, ...]] = (*_JOB, Parameter("task", readers.task_id))

    task: str = Field(pattern=rf"^{readers.TASK_ID}$")

    def title(self, tx: Tx) -> ReplyLine:
        return ReplyLine("act-adopt", {"id": self.job, "task": self.task})

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> None:
        self._done(tx, intervention.adopt(tx, self.job, self.task))


class FailJob(_Deciding):
    """End a held job as failed: its person is told and charged nothing."""

    verb = "fail"

    def effect(self, tx: Tx) -> ReplyLine:
        row = tx.one(JobRow, "jobs.get", id=self.job)
        painted = row is not None and row.error == AWAITS_PICTURE
        return ReplyLine("act-fail-pictures-effect" if painted else "act-fail-effect")

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> None:
        self._done(tx, intervention.give_up(tx, self.job, by.person))


class RefundJob(_OfJob):
    """Give a person back what an ended job cost them."""

    verb = "refund"
    states: ClassVar[frozenset[State]] = frozenset(ENDED)

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> None:
        self._done(tx, intervention.refund(tx, self.job))


class _Covering(_OfJob):
    """The base of covering pictures and of uncovering them."""

    action: ClassVar[Action] = Action.MODERATE
    states: ClassVar[frozenset[State]] = frozenset(ENDED)
    cover: ClassVar[int] = 0

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        if problem := super().refusal(tx, installation, by):
            return problem
        row = tx.get(JobRow, "jobs.get", id=self.job)
        if not tx.all(PictureRow, "pictures.of_job", job_id=self.job):
            return Problem("act-nothing-to-cover", {"id": self.job})
        return Problem(f"act-{self.verb}-already", {"id": self.job}) if row.cover == self.cover else None

    def _set(self, tx: Tx) -> None:
        tx.run("jobs.set_cover", id=self.job, cover=self.cover)
        for subject in posts_showing(tx, self.job):
            desired.mark_dirty(tx, subject, desired.ANSWER)


class CoverJob(_Covering):
    """Have the pictures of a job covered until somebody asks to see them."""

    verb = "cover"
    cover: ClassVar[int] = 1

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        self._set(tx)
        return UncoverJob(job=self.job)


class UncoverJob(_Covering):
    """Take that back. What their person or the chat wants covered stays so."""

    verb = "uncover"

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        self._set(tx)
        return CoverJob(job=self.job)
