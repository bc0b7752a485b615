"""Looking at the words and pictures of a job of somebody else: each look is recorded before anything is shown."""

from __future__ import annotations

from bot.access import Action, Kind, Principal, Resource, allows
from bot.intake.permissions import job_resource
from bot.intake.reply import Reply, ReplyLine, one_line
from bot.jobs.stored_request import request_or_blank
from bot.operating import Surface, readers
from bot.operating.moderation_lists import record_looks
from bot.store import Tx
from bot.store.rows import JobRow


def look(tx: Tx, by: Principal, job_id: int) -> Reply:
    """A job's words, with its pictures as files; what its person has had erased does not exist."""
    if not allows(by, Action.LOOK, Resource(Kind.INSTANCE)):
        return one_line("act-not-allowed")
    resource = job_resource(tx, job_id)
    if resource is None or resource.erased:
        return one_line("act-nothing-there")
    job = tx.get(JobRow, "jobs.get", id=job_id)
    record_looks(tx, by, Surface.CHAT, [job.person_id], f"#{job_id}")
    facts = {"id": job_id, "person": readers.person_line(tx, job.person_id), "prompt": request_or_blank(job).prompt}
    return Reply((ReplyLine("admin-look", facts), ReplyLine("admin-look-recorded")), files_of_job=job_id, held=True)
