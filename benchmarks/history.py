"""A database that has been used for years, filled in bulk: people, jobs with all that belongs to them, and jobs that wait."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from bot.sessions.model import Candidate, Idea, Person, Round, Rules, Session, dump
from bot.store.statements import Statements, for_psycopg

SQL = Path(__file__).parent / "sql"
PEOPLE_IN_GROUP = 50
ENDED_STEPS = (
    "people", "directs", "introduce", "groups", "payers", "lanes", "jobs", "job_numbers", "events", "charges", "pictures",
    "stars", "posts",
    "replies", "updates", "tasks", "images", "uploads", "sheets", "sessions", "session_people", "cases", "open_cases", "calls",
    "audit", "banned", "owner", "costs",
)  # fmt: skip
LAST_STEPS = (
    "waiting", "waiting_events", "waiting_charges", "waiting_posts", "heads", "message_refs", "totals", "held",
)  # fmt: skip
DAY = {
    "sqlite": "date(created_at + 28800, 'unixepoch')",
    "postgresql": "to_char(to_timestamp(created_at + 28800) AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}
"""The day of `created_at` in China, as SQL."""
KEPT = "(id * :starred / (:starred + :old) > (id - 1) * :starred / (:starred + :old))"
"""Which of the old jobs somebody starred."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is. `ended`: jobs of the last year; `starred`: older ones that are kept for their stars; `old`: others that
    are to be deleted; `waiting` jobs are those of `lanes` people."""

    ended: int
    people: int
    waiting: int
    lanes: int
    starred: int
    old: int

    @property
    def jobs(self) -> int:
        """All jobs."""
        return self.ended + self.starred + self.old + self.waiting

    def parameters(self, pool_id: int) -> dict[str, Any]:
        """For the statements."""
        derived = {
            "count": self.ended + self.starred + self.old,
            "groups": max(1, self.people // PEOPLE_IN_GROUP),
            "now": time.time(),
            "pool_id": pool_id,
            "digest": "9fa0f2ae2b655c877690c6ed5649dad9f248147f7e21d0f8011636c20d627162",
            "document": ended_session(),
        }
        return asdict(self) | derived


def ended_session() -> str:
    """The document of a session of four people that had three rounds."""
    people = tuple(Person(number, f"Person {number}") for number in range(1, 5))
    ideas = tuple(Idea(person.id, "a paper lantern over a quiet harbour at dusk") for person in people)
    candidates = tuple(
        Candidate(n, ("harbours", ideas[0].text), (n,), n, state="done", job=n, picture=f"jobs/{n}/0.png", cost_li=160)
        for n in range(1, 5)
    )
    rounds = tuple(Round(n, ("harbours",), ideas=ideas, candidates=candidates, winner=1) for n in range(1, 4))
    return dump(Session(1, "harbours", "en", 1, Rules(), "ended", rounds, people))


def fill_sqlite(file: Path, sizes: Sizes, pool_id: int) -> None:
    """Fill a migrated file that nothing else has open."""
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-300000"):
            raw.execute(f"PRAGMA {pragma}")
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''").fetchall()
        raw.execute("BEGIN")
        _fill("sqlite", raw.execute, dict(found), sizes.parameters(pool_id))
        raw.execute("COMMIT")


def fill_postgresql(url: str, sizes: Sizes, pool_id: int) -> None:
    """Fill a migrated database. Its statistics are made, as autovacuum does within a minute."""
    with psycopg.connect(url, autocommit=True) as raw:
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            raw.execute(f"SET {setting}".encode())
        raw.execute("SET maintenance_work_mem = '256MB'")
        query = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        found = raw.execute(query.encode()).fetchall()
        _fill(
            "postgresql",
            lambda text, values=None: raw.execute(text.encode(), values),
            dict(found),
            sizes.parameters(pool_id),
        )
        raw.execute("VACUUM ANALYZE")


def _fill(dialect: str, execute: Callable[..., Any], indexes: Mapping[str, str], parameters: dict[str, Any]) -> None:
    """Indexes are made after the rows: that takes a fraction of the time."""
    statements = Statements(dialect)
    statements.add(SQL)
    kept = for_psycopg(KEPT) if dialect == "postgresql" else KEPT
    for name in indexes:
        execute(f"DROP INDEX {name}")
    for step in (*ENDED_STEPS, *LAST_STEPS):
        if step == "session_people":
            execute(indexes["session_person_person"])
        execute(statements[f"history.{step}"].replace("{day}", DAY[dialect]).replace("{kept}", kept), parameters)
    for name, text in indexes.items():
        if name != "session_person_person":
            execute(text)
