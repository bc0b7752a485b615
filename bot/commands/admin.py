"""`/hold` and `/release`: what the admins of the settings may do with anybody's job, besides `/show` and `/cancel`. They are told
its number and how it goes, never its words or pictures."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Decision
from bot.grammar.parsing import picture_named
from bot.intake.context import CommandContext
from bot.intake.permissions import about_job
from bot.intake.reply import Reply, one_line, send_reply
from bot.jobs import intervention
from bot.jobs.intervention import InterventionResult
from bot.jobs.life_cycle import HELD_BACK
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class AdminCommands:
    """Holds a waiting job back, and lets go what is held."""

    def hold(self, tx: Tx, said: CommandContext) -> None:
        """`/hold 42`: it is not painted before it is released."""
        self._do(tx, said, Action.HOLD)

    def release(self, tx: Tx, said: CommandContext) -> None:
        """`/release 42`: it goes back to the queue."""
        self._do(tx, said, Action.RESOLVE)

    def _do(self, tx: Tx, said: CommandContext, action: Action) -> None:
        words = said.parsed.text.split()
        named = picture_named(words[0]) if words else None
        if words and named:
            note = self._decided(tx, said, named[0], action)
        else:
            note = one_line("no-such-job", id=words[0][:12]) if words else one_line("hold-which")
        send_reply(tx, said.speaker, said.subject, note, said.reply_to)

    def _decided(self, tx: Tx, said: CommandContext, job_id: int, action: Action) -> Reply:
        decision = about_job(tx, said.speaker, job_id, action)
        if decision is not Decision.ALLOWED:
            return one_line("hold-admins-only" if decision is Decision.FORBIDDEN else "no-such-job", id=job_id)
        holds = action is Action.HOLD
        doubtful = tx.get("jobs.get", id=job_id)["error"] != HELD_BACK
        done = (intervention.hold if holds else intervention.release)(tx, job_id, said.speaker.principal)
        if done is not InterventionResult.DONE:
            return one_line("hold-too-late" if holds else "release-not-held", id=job_id)
        return one_line("hold-done" if holds else "release-doubtful" if doubtful else "release-done", id=job_id)
