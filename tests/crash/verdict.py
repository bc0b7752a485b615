"""The verdict: what the database, the studio's record and the platform say about a run that has come to its end."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.jobs import money
from bot.jobs.states import ENDED, State
from bot.runtime.clock import SystemClock
from bot.store import Row, Tx, open_store
from bot.upstream.catalogue import Catalogue
from config.settings import MODELS_FILE
from tests.crash.platform import Chats

SQL = Path(__file__).parent / "sql"
UNPAID = frozenset({"FAILED", "CANCELED"})
SPARE = 1


@dataclass(slots=True)
class Verdict:
    """Counts of what must not be, each with a line in `problems`; and of what may be."""

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

    def figures(self) -> dict[str, int]:
        """The counts."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, int)}


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that the database says."""

    jobs: list[Row]
    posts: list[Row]
    inbox: list[Row]
    pictures: list[Row]
    costs: list[Row]
    lost_answers: list[Row]
    audit: list[str]


async def read_books(url: str) -> Books:
    """Read the database from outside."""
    store = await open_store(url, SystemClock(), worker=False)
    try:
        await store.attach("look", SQL)

        def read(tx: Tx) -> Books:
            return Books(
                jobs=tx.all("look.crash.jobs"),
                posts=tx.all("look.crash.posts"),
                inbox=tx.all("look.crash.inbox"),
                pictures=tx.all("look.crash.pictures"),
                costs=tx.all("look.crash.costs"),
                lost_answers=tx.all("look.crash.lost_answers"),
                audit=money.compare_totals(tx),
            )

        return await store.read(read)
    finally:
        await store.close()


async def judge(url: str, record: dict[str, Any], chats: Chats, *, accepted: Collection[str] = ()) -> Verdict:
    """Look at everything. `accepted`: words of requests of which each must have become one job."""
    books = await read_books(url)
    verdict = Verdict(jobs=len(books.jobs))
    _updates(verdict, books, chats)
    _accepted(verdict, books, accepted)
    for job in books.jobs:
        _job(verdict, books, job)
    _in_doubt(verdict, books, record)
    _payment(verdict, books, record)
    _limits(verdict, record)
    _posts(verdict, books, chats)
    verdict.unsound = len(books.audit)
    verdict.problems += [f"the ledgers are unsound: {line}" for line in books.audit]
    return verdict


def _updates(verdict: Verdict, books: Books, chats: Chats) -> None:
    pushed = chats.pushed
    mine = [row for row in books.inbox if row["platform"] == "chats"]
    for row in books.inbox:
        if row["state"] != "handled":
            verdict.lost += 1
            verdict.problems.append(f"update {row['event_id']} is {row['state']}: {row['problem']}")
    if len(mine) != pushed or chats.unread:
        verdict.lost += abs(pushed - len(mine))
        verdict.problems.append(f"{pushed} updates pushed, {len(mine)} in the inbox, {chats.unread} not acknowledged")


def _accepted(verdict: Verdict, books: Books, accepted: Collection[str]) -> None:
    prompts = " ".join(json.loads(job["request"])["prompt"] for job in books.jobs).split()
    for token in sorted(set(accepted) - set(prompts)):
        verdict.lost += 1
        verdict.problems.append(f"{token} was accepted and became no job")
    # What a button orders answers the message under which it stands: `bot-...` or `p...`.
    asked = Counter(
        (job["conversation_id"], job["reply_to"]) for job in books.jobs if job["reply_to"].startswith(("in-", "m"))
    )
    for place, count in asked.items():
        if count > 1:
            verdict.handled_twice += 1
            verdict.problems.append(f"the message {place} became {count} jobs")


def _job(verdict: Verdict, books: Books, job: Row) -> None:
    state = State(job["state"])
    if state is State.HELD:
        verdict.held += 1
    elif state not in ENDED:
        verdict.lost += 1
        verdict.problems.append(f"job {job['id']} has not ended: {state}")
    pictures = [p for p in books.pictures if p["job_id"] == job["id"]]
    if state is State.DONE and not pictures:
        verdict.lost += 1
        verdict.problems.append(f"job {job['id']} is done without a picture")


def _in_doubt(verdict: Verdict, books: Books, record: dict[str, Any]) -> None:
    """A job is held only if nobody can tell: two answers of its pool were lost, and one of the two was accepted."""
    painted = {(task["prompt"], task["seed"]) for task in record["tasks"]}
    accepted = {job["id"] for job in books.jobs if _key(job) in painted}
    for job in books.jobs:
        if job["state"] != State.HELD:
            continue
        lost = {row["job_id"] for row in books.lost_answers if row["pool_id"] == job["pool_id"]}
        if len(lost) < 2 or not lost & accepted:
            verdict.problems.append(f"job {job['id']} is held and could be told: {job['error_code']}")


def _key(job: Row) -> tuple[str, int]:
    """What the studio knows a job by."""
    request = json.loads(job["request"])
    return request["prompt"], request["seed"]


def _payment(verdict: Verdict, books: Books, record: dict[str, Any]) -> None:
    """At most one task a job, but for the one new task that a failed one may have; and our account book agrees."""
    tasks: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for task in record["tasks"]:
        tasks[task["prompt"], task["seed"]].append(task)
    known = set()
    for job in books.jobs:
        key = _key(job)
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
    held = any(job["state"] == State.HELD for job in books.jobs)
    ours, theirs = sum(row["pictures"] for row in books.costs), record["summary"]["pictures_billed"]
    if ours != theirs and not held:
        verdict.unsound += 1
        verdict.problems.append(f"the studio billed {theirs} pictures, the account book says {ours}")


def _limits(verdict: Verdict, record: dict[str, Any]) -> None:
    catalogue = Catalogue.load(MODELS_FILE)
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
        allowed = catalogue.models[model].tasks_at_once + SPARE
        if most > allowed:
            verdict.slot_violations += most - allowed
            verdict.problems.append(f"{most} tasks at once in {account}/{model}, {allowed} slots")


def _most_at_once(tasks: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """The most tasks of each pool that were accepted and not ended at one moment."""
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


def _posts(verdict: Verdict, books: Books, chats: Chats) -> None:
    """Everything that should stand there stands there, once."""
    owned = {post["handle"]: post for post in books.posts if post["platform"] == "chats"}
    showing: dict[str, set[str]] = defaultdict(set)
    for message in chats.messages.values():
        for key in message.shown:
            showing[key.partition("/")[2].partition("/")[0]].add(message.id)
        if message.id not in owned:
            verdict.strays += 1
    for job_id, messages in showing.items():
        if len(messages) > 1:
            verdict.posted_twice += 1
            verdict.problems.append(f"the picture of job {job_id} stood in {sorted(messages)}")
    states = {job["id"]: job["state"] for job in books.jobs}
    for post in owned.values():
        if post["step"] == "closed" and post["desired"] == "gone":
            continue
        shown = chats.messages.get(post["handle"])
        settled = post["step"] == "rest" and post["delivered"] and post["shown_revision"] == post["revision"]
        kind, _, number = post["subject"].partition(":")
        state = states.get(int(number)) if kind == "job" else None
        if shown is None or not (settled or state == State.HELD):
            verdict.lost += 1
            verdict.problems.append(f"post {post['subject']} is at {post['step']}, not delivered: {post['problem']}")
        elif state == State.DONE and not shown.picture:
            verdict.lost += 1
            verdict.problems.append(f"the picture of {post['subject']} does not stand there: {shown.view['text']!r}")
