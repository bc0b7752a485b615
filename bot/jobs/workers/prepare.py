"""Uploading references, before a job may be claimed. A crash here is free: the job goes back and is uploaded again."""

from __future__ import annotations

from bot.jobs import life
from bot.jobs.states import State
from bot.jobs.topics import ACCOUNTS, UNPREPARED
from bot.jobs.workers.context import UNREADABLE, Context, UnreadableJob, request_of
from bot.loops import NEVER, Crew
from bot.points import reach
from bot.store import Row, Tx
from bot.wanxiang import Treatment, Uploaded

MOST_TRIES = 6


class Preparer(Crew[Row]):
    """Uploads references of queued jobs."""

    name = "prepare"
    topics = (UNPREPARED,)
    hands = 4

    def __init__(self, context: Context) -> None:
        super().__init__(context.store)
        self.context = context

    async def take(self, free: int) -> tuple[list[Row], float]:
        def take(tx: Tx) -> tuple[list[Row], float]:
            for lapsed in tx.all("jobs.due_preparing", now=tx.now, limit=20):
                life.move(tx, lapsed, State.QUEUED, due_at=tx.now, tries=lapsed["tries"], details="its worker is gone")
            taken = []
            for job in tx.all("jobs.due_unprepared", now=tx.now, limit=free):
                lease, owner = tx.now + self.context.leases.prepare_s, self.context.owner
                if life.move(tx, job, State.PREPARING, due_at=lease, owner=owner, tries=job["tries"]):
                    taken.append(job)
            return taken, float(tx.value("jobs.next_to_prepare") or NEVER)

        return await self.store.write(take)

    async def work(self, item: Row) -> None:
        job = item
        reach("prepare.taken")
        try:
            reference = request_of(job).reference
        except UnreadableJob:
            await self.store.write(lambda tx: life.fail(tx, job, UNREADABLE))
            return
        assert reference is not None, f"job {job['id']} is prepared without a reference"
        pool = await self.store.read(lambda tx: tx.get("queue.pool", id=job["pool_id"]))
        try:
            data = await self.context.pictures.get(reference.image)
        except KeyError:
            await self.store.write(lambda tx: life.fail(tx, job, "reference-gone"))
            return
        upstream = self.context.upstream_of(pool)
        mime = "image/jpeg" if data[:2] == b"\xff\xd8" else "image/png"
        name = f"reference-{job['id']}.{'jpg' if mime == 'image/jpeg' else 'png'}"
        answer = await upstream.upload(data, name, mime, job["model"])
        reach("prepare.uploaded")

        def note(tx: Tx) -> None:
            if isinstance(answer, Uploaded):
                tx.run("jobs.set_prepared", id=job["id"], fence=job["fence"], url=answer.url, until=answer.expires_at)
                life.move(tx, job, State.QUEUED, due_at=tx.now, details="reference uploaded")
                return
            verdict = answer.verdict
            if verdict and verdict.treatment is Treatment.TELL_PERSON:
                life.fail(tx, job, verdict.text_id, verdict.code)
                return
            if verdict and verdict.treatment is Treatment.TELL_OPERATOR and verdict.scope == "account":
                tx.run("queue.set_account_state", name=pool["account"], state="aside", reason=verdict.code, now=tx.now)
                tx.hint(ACCOUNTS)
            tries = job["tries"] + 1
            if tries >= MOST_TRIES:
                life.fail(tx, job, "reference-upload-failed", verdict.code if verdict else answer.reason)
            else:
                due = tx.now + max(answer.retry_after_s or 0.0, 2.0**tries)
                life.move(tx, job, State.QUEUED, due_at=due, tries=tries, details=answer.reason)

        await self.store.write(note)
        reach("prepare.noted")
