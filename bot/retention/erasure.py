"""`/forget`: a person's pictures, words and settings are deleted; the ledgers keep their sums without a person.

Most is deleted in the transaction of the answer, open jobs when they have ended, files by `bot.retention.deletion_loop`. The
link between the person and their sums is deleted at once, or at midnight if a daily limit counts today's pictures, or when
the calls of the last hour count no more.
A held job may wait for the operator for ever: it is blanked, and keeps only its money and its place in the task list.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from bot.access import Action, Kind, Principal
from bot.adapter_api import Adapter, HoldsAddresses, HoldsUserData
from bot.assistant.calls import calls_count_until
from bot.assistant.erasure import erase_calls_of_person
from bot.intake import blend_list
from bot.jobs import audit, moderation, quotas
from bot.jobs.cancellation import cancel_job
from bot.jobs.manager import JobManager
from bot.jobs.quotas import Who, Whose
from bot.jobs.states import ENDED, State
from bot.jobs.stored_request import request_or_blank
from bot.outbox import desired, send_budget
from bot.retention import export_loop
from bot.retention.deletion import delete_pictures, posts_showing
from bot.retention.deliveries import Deliveries
from bot.sessions.erasure import erase_from_sessions
from bot.store import Tx, file_deletions
from bot.store.loops import NEVER
from bot.store.rows import ConversationRow, ErasureCountsRow, ErasureRow, JobRow, PayerRow, PersonRow, PostRow

JOBS_IN_A_STEP = 200
"""How many jobs are erased in one transaction; the rest follows within seconds."""

IDENTITY_ERASED = NEVER
"""`ErasureRow.unlink_at` when nothing of the person is left but held jobs, which are blanked."""

ANSWER_WAIT_S = 24 * 3600.0
"""How long the last answers to a person may take to be delivered before the address to deliver them to is erased."""


class JobsLeft(Enum):
    """Which of a person's jobs cannot be erased yet."""

    NONE = auto()
    HELD = auto()
    """Only held jobs, about which the operator decides; they are blanked."""
    OPEN = auto()
    """At least one that will end by itself, or has not been looked at."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure deletes, and the number of its entry in the audit."""

    counts: ErasureCountsRow
    entry: int


@dataclass(frozen=True, slots=True)
class Eraser:
    """Deletes what belongs to a person. Its methods work in an open transaction."""

    manager: JobManager
    adapters: Mapping[str, Adapter] = field(default_factory=dict)

    @property
    def deliveries(self) -> Deliveries:
        """What the adapters keep about files and posts."""
        return Deliveries(self.adapters.values())

    def begin(self, tx: Tx, person: PersonRow, payer: PayerRow, update_id: int) -> Erased:
        """Erase `person`, except for the update `update_id` that asked for it: its answer still needs it. Recorded in the audit
        with what is deleted, and again when the erasure has ended: there the person is a pseudonym by then."""
        person_id = person.id
        counts = tx.get(ErasureCountsRow, "erasure.counts", person_id=person_id)
        told = ", ".join(f"{name} {count}" for name, count in counts._asdict().items())
        entry = self._record(tx, person_id, f"asked: {told}")
        blend_list.erase_person(tx, person_id)
        for job in tx.all(JobRow, "jobs.open_of_person", person_id=person_id):
            cancel_job(tx, job.id)
        for subject in tx.values("erasure.sheet_subjects", person_id=person_id):
            self._delete_sheet_post(tx, subject)
        erase_calls_of_person(tx, person_id)
        tx.run("access.blank_reasons_about", person_id=person_id)
        tx.run("moderation.blank_cases_of_person", person_id=person_id)
        export_loop.erase(tx, person_id)
        # The order matters: a statement finds its rows by what a later one deletes (files by uploads and sheets, images
        # by uploads).
        tx.run("file_deletions.enqueue_images_of_person", person_id=person_id, now=tx.now)
        tx.run("file_deletions.enqueue_sheets_of_person", person_id=person_id, now=tx.now)
        tx.run("erasure.drop_last_images", person_id=person_id)
        tx.run("erasure.drop_images", person_id=person_id)
        tx.run("erasure.drop_uploads", person_id=person_id)
        tx.run("erasure.drop_sheets", person_id=person_id)
        tx.run("erasure.drop_stars", person_id=person_id)
        tx.run("erasure.drop_modifiers", person_id=person_id)
        tx.run("erasure.drop_batches", person_id=person_id)
        tx.run("erasure.blank_person", person_id=person_id)
        tx.run("erasure.blank_answers", person_id=person_id, but_subject=f"note:{update_id}")
        tx.run("erasure.blank_updates", person_id=person_id, but_id=update_id)
        tx.run("shares.drop_of_person", person_id=person_id)
        erase_from_sessions(tx, person_id)
        adapter = self.adapters.get(person.platform)
        if adapter is not None and isinstance(adapter, HoldsUserData):
            adapter.erase_person(tx, person.user_id)
        up_to = int(tx.value("erasure.newest_job"))
        tx.run("erasure.begin", person_id=person_id, up_to_job=up_to, unlink_at=self._unlink_at(tx, person, payer))
        self._erase_jobs(tx, tx.get(PersonRow, "people.person_by_id", id=person_id), up_to)
        tx.hint(file_deletions.TOPIC)
        return Erased(counts, entry)

    def _record(self, tx: Tx, person_id: int, details: str) -> int:
        return audit.record(tx, Principal(person=person_id), Action.ERASE, Kind.BOT, person_id, details)

    def _end(self, tx: Tx, person_id: int) -> None:
        tx.run("erasure.end", person_id=person_id)
        self._record(tx, person_id, "ended")

    def _delete_sheet_post(self, tx: Tx, subject: str) -> None:
        """Delete the post of a sheet, and its payload (search words) at once."""
        if post := tx.one(PostRow, "posts.by_subject", subject=subject):
            bare = {"language": _language_of(post)}
            tx.run("posts.set_payload", id=post.id, payload=json.dumps(bare))
            desired.mark_deleted(tx, subject)

    def _unlink_at(self, tx: Tx, person: PersonRow, payer: PayerRow) -> float:
        """When the link to the payer may be deleted: erasing oneself must not be a way around a limit of pictures or
        money in a day, a week or a month, around a cool-down, or around a limit of calls in an hour."""
        zone, in_force = self.manager.settings.zone, self.manager.limits_of(tx, person, None)
        standings = quotas.standings(tx, in_force, zone, Who(payer.id))
        binding = [each.renews_at for each in standings if each.used and each.quota.whose is Whose.PERSON]
        newest = tx.value("money.nth_newest_of_payer", payer_id=payer.id, n=0) if in_force.cooldown_s else None
        cooled = newest + in_force.cooldown_s if newest else 0.0
        stopped = moderation.cools_until(tx, self.manager.settings.moderation, person.id)
        return max(tx.now, cooled, stopped, calls_count_until(tx, person, in_force), *binding)

    def continue_erasure(self, tx: Tx, row: ErasureRow) -> None:
        """Continue an erasure: erase the jobs that have ended since, and in the end the person's identity. If held jobs are
        left then, it goes on until they have ended: their pictures may come yet."""
        person = tx.get(PersonRow, "people.person_by_id", id=row.person_id)
        left = self._erase_jobs(tx, person, row.up_to_job)
        if row.unlink_at == IDENTITY_ERASED:
            if left is JobsLeft.NONE:
                self._end(tx, person.id)
            return
        if left is JobsLeft.OPEN or tx.now < row.unlink_at:
            return
        tx.run("erasure.unlink_payer", person_id=person.id)
        private_id = person.dm_conversation_id
        unsent = tx.value("erasure.count_unsent", person_id=person.id, conversation_id=private_id)
        if unsent and tx.now < row.unlink_at + ANSWER_WAIT_S:
            return
        tx.run("erasure.blank_answers", person_id=person.id, but_subject="")
        tx.run("erasure.blank_updates", person_id=person.id, but_id=0)
        tx.run("erasure.unlink_updates", person_id=person.id)
        if tx.run("erasure.unlink_person", person_id=person.id, up_to_job=row.up_to_job):
            self._erase_address(tx, person)
        if left is JobsLeft.HELD:
            tx.run("erasure.wait_for_jobs", person_id=person.id, unlink_at=IDENTITY_ERASED)
        else:
            self._end(tx, person.id)

    def _erase_address(self, tx: Tx, person: PersonRow) -> None:
        """Erase how a person can be reached: the address of their one-to-one conversation is often their id."""
        private = tx.one(ConversationRow, "people.conversation_by_id", id=person.dm_conversation_id)
        if private is None or not tx.run("erasure.blank_conversation", id=private.id):
            return
        tx.run("moderation.drop_rules_of_conversation", conversation_id=private.id)
        # The handles of posts contain the address.
        tx.run("erasure.drop_message_refs_of_conversation", id=private.id)
        self.deliveries.drop_posts(tx, "erasure.drop_posts_of_conversation", id=private.id)
        send_budget.drop(tx, private.platform, private.chat_id)
        adapter = self.adapters.get(person.platform)
        if adapter is not None and isinstance(adapter, HoldsAddresses):
            adapter.erase_address(tx, person.user_id)

    def _erase_jobs(self, tx: Tx, person: PersonRow, up_to: int) -> JobsLeft:
        """Erase jobs that have ended, and what held ones say."""
        jobs = tx.all(JobRow, "erasure.jobs", person_id=person.id, up_to_job=up_to, limit=JOBS_IN_A_STEP)
        ended = [job for job in jobs if State(job.state) in ENDED]
        held = [job for job in jobs if self._waits_for_operator(tx, job)]
        if ended or held:
            nobody = tx.get(
                PersonRow,
                "people.person",
                platform=person.platform,
                user_id="",
                name="",
                hint="",
                reply_key="",
                now=tx.now,
            )
            nowhere = tx.get(
                ConversationRow, "people.conversation", platform=person.platform, chat_id="", thread_id="", direct=1
            )
            for job in ended:
                erase_job(tx, job, nobody.id, nowhere.id)
            for job in held:
                blank_held_job(tx, job, nowhere.id)
        if len(jobs) == JOBS_IN_A_STEP or len(ended) + len(held) < len(jobs):
            return JobsLeft.OPEN
        return JobsLeft.HELD if held else JobsLeft.NONE

    def _waits_for_operator(self, tx: Tx, job: JobRow) -> bool:
        """Whether the operator alone can end a job: it is held for longer than a task may take."""
        return job.state == State.HELD and tx.now - job.submitted_at > self.manager.settings.upstream.task_max_s


def _language_of(post: PostRow) -> str:
    """The language of a post; empty if its payload cannot be read."""
    try:
        return str(json.loads(post.payload).get("language", ""))
    except (ValueError, AttributeError):
        return ""


def erase_job(tx: Tx, job: JobRow, nobody_id: int, nowhere_id: int) -> None:
    """Delete everything personal from a job that has ended."""
    delete_pictures(tx, job.id)
    tx.run("erasure.drop_job_stars", job_id=job.id)
    tx.run("erasure.blank_job", id=job.id, request=_bare_request(job), person_id=nobody_id, nowhere_id=nowhere_id)


def blank_held_job(tx: Tx, job: JobRow, nowhere_id: int) -> None:
    """Delete everything personal from a held job but whose it is: it is erased when it ends, with the pictures that may
    come. (It is marked as cancelled, so it is never submitted again.)"""
    bare = _bare_request(job)
    if job.request != bare:
        for subject in posts_showing(tx, job.id):
            desired.mark_deleted(tx, subject)
        tx.run("erasure.blank_job", id=job.id, request=bare, person_id=job.person_id, nowhere_id=nowhere_id)


def _bare_request(job: JobRow) -> str:
    return json.dumps(replace(request_or_blank(job), prompt="", negative_prompt="", reference=None).to_json())
