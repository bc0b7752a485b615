"""Recording that a job was painted: what it cost, how long it took, and which results are to be fetched."""

from __future__ import annotations

from bot.jobs import accounts, create_answer, life_cycle, money, outage, task_stats
from bot.jobs.claim import Claimed
from bot.jobs.manager import JobManager
from bot.jobs.states import State
from bot.jobs.stored_request import request_or_blank
from bot.jobs.stored_results import StoredResult, as_stored
from bot.store import Tx, alerts
from bot.store.rows import JobRow, PoolRow
from bot.upstream import Answered, TaskReport


def note_painted(tx: Tx, manager: JobManager, job: JobRow, account: str, report: TaskReport | Answered) -> bool:
    """Record the cost of `report`, and have its results collected. False if the job has moved on by now."""
    good = sum(1 for result in report.results if result.url)
    record_cost(tx, manager, job, account, report.image_count if report.image_count is not None else good, report)
    if not life_cycle.transition(tx, job, State.COLLECTING, due_at=tx.now, details=f"{good} of {job.n} painted"):
        return False
    tx.run("jobs.set_results", id=job.id, results=as_stored(map(StoredResult.of, report.results)))
    return True


def note_answered(tx: Tx, manager: JobManager, claimed: Claimed, answer: Answered) -> None:
    """Record the pictures in the answer to a create, also if the job was taken for lost in the meantime, or was then released
    by the operator and not submitted again yet."""
    pool = tx.get(PoolRow, "queue.lock_pool", id=claimed.pool.id)
    outage.observe_answer(tx, pool, answer)
    accounts.note_usable(tx, pool)
    create_answer.resume(tx, pool, claimed)
    submitted = claimed.job
    current = create_answer.late_job(tx, submitted) or tx.one(
        JobRow, "jobs.released", id=submitted.id, submissions=submitted.submissions
    )
    job = life_cycle.named_answer(current or submitted)
    if note_painted(tx, manager, job, pool.account, answer):
        tx.run("jobs.set_task", id=job.id, task_id=job.task_id)
        task_stats.record(tx, job.model, job.n, tx.now - submitted.submitted_at)
    elif not tx.value("jobs.is_named", id=job.id, task_id=job.task_id):
        # The operator has decided otherwise in the meantime; or the same answer is recorded again.
        about = {"account": pool.account, "model": job.model, "job": job.id}
        alerts.report(tx, "alert-result-given-up", kind="late answer", count=len(answer.results), **about)


def end_unsure(tx: Tx, manager: JobManager, job: JobRow, account: str) -> None:
    """End a (locked) job of which nobody could find out for too long whether it was painted. Its payer gets the money back;
    the account's ledger has it as spent, since it may have been billed."""
    # Before the money is settled: the pictures of a free allowance stay used.
    job = life_cycle.named_answer(job)
    record_cost(tx, manager, job, account, job.n)
    ended = life_cycle.fail(tx, job, life_cycle.UNSURE_CLOSED, job.error_code)
    assert ended, f"job {job.id} is locked, and was held"


def record_cost(
    tx: Tx, manager: JobManager, job: JobRow, account: str, pictures: int, report: TaskReport | Answered | None = None
) -> None:
    """Record what `pictures` cost upstream, by the area that `report` tells, or by the one that was asked for; at the price
    of the job itself if the catalogue has its model no more."""
    model = manager.catalogue.models.get(job.model)
    price, inputs = job.price_li, job.input_li
    if manager.settings.uses_studio:
        price = inputs = 0
    elif model is not None:
        request = request_or_blank(job)
        area = report.image_area if report else None
        price = model.price_of_area_li(area) if area else model.picture_price_li(request)
        inputs = model.inputs_price_li(request)
    day = money.day_of(tx.now, manager.settings.zone)
    money.record_cost(tx, job, account, price, pictures, day, inputs_li=inputs)
