"""Asking the policy (`bot.access`) about objects, with the facts read from their rows."""

from __future__ import annotations

from dataclasses import replace

from bot.access import Action, Decision, Kind, Principal, Rank, Resource, allows, decide
from bot.intake.preferences import Preferences
from bot.intake.speaker import Speaker
from bot.store import Tx
from bot.store.rows import AccessFactsRow, InboxRow, JobRow, PostRow


def job_resource(tx: Tx, job_id: int, *, stands_here: bool = False) -> Resource | None:
    """A job as the policy sees it; None if there is none. Always one query, so that its time does not tell whether a
    job exists."""
    facts = tx.one(AccessFactsRow, "access.job", id=job_id)
    if facts is None:
        return None
    shown = Preferences.of(facts.owner_settings).over(Preferences.of(facts.place_settings))
    return Resource(
        Kind.JOB,
        owner=facts.owner,
        conversation=facts.conversation,
        private=bool(facts.private),
        exhibited=shown.gallery == "yes" and not facts.banned,
        stands_here=stands_here,
        erased=bool(facts.erased),
    )


def about_job(tx: Tx, speaker: Speaker, job_id: int, action: Action, *, as_admin: bool = True) -> Decision:
    """What a person may do to a job, by its number; with `as_admin` false, without what their rank adds to that."""
    principal = speaker.principal if as_admin else replace(speaker.principal, rank=Rank.PERSON)
    return decide(principal, action, job_resource(tx, job_id))


def seen_by_all_here(tx: Tx, speaker: Speaker, job_id: int) -> bool:
    """Whether everybody in the conversation may see a job: what a person lists in a group is read by the group."""
    here = speaker.conversation
    resource = job_resource(tx, job_id)
    reader = Principal(conversation=here.id)
    return bool(here.direct) or (resource is not None and allows(reader, Action.SEE, resource))


def job_for(tx: Tx, speaker: Speaker, job_id: int, action: Action) -> JobRow | None:
    """A job by its number, if the speaker may do this to it."""
    return tx.get(JobRow, "jobs.get", id=job_id) if about_job(tx, speaker, job_id, action) is Decision.ALLOWED else None


def about_question(speaker: Speaker, update: InboxRow | None, question: PostRow | None, action: Action) -> Decision:
    """What a person may do with the bot's question about an update: its sender, and those who read where it was
    asked."""
    if update is None:
        return decide(speaker.principal, action, None)
    asked_in = question.conversation_id if question else 0
    return decide(speaker.principal, action, Resource(Kind.QUESTION, update.person_id, asked_in))


def may_here(speaker: Speaker, kind: Kind, action: Action, owner_id: int = 0) -> bool:
    """Whether the speaker may do this to what belongs to the conversation in which they speak (and to `owner_id`)."""
    return allows(speaker.principal, action, Resource(kind, owner=owner_id, conversation=speaker.conversation.id))


_OPEN_TO_BANNED = {"forget": Action.ERASE, "export": Action.ERASE, "help": Action.HELP, "lang": Action.HELP}
"""Commands, and prefixes of callback data, for which the policy is asked about another action than `Action.USE`: banned people
may."""


def may_use(speaker: Speaker, wanted: str) -> bool:
    """Whether a person may give a command, or press a button whose action has this prefix, at all."""
    return allows(speaker.principal, _OPEN_TO_BANNED.get(wanted, Action.USE), Resource(Kind.BOT))
