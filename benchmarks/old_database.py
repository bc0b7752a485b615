"""Fills a SQLite database of 0.1.0 with a year's work: copies of the one job that 0.1.0 itself has painted there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SPREAD_S = 20 * 86_400.0
"""Over how long the copies are spread: nothing of them is old enough to be deleted while something is measured."""
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "


def multiply(file: Path, *, jobs: int, people: int) -> dict[str, int]:
    """Add `jobs` copies of the one job of a database, of `people` people; returns the rows of each table. The ledgers and
    their totals agree afterwards, as `shenbi ledger` checks."""
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("PRAGMA foreign_keys = ON")
        (job,) = raw.execute("SELECT max(id) FROM job").fetchone()
        _copy_people(raw, people)
        owner = {
            name: f"t.{name} + 1 + n.i % {people}" for name in ("person_id", "conversation_id", "payer_id", "lane_id")
        }
        number = f"{job} + n.i"
        by_number = {"job_id": number}
        text = "t.{0} || CASE WHEN t.{0} = '' THEN '' ELSE '-' || n.i END".format
        _copy(raw, "job", jobs, f"t.id = {job}", id=number, task_id=text("task_id"), **owner)
        _copy(raw, "job_event", jobs, f"t.job_id = {job}", **by_number)
        _copy(raw, "charge", jobs, f"t.job_id = {job}", payer_id=owner["payer_id"], **by_number)
        _copy(raw, "cost", jobs, f"t.job_id = {job}", task_id=text("task_id"), **by_number)
        _copy(raw, "task", jobs, f"t.job_id = {job}", task_id=text("task_id"), **by_number)
        _copy(
            raw,
            "picture",
            jobs,
            f"t.job_id = {job}",
            key=f"'jobs/' || ({number}) || '/' || t.idx || '.png'",
            **by_number,
        )
        (post,) = raw.execute("SELECT max(id) FROM post").fetchone()
        _copy(
            raw, "post", jobs, f"t.subject = 'job:{job}'", id=f"{post} + n.i", subject=f"'job:' || ({number})",
            handle=text("handle"), conversation_id=owner["conversation_id"],
        )  # fmt: skip
        _copy(
            raw, "shown", jobs, f"t.post_id = (SELECT id FROM post WHERE subject = 'job:{job}')", post_id=f"{post} + n.i",
            message_key=text("message_key"), conversation_id=owner["conversation_id"],
        )  # fmt: skip
        _copy(raw, "inbox", jobs, "t.state = 'handled'", event_id=text("event_id"), person_id=owner["person_id"])
        room = f"t.room || '-' || (1 + n.i % {people})"
        _copy(
            raw, "web_entry", jobs, "1 = 1", room=room, id=text("id"), seq=f"t.seq + 100 * (n.i / {people})",
            revision=f"t.revision + 100 * (n.i / {people})",
        )  # fmt: skip
        _add_totals(raw, jobs, people)
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        return {
            name: raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in tables
            if not name.startswith("sqlite_")
        }


def _copy_people(raw: sqlite3.Connection, people: int) -> None:
    """Whoever is there has `people` neighbours, each with a chat, a payer, a lane and a room, whose ids follow theirs."""
    for table in ("person", "conversation", "payer", "lane"):
        (rows,) = raw.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert rows == 1, f"{table} has {rows} rows"
    after = "t.id + n.i"
    _copy(raw, "person", people, "1 = 1", id=after, user_id="t.user_id || '-' || n.i", private_id="t.private_id + n.i")
    _copy(raw, "conversation", people, "1 = 1", id=after, chat_id="t.chat_id || '-' || n.i")
    _copy(raw, "payer", people, "1 = 1", id=after, ref_id="t.ref_id + n.i")
    _copy(raw, "lane", people, "1 = 1", id=after, payer_id="t.payer_id + n.i")
    _copy(raw, "web_room", people, "1 = 1", name="t.name || '-' || n.i", seq="1000000", revision="1000000")
    _copy(raw, "web_person", people, "1 = 1", id="t.id || '-' || n.i")


def _add_totals(raw: sqlite3.Connection, jobs: int, people: int) -> None:
    """The running totals of all, and of each payer, are those of the ledgers again."""
    each = jobs // people
    assert each * people == jobs, f"{jobs} jobs cannot be shared out among {people} people"
    changed = "amount_li = amount_li * {0}, pictures = pictures * {0}".format
    raw.execute(f"UPDATE tally SET {changed(jobs + 1)} WHERE scope NOT LIKE 'payer:%'")
    scope = "'payer:' || (CAST(substr(t.scope, 7) AS INTEGER) + n.i)"
    whose = "t.scope LIKE 'payer:%'"
    _copy(raw, "tally", people, whose, scope=scope, amount_li=f"t.amount_li * {each}", pictures=f"t.pictures * {each}")


def _copy(raw: sqlite3.Connection, table: str, count: int, which: str, **changed: str) -> None:
    """Insert `count` copies of the rows `t` for which `which` holds. `changed`: SQL for columns; `n.i` counts the copies."""
    age = f"(({count} - n.i) * {SPREAD_S / count})"
    columns, values = [], []
    for _, name, kind, *_ in raw.execute(f"PRAGMA table_info({table})").fetchall():
        if name == "id" and "id" not in changed:
            continue
        columns.append(name)
        moment = f"CASE WHEN t.{name} > 1e9 THEN t.{name} - {age} ELSE t.{name} END"
        values.append(changed.get(name, moment if kind == "DOUBLE PRECISION" else f"t.{name}"))
    raw.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) {NUMBERS.format(count=count)}"
        f"SELECT {', '.join(values)} FROM n, {table} t WHERE {which}"
    )
