"""`/hold` and `/release`: what the admins of the settings may do with anybody's job, besides `/show` and `/cancel`. They are told
its number and how it goes, never its words or pictures."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Decision
from bot.chat.commands import Said
from bot.chat.grammar import picture_named
from bot.chat.notes import Note, say, tell
from bot.chat.rights import about_job
from bot.jobs import operating
from bot.jobs.life import HELD_BACK
from bot.jobs.operating import Answer
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class AdminDesk:
    """Holds a waiting job back, and lets go what is held."""

    def hold(self, tx: Tx, said: Said) -> None:
        """`/hold 42`: it is not painted before it is released."""
        self._do(tx, said, Action.HOLD)

    def release(self, tx: Tx, said: Said) -> None:
        """`/release 42`: it goes back to the queue."""
        self._do(tx, said, Action.RESOLVE)

    def _do(self, tx: Tx, said: Said, action: Action) -> None:
        words = said.parsed.text.split()
        named = picture_named(words[0]) if words else None
        if words and named:
            note = self._decided(tx, said, named[0], action)
        else:
            note = tell("no-such-job", id=words[0][:12]) if words else tell("hold-which")
        say(tx, said.speaker, said.subject, note, said.reply_to)

    def _decided(self, tx: Tx, said: Said, job_id: int, action: Action) -> Note:
        decision = about_job(tx, said.speaker, job_id, action)
        if decision is not Decision.ALLOWED:
            return tell("hold-admins-only" if decision is Decision.FORBIDDEN else "no-such-job", id=job_id)
        holds = action is Action.HOLD
        doubtful = tx.get("jobs.get", id=job_id)["error"] != HELD_BACK
        done = (operating.hold if holds else operating.release)(tx, job_id, said.speaker.principal)
        if done is not Answer.DONE:
            return tell("hold-too-late" if holds else "release-not-held", id=job_id)
        return tell("hold-done" if holds else "release-doubtful" if doubtful else "release-done", id=job_id)
