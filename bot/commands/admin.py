"""`/hold` and `/release`: what the admins of the settings may do with any job, in addition to `/show` and `/cancel`. They see
its number and its state, never its words or pictures."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Decision
from bot.commands.jobs.lookup import named_picture
from bot.commands.router import Router
from bot.intake.context import CommandContext
from bot.intake.permissions import about_job
from bot.intake.reply import Reply, one_line, respond
from bot.jobs import intervention
from bot.jobs.intervention import InterventionResult
from bot.jobs.life_cycle import HELD_BACK
from bot.store import Tx
from bot.store.rows import JobRow


@dataclass(frozen=True, slots=True)
class AdminCommands:
    """Holds a waiting job, and releases what is held."""

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"hold": self.hold, "release": self.release})

    def hold(self, tx: Tx, context: CommandContext) -> None:
        """Keep a waiting job from being painted until it is released: `/hold 42`."""
        self._intervene(tx, context, Action.HOLD)

    def release(self, tx: Tx, context: CommandContext) -> None:
        """Return a held job to the queue: `/release 42`."""
        self._intervene(tx, context, Action.RESOLVE)

    def _intervene(self, tx: Tx, context: CommandContext, action: Action) -> None:
        words = context.parsed.text.split()
        if named := named_picture(context):
            reply = self._result(tx, context, named[0], action)
        else:
            reply = one_line("no-such-job", id=words[0][:12]) if words else one_line("hold-which")
        respond(tx, context, reply)

    def _result(self, tx: Tx, context: CommandContext, job_id: int, action: Action) -> Reply:
        decision = about_job(tx, context.speaker, job_id, action)
        if decision is not Decision.ALLOWED:
            return one_line("hold-admins-only" if decision is Decision.FORBIDDEN else "no-such-job", id=job_id)
        holds = action is Action.HOLD
        doubtful = tx.get(JobRow, "jobs.get", id=job_id).error != HELD_BACK
        result = (intervention.hold if holds else intervention.release)(tx, job_id, context.speaker.principal)
        if result is not InterventionResult.DONE:
            return one_line("hold-too-late" if holds else "release-not-held", id=job_id)
        return one_line("hold-done" if holds else "release-doubtful" if doubtful else "release-done", id=job_id)
