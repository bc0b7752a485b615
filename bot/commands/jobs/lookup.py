"""Which job a command or a button names, and whether the policy lets its sender do this to it."""

from __future__ import annotations

from bot.access import Action, Decision, Kind, Rank
from bot.grammar.option_values import picture_named
from bot.intake.context import CommandContext, UpdateContext
from bot.intake.permissions import about_job
from bot.intake.reply import one_line, respond
from bot.intake.speaker import Speaker
from bot.jobs import audit
from bot.store import Tx
from bot.store.rows import JobRow, PlacedPictureRow


def named_job(tx: Tx, context: CommandContext) -> tuple[int, str]:
    """The job that a message names by number, or replies to, or (if it says nothing) the person's newest here: its id, 0 for
    none, and its name in an answer. Only parses the message: whether the job exists for the speaker is decided by the policy."""
    if words := context.parsed.text.split():
        # Other words are not a number: do not fall back to the newest job, least of all for /delete.
        named = picture_named(words[0])
        return (named[0], words[0][:12]) if named else (0, words[0][:12])
    if context.image.key and context.image.origin == "quoted":
        picture = tx.one(PlacedPictureRow, "pictures.by_key", key=context.image.key)
        if picture:
            return picture.job_id, str(picture.job_id)
    speaker = context.speaker
    newest = tx.one(
        JobRow, "jobs.newest_of_person_here", person_id=speaker.person.id, conversation_id=speaker.conversation.id
    )
    return (newest.id, str(newest.id)) if newest else (0, "")


def named_picture(context: CommandContext) -> tuple[int, int] | None:
    """The job and the picture (from 1; 0 for none) that a command's first word names."""
    words = context.parsed.text.split()
    return picture_named(words[0]) if words else None


def job_of_command(tx: Tx, context: CommandContext, action: Action) -> JobRow | None:
    """The job that a command means, if the speaker may do this to it; otherwise they are told, and it is None."""
    return job_if_allowed(tx, context, *named_job(tx, context), action)


def job_by_number(tx: Tx, context: UpdateContext, job_id: int, action: Action) -> JobRow | None:
    """The job of a button, if the speaker may do this to it; otherwise they are told, and it is None."""
    return job_if_allowed(tx, context, job_id, str(job_id), action)


def job_if_allowed(tx: Tx, context: UpdateContext, job_id: int, named: str, action: Action) -> JobRow | None:
    """The job, if the speaker may do this to it; otherwise answers the speaker and returns None."""
    decision = about_job(tx, context.speaker, job_id, action)
    if decision is Decision.ALLOWED:
        return tx.get(JobRow, "jobs.get", id=job_id)
    text_id = "not-yours" if decision is Decision.FORBIDDEN else "no-such-job"
    respond(tx, context, one_line(text_id, id=named))
    return None


def audit_admin(tx: Tx, speaker: Speaker, job_id: int, action: Action) -> None:
    """Record an action that only an admin of the settings may take."""
    principal = speaker.principal
    if principal.rank >= Rank.ADMIN and about_job(tx, speaker, job_id, action, as_admin=False) is not Decision.ALLOWED:
        audit.record(tx, principal, action, Kind.JOB, job_id)
