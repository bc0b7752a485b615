"""`/forget`: a person's pictures, words and settings are deleted; the ledgers keep their sums without a name.

What can go at once goes in the transaction of the answer; what is still being painted goes when it has ended. The files
are named in `doomed` and removed by the sweeper. Whose the sums were is let go of at once, or at midnight if a limit of the
day counts them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.adapter_api import HoldsUserData
from bot.jobs import limits, money
from bot.jobs.manager import JobManager
from bot.jobs.states import ENDED, State
from bot.jobs.stored_request import request_of
from bot.outbox import desired
from bot.retention.deletion import delete_pictures
from bot.sessions.erasure import erase_person
from bot.store import Row, Tx

JOBS_A_STEP = 200
"""So many jobs are cleared in one transaction; the rest follows within seconds."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """Deletes what belongs to a person. Plain functions over an open transaction."""

    manager: JobManager
    adapters: Mapping[str, object] = field(default_factory=dict)

    def begin(self, tx: Tx, person: Row, payer: Row, update_id: int) -> None:
        """Forget `person`, but for the update that says so, which is needed for the answer a moment longer."""
        person_id = person["id"]
        for job in tx.all("jobs.open_of_person", person_id=person_id):
            self.manager.cancel(tx, job["id"])
        for board in tx.all("forgetting.gone_boards", person_id=person_id):
            self._take_away(tx, board["subject"])
        for statement in ("doom_images", "doom_boards"):
            tx.run(f"forgetting.{statement}", person_id=person_id, now=tx.now)
        for statement in (
            "drop_last_images", "drop_images", "drop_brought", "drop_boards", "drop_stars", "drop_modifiers",
            "drop_batches", "blank_person",
        ):  # fmt: skip
            tx.run(f"forgetting.{statement}", person_id=person_id)
        for statement in ("blank_answers", "blank_updates"):
            tx.run(f"forgetting.{statement}", person_id=person_id, but_id=update_id)
        tx.run("shares.drop_of_person", person_id=person_id)
        erase_person(tx, person_id)
        adapter = self.adapters.get(person["platform"])
        if isinstance(adapter, HoldsUserData):
            adapter.erase_person(tx, person["user_id"])
        up_to = int(tx.value("forgetting.newest_job"))
        tx.run("forgetting.begin", person_id=person_id, up_to_job=up_to, unlink_at=self._unlink_at(tx, payer))
        self._clear(tx, tx.get("people.person_by_id", id=person_id), up_to)
        tx.hint("doomed")

    def _take_away(self, tx: Tx, subject: str) -> None:
        """Wish a sheet's post away; what it was made for (words that were searched for) goes at once."""
        if post := tx.one("posts.by_subject", subject=subject):
            bare = {"language": json.loads(post["payload"]).get("language", "")}
            tx.run("posts.set_payload", id=post["id"], payload=json.dumps(bare))
            desired.mark_deleted(tx, subject)

    def _unlink_at(self, tx: Tx, payer: Row) -> float:
        """When it may be forgotten who used today's pictures: forgetting must not be a way around a limit of the day."""
        zone = self.manager.settings.zone
        used = money.pictures_of_day(tx, payer["id"], money.day_of(tx.now, zone))
        return limits.next_day(tx.now, zone) if used and self.manager.limits(tx).pictures_per_day else tx.now

    def step(self, tx: Tx, row: Row) -> None:
        """Go on with somebody who asked to be forgotten: clear what has ended since, and let go of the name in the end."""
        person = tx.get("people.person_by_id", id=row["person_id"])
        if self._clear(tx, person, row["up_to_job"]) or tx.now < row["unlink_at"]:
            return
        tx.run("forgetting.unlink_payer", person_id=person["id"])
        tx.run("forgetting.blank_answers", person_id=person["id"], but_id=0)
        tx.run("forgetting.blank_updates", person_id=person["id"], but_id=0)
        tx.run("forgetting.unlink_person", person_id=person["id"])
        tx.run("forgetting.end", person_id=person["id"])

    def _clear(self, tx: Tx, person: Row, up_to: int) -> bool:
        """Clear jobs that have ended. True if some are left for later."""
        jobs = tx.all("forgetting.jobs", person_id=person["id"], up_to_job=up_to, limit=JOBS_A_STEP)
        ended = [job for job in jobs if State(job["state"]) in ENDED]
        if ended:
            nobody = tx.get(
                "people.person", platform=person["platform"], user_id="", name="", hint="", reply_key="", now=tx.now
            )
            nowhere = tx.get("people.conversation", platform=person["platform"], chat_id="", thread_id="", direct=1)
            for job in ended:
                clear_job(tx, job, nobody["id"], nowhere["id"])
        return len(ended) < len(jobs) or len(jobs) == JOBS_A_STEP


def clear_job(tx: Tx, job: Row, nobody_id: int, nowhere_id: int) -> None:
    """Take everything personal out of a job that has ended."""
    delete_pictures(tx, job["id"])
    tx.run("forgetting.drop_job_stars", job_id=job["id"])
    bare = replace(request_of(job), prompt="", negative_prompt="", reference=None)
    tx.run(
        "forgetting.blank_job",
        id=job["id"],
        request=json.dumps(bare.to_json()),
        nobody_id=nobody_id,
        nowhere_id=nowhere_id,
    )
