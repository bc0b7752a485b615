"""The verdict on a run that has ended: the rows of the database compared with the studio's record.

`judge` is for every platform; `chat_verdict` and the modules of the platforms add what the chats show."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.jobs import money
from bot.jobs.life_cycle import UNSURE
from bot.jobs.states import ENDED, State
from bot.runtime.clock import SystemClock
from bot.store import Tx, open_store
from bot.upstream.catalogue import Catalogue
from tests.raw_rows import RawRow, raw_statement

SQL = Path(__file__).parent / "sql"
UNPAID = frozenset({"FAILED", "CANCELED"})
SPARE = 1


@dataclass(slots=True)
class Verdict:
    """Counts of violations, each with a line in `problems`, and of what is allowed. `own`: figures of one platform only."""

    jobs: int = 0
    lost: int = 0
    handled_twice: int = 0
    paid_twice: int = 0
    posted_twice: int = 0
    rate_violations: int = 0
    slot_violations: int = 0
    unsound: int = 0
    held: int = 0
    strays: int = 0
    problems: list[str] = field(default_factory=list)
    own: dict[str, Any] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        """The counts."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, int)} | self.own


@dataclass(frozen=True, slots=True)
class DatabaseRows:
    """All rows that a verdict looks at. `audit`: findings of the ledgers' own audit."""

    jobs: list[RawRow]
    posts: list[RawRow]
    inbox: list[RawRow]
    pictures: list[RawRow]
    costs: list[RawRow]
    lost_answers: list[RawRow]
    audit: list[str]
    open_calls: list[RawRow]


async def read_rows(url: str) -> DatabaseRows:
    """Read the database of an app that may be running."""
    store = await open_store(url, SystemClock(), worker=False)
    try:
        await store.attach("look", SQL)

        def read(tx: Tx) -> DatabaseRows:
            return DatabaseRows(
                jobs=raw_statement(tx, "look.crash.jobs"),
                posts=raw_statement(tx, "look.crash.posts"),
                inbox=raw_statement(tx, "look.crash.inbox"),
                pictures=raw_statement(tx, "look.crash.pictures"),
                costs=raw_statement(tx, "look.crash.costs"),
                lost_answers=raw_statement(tx, "look.crash.lost_answers"),
                open_calls=raw_statement(tx, "look.crash.open_calls"),
                audit=[str(each) for each in money.compare_totals(tx)],
            )

        return await store.read(read)
    finally:
        await store.close()


def open_work(rows: DatabaseRows) -> list[str]:
    """Posts, updates and jobs that are still in progress."""
    busy = [f"post {post['subject']}" for post in rows.posts if post["status"] in ("pending", "sending")]
    busy += [f"update {update['event_id']}" for update in rows.inbox if update["state"] in ("saved", "fetched")]
    busy += [f"call {call['id']} {call['state']}" for call in rows.open_calls]
    ended = {*ENDED, State.HELD}
    return busy + [f"job {job['id']} {job['state']}" for job in rows.jobs if job["state"] not in ended]


def judge(rows: DatabaseRows, record: dict[str, Any], *, slots: int = 0) -> Verdict:
    """What must hold on every platform. `slots`: tasks at once of each pool, if other than the catalogue says."""
    verdict = Verdict(jobs=len(rows.jobs))
    for update in rows.inbox:
        if update["state"] != "handled":
            verdict.lost += 1
            verdict.problems.append(f"update {update['event_id']} is {update['state']}: {update['problem']}")
    for job in rows.jobs:
        _job(verdict, rows, job)
    _held_jobs(verdict, rows, record)
    _payment(verdict, rows, record)
    _limits(verdict, record, slots)
    verdict.unsound += len(rows.audit)
    verdict.problems += [f"the ledgers are unsound: {line}" for line in rows.audit]
    return verdict


def _job(verdict: Verdict, rows: DatabaseRows, job: RawRow) -> None:
    state = State(job["state"])
    if state is State.HELD:
        verdict.held += 1
    elif state not in ENDED:
        verdict.lost += 1
        verdict.problems.append(f"job {job['id']} has not ended: {state}")
    pictures = [p for p in rows.pictures if p["job_id"] == job["id"]]
    if state is State.DONE and not pictures:
        verdict.lost += 1
        verdict.problems.append(f"job {job['id']} is done without a picture")


def _held_jobs(verdict: Verdict, rows: DatabaseRows, record: dict[str, Any]) -> None:
    """A job is held only if its outcome cannot be known: two answers of its pool were lost, and one of the two was accepted; or
    its own was lost, of a submission that makes no task."""
    painted = {(task["prompt"], task["seed"]) for task in record["tasks"]}
    accepted = {job["id"] for job in rows.jobs if _studio_key(job) in painted}
    for job in rows.jobs:
        if job["state"] != State.HELD:
            continue
        if job["protocol"] == "answer":
            if job["error"] != UNSURE:
                verdict.problems.append(f"job {job['id']} is held and its person is not told: {job['error']}")
            continue
        lost = {row["job_id"] for row in rows.lost_answers if row["pool_id"] == job["pool_id"]}
        if len(lost) < 2 or not lost & accepted:
            verdict.problems.append(f"job {job['id']} is held though its outcome can be known: {job['error_code']}")


def _studio_key(job: RawRow) -> tuple[str, int]:
    """The studio's key of a job."""
    request = json.loads(job["request"])
    return request["prompt"], request["seed"]


def _payment(verdict: Verdict, rows: DatabaseRows, record: dict[str, Any]) -> None:
    """At most one task a job, plus one new task after a failed one; and the account ledger agrees with the studio."""
    tasks: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for task in record["tasks"]:
        tasks[task["prompt"], task["seed"]].append(task)
    known = set()
    for job in rows.jobs:
        key = _studio_key(job)
        known.add(key)
        mine = tasks.get(key, [])
        paid = [t for t in mine if t["status"] not in UNPAID]
        unpaid = [t for t in mine if t["status"] == "FAILED"]
        if len(paid) > 1 or len(unpaid) > 2 or sum(bool(t["image_count"]) for t in mine) > 1:
            verdict.paid_twice += 1
            states = [(t["task_id"], t["status"], t["image_count"]) for t in mine]
            verdict.problems.append(f"job {job['id']} was painted more than once: {states}")
    for key in tasks.keys() - known:
        verdict.problems.append(f"a task that belongs to no job: {key}")
        verdict.paid_twice += 1
    held = sum(job["n"] for job in rows.jobs if job["state"] == State.HELD)
    ours, theirs = sum(row["pictures"] for row in rows.costs), record["summary"]["pictures_billed"]
    if not ours <= theirs <= ours + held:
        verdict.unsound += 1
        verdict.problems.append(f"the studio billed {theirs} pictures, the account ledger says {ours}")


def _limits(verdict: Verdict, record: dict[str, Any], slots: int) -> None:
    catalogue = Catalogue.load()
    summary = record["summary"]
    for pool in summary["pools"]:
        allowed = catalogue.models[pool["model"]].submissions_per_s
        over = pool["submissions_over_the_rate"] + max(0, pool["most_submissions_in_a_second"] - int(allowed))
        if over:
            verdict.rate_violations += over
            verdict.problems.append(f"over the rate: {pool}")
    for name, over in summary["accounts_over_the_rate"].items():
        verdict.rate_violations += over
        verdict.problems.append(f"over the rate: {over} of {name}")
    for (account, model), most in _most_at_once(record["tasks"]).items():
        allowed = (slots or catalogue.models[model].tasks_at_once) + SPARE
        if most > allowed:
            verdict.slot_violations += most - allowed
            verdict.problems.append(f"{most} tasks at once in {account}/{model}, {allowed} slots")


def _most_at_once(tasks: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """For each pool the most tasks that were accepted and not ended at the same time."""
    steps: dict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
    for task in tasks:
        pool = task["account"], task["model"]
        steps[pool] += [(task["submitted"], 1), (task["ended"] or float("inf"), -1)]
    most: dict[tuple[str, str], int] = {}
    for pool, moments in steps.items():
        now = 0
        for _, step in sorted(moments):
            now += step
            most[pool] = max(most.get(pool, 0), now)
    return most
