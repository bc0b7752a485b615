"""A database of 0.1.0 in which a session was its own payer goes on: what it spent, what is being painted, who hosts it."""

from __future__ import annotations

import sqlite3
from typing import Any

import psycopg
import pytest

from bot.jobs import money
from bot.sessions.model import load
from bot.sessions.phases import Phase
from bot.store import Tx, open_store
from bot.store.migrations import CREATE_MIGRATION_TABLE, read_migrations
from bot.store.rows import JobRow, SessionRow
from bot.store.sqlite import CORE_SQL
from tests.clock import DrivenClock

RELEASED = 9
"""The last migration of 0.1.0."""
DOCUMENT = """{"id":4,"theme":"autumn","language":"en","host":1,"rules":{"rounds":3,"per_round":4,"ideas_s":120,"vote_s":60,
"budget_li":2000,"keep":"content","strict":false,"style":"auto","size":"","model":"wanx-v1","negative":"","seed":7},
"phase":"painting","rounds":[{"number":1,"base":["autumn"],"reference":"",
"ideas":[{"person":2,"text":"a fox","image":"","message":"m1","words":"","style":"","no":""}],
"candidates":[{"number":1,"parts":["autumn","a fox"],"authors":[2],"seed_no":0,"image":"","state":"ordered",
"job":1,"picture":"","cost_li":0,"problem":"","style":"","no":""}],"missed":[],"votes":[],"winner":0,"skipped":false,
"sheet":"","sheet_size":[0,0]}],"people":[{"id":1,"name":"Ann"},{"id":2,"name":"Ben"}],"left":[],"kicked":[],"due_at":1e17,
"before":"","left_s":0,"prolonged":false,"budget_out":false,"reason":"","card":"session:4","started_at":1,"touched_at":1,
"ended_at":0}"""
ROWS = """
INSERT INTO person (id, platform, user_id, name, created_at) VALUES (1, 'test', 'ann', 'Ann', 1), (2, 'test', 'ben', 'Ben', 1);
INSERT INTO conversation (id, platform, chat_id) VALUES (1, 'test', 'club');
INSERT INTO payer (id, kind, ref_id) VALUES (1, 'person', 1), (2, 'person', 2), (3, 'session', 4);
INSERT INTO account (name) VALUES ('main');
INSERT INTO pool (id, account, model, submissions_per_s, tasks_at_once) VALUES (1, 'main', 'wanx-v1', 2, 2);
INSERT INTO lane (id, pool_id, payer_id) VALUES (1, 1, 3), (2, 1, 1);
INSERT INTO job (id, payer_id, person_id, conversation_id, pool_id, lane_id, language, request, kind, model, n, price_li, state,
    prepared, due_at, created_at) VALUES
    (1, 3, 2, 1, 1, 1, 'en', '{}', 'session', 'wanx-v1', 1, 160, 'running', 1, 1, 1),
    (2, 1, 1, 1, 1, 2, 'en', '{}', 'imagine', 'wanx-v1', 1, 160, 'running', 1, 1, 1);
INSERT INTO charge (payer_id, job_id, day, kind, amount_li, pictures, at) VALUES
    (3, 1, '2026-01-01', 'reserve', 160, 1, 1), (1, 2, '2026-01-01', 'reserve', 160, 1, 1);
INSERT INTO tally (scope, day, amount_li, pictures) VALUES ('payer:3', '2026-01-01', 160, 1),
    ('payer:1', '2026-01-01', 160, 1), ('all', '2026-01-01', 320, 2), ('conversation:1', '2026-01-01', 320, 2)
"""


def make_released(url: str) -> None:
    """The database as 0.1.0 left it."""
    sqlite = url.startswith("sqlite:///")
    raw: Any = sqlite3.connect(url.removeprefix("sqlite:///")) if sqlite else psycopg.connect(url)
    raw.execute(CREATE_MIGRATION_TABLE)
    mark = "?" if sqlite else "%s"
    for migration in read_migrations(CORE_SQL / "migrations", "sqlite" if sqlite else "postgresql")[:RELEASED]:
        for statement in migration.statements:
            raw.execute(statement)
        raw.execute(f"INSERT INTO migration VALUES ('', {mark}, {mark})", (migration.number, migration.name))
    for row in ROWS.split(";\n"):
        raw.execute(row)
    raw.execute(
        f"INSERT INTO session (id, conversation_id, phase, document, due_at, created_at) VALUES (4, 1, 'painting', {mark}, 1, 1)",
        (DOCUMENT,),
    )
    raw.commit()
    raw.close()


@pytest.mark.parametrize("kept", [0, 1])
async def test_released_session__running_session_of_the_first_version_goes_on(
    empty_url: str, clock: DrivenClock, kept: int
) -> None:
    make_released(empty_url)
    store = await open_store(empty_url, clock)
    try:

        def look(tx: Tx) -> dict[str, Any]:
            money.settle(tx, tx.get(JobRow, "jobs.get", id=1), kept)
            money.settle(tx, tx.get(JobRow, "jobs.get", id=2), 1)
            row = tx.get(SessionRow, "sessions.get", id=4)
            session = load(row.document)
            return {
                "spent": money.spent_between(tx, money.session_scope(4), "0000", "9999").amount_li,
                "host": row.host_id,
                "hosted": tx.value("sessions.hosted_besides", host_id=1, id=0),
                "phase": session.phase,
                "budget": session.rules.budget_li,
                "wrong": money.compare_totals(tx),
                "jobs": [tx.get(JobRow, "jobs.get", id=i).session_id for i in (1, 2)],
            }

        assert await store.write(look) == {
            "spent": 160 * kept, "host": 1, "hosted": 1, "phase": Phase.PAINTING, "budget": 2000, "wrong": [], "jobs": [4, 0],
        }  # fmt: skip
    finally:
        await store.close()
