"""The schema: which values its columns take is what the code says, and a database of the version before arrives whole."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest

from bot.access.ranks import RANK_WORDS
from bot.commands.batch.batches import BatchState
from bot.grammar.word_rules import RuleAction
from bot.jobs.states import State
from bot.sessions.model import load
from bot.sessions.phases import Phase
from bot.store import Store, StoreRefused, Tx, open_store
from bot.store.migrations import CREATE_MIGRATION_TABLE, read_migrations
from bot.store.rows.announcements import AnnouncementState
from bot.store.rows.calls import CallKind, CallState
from bot.store.rows.inbox import UpdateState
from bot.store.rows.moderation import CaseAbout, CaseKind, ImageVerdict
from bot.store.rows.money import ChargeKind
from bot.store.rows.people import ConversationMode, PayerKind, PersonExportState
from bot.store.rows.pictures import BatchKind
from bot.store.rows.posts import PostDesired, PostStatus, RenderedSheetState
from bot.store.rows.queue import Availability
from bot.store.rows.sessions import SessionSheetKind, SessionSheetState
from bot.store.sqlite import CORE_SQL
from bot.upstream.model import Protocol
from tests.clock import DrivenClock
from tests.raw_rows import raw_rows

FLAG = frozenset({"0", "1"})
TAKES: dict[tuple[str, str], frozenset[str]] = {
    ("account", "state"): frozenset(get_args(Availability)),
    ("announcement", "state"): frozenset(get_args(AnnouncementState)),
    ("batch", "kind"): frozenset(get_args(BatchKind)),
    ("batch", "state"): frozenset(BatchState),
    ("charge", "kind"): frozenset(get_args(ChargeKind)),
    ("chat_call", "kind"): frozenset(get_args(CallKind)),
    ("chat_call", "state"): frozenset(get_args(CallState)),
    ("conversation", "direct"): FLAG,
    ("conversation", "mode"): frozenset(get_args(ConversationMode)),
    ("inbox", "claimed"): FLAG,
    ("person", "rank"): frozenset({"", *RANK_WORDS}),
    ("image_verdict", "cover"): FLAG,
    ("image_verdict", "verdict"): frozenset(get_args(ImageVerdict)),
    ("moderation_case", "about"): frozenset(get_args(CaseAbout)),
    ("moderation_case", "kind"): frozenset(get_args(CaseKind)),
    ("word_rule", "kind"): frozenset({"word", "pattern"}),
    ("word_rule", "action"): frozenset(RuleAction),
    ("inbox", "state"): frozenset(get_args(UpdateState)),
    ("job", "cancel_requested"): FLAG,
    ("job", "prepared"): FLAG,
    ("job", "protocol"): frozenset(get_args(Protocol)),
    ("job", "resubmitted"): FLAG,
    ("job", "slot_free"): FLAG,
    ("job", "cover"): FLAG,
    ("job", "state"): frozenset(State),
    ("job_event", "from_state"): frozenset({"", *State}),
    ("job_event", "to_state"): frozenset(State),
    ("lane", "ready"): FLAG,
    ("limit_override", "kind"): frozenset({"person", "conversation"}),
    ("modifier", "scope"): frozenset({"person", "conversation"}),
    ("payer", "kind"): frozenset(get_args(PayerKind)),
    ("person", "banned"): FLAG,
    ("person_export", "state"): frozenset(get_args(PersonExportState)),
    ("pool", "state"): frozenset(get_args(Availability)),
    ("post", "delivered"): FLAG,
    ("post", "desired"): frozenset(get_args(PostDesired)),
    ("post", "importance"): frozenset({"1", "2", "3"}),
    ("post", "private_copy"): FLAG,
    ("post", "recreated"): FLAG,
    ("post", "status"): frozenset(get_args(PostStatus)),
    ("rendered_sheet", "state"): frozenset(get_args(RenderedSheetState)),
    ("session", "phase"): frozenset(Phase),
    ("session_sheet", "kind"): frozenset(get_args(SessionSheetKind)),
    ("session_sheet", "state"): frozenset(get_args(SessionSheetState)),
    ("share", "with_prompt"): FLAG,
}  # fmt: skip
OPEN = {("job", "kind"), ("audit", "kind"), ("post", "kind")}
"""Columns that take more than the present version knows: the command that a job came from, what an action or a post is
about."""
NAMED_LIKE_STATES = frozenset({"state", "status", "phase", "kind", "desired"})
BEFORE = 18
"""The last migration before names and states were changed."""
TABLES = {
    "budget": "send_window", "tally": "running_total", "duration": "task_stats", "note": "runtime_value",
    "board": "rendered_sheet", "forgetting": "erasure", "doomed": "file_deletion", "brought": "image_upload",
    "shown": "message_ref", "press": "press_dedupe", "stray": "unclaimed_task",
}  # fmt: skip
COLUMNS = {
    ("post", "step"): "status", ("post", "strays"): "unconfirmed_creates", ("inbox", "fetched"): "image_result",
    ("person", "private_id"): "dm_conversation_id", ("person", "hinted_language"): "platform_language",
    ("job", "retasked"): "resubmitted", ("alert", "count"): "occurrences", ("alert", "told_count"): "told_occurrences",
    ("pool", "lost"): "lost_answers", ("batch", "looked_at"): "checked_at", ("batch", "told"): "posted_progress",
    ("deletion", "taken"): "hidden", ("session_sheet", "paper"): "pdf",
}  # fmt: skip
VALUES = {
    ("post", "status", "rest"): "idle", ("post", "status", "due"): "pending", ("inbox", "state", "set_aside"): "quarantined",
    ("account", "state", "aside"): "suspended", ("pool", "state", "aside"): "suspended",
    ("session_sheet", "state", "given up"): "given_up", ("payer", "kind", "forgotten"): "erased",
    ("person", "user_id", "forgotten:2"): "erased:2", ("session", "phase", "hanging"): "assembling",
    ("charge", "kind", "reserve free:main:wanx-v1"): "reserve",
    ("post", "subject", "session:3:news:1:hanging"): "session:3:news:1:assembling",
    ("post", "payload", '{"session": 3, "shows": "news", "phase": "hanging"}'):
        '{"session": 3, "shows": "news", "phase": "assembling"}',
}  # fmt: skip
JOB_STATES = tuple(State)
PHASES = ("gathering", "painting", "hanging", "voting", "resting", "paused", "ended")
DOCUMENT = """{"id":%d,"theme":"say \\"phase\\":\\"hanging\\"","language":"en","host":1,"rules":{},"phase":"%s",\
"rounds":[],"people":[{"id":1,"name":"Ann"},{"id":3,"name":"Eve"}],"before":"hanging","left_s":5}"""
ROWS = f"""
INSERT INTO person (id, platform, user_id, name, hinted_language, banned, created_at, private_id) VALUES
    (1, 'test', 'ann', 'Ann', 'en', 0, 1, 1), (2, 'test', 'forgotten:2', '', '', 1, 1, 0),
    (3, 'test', 'eve', 'Eve', 'zh', 0, 1, 0);
INSERT INTO conversation (id, platform, chat_id, direct) VALUES (1, 'test', 'ann', 1), (2, 'test', 'club', 0),
    {", ".join(f"({n}, 'test', 'chat {n}', 0)" for n in range(3, 10))};
INSERT INTO payer (id, kind, ref_id) VALUES (1, 'person', 1), (2, 'forgotten', 2), (3, 'session', 4);
INSERT INTO inbox (platform, event_id, lane, body, state, received_at, due_at, fetched, claimed, person_id) VALUES
    ('test', 'e1', 'l', '{{}}', 'saved', 1, 1, '[]', 0, 1),
    ('test', 'e2', 'l', '{{}}', 'fetched', 1, 1, '{{"kind": "none"}}', 1, 1),
    ('test', 'e3', 'l', '{{}}', 'handled', 1, 1, '[]', 0, 1), ('test', 'e4', 'l', '{{}}', 'set_aside', 1, 1, '[]', 0, 1);
INSERT INTO account (name, state) VALUES ('main', 'live'), ('spare', 'aside');
INSERT INTO pool (id, account, model, state, submissions_per_s, tasks_at_once, lost) VALUES
    (1, 'main', 'wanx-v1', 'live', 2, 2, 1), (2, 'spare', 'wanx-v1', 'aside', 2, 2, 0);
INSERT INTO lane (id, pool_id, payer_id, ready, head_id) VALUES (1, 1, 1, 1, 1), (2, 2, 1, 0, NULL);
INSERT INTO job (id, payer_id, person_id, conversation_id, pool_id, lane_id, language, request, model, n, price_li, state,
    prepared, due_at, created_at, retasked, task_id) VALUES
    {
    ", ".join(
        f'''({n}, 1, 1, 1, 1, 1, 'en', '{{"prompt": "a fox", "style": "sketch"}}', 'wanx-v1', 1, 160, '{state}', 1, 1, 1,
    {n % 2}, 'task {n}')'''
        for n, state in enumerate(JOB_STATES, 1)
    )
};
INSERT INTO job_event (job_id, at, from_state, to_state) VALUES (1, 1, '', 'queued'), (2, 1, 'queued', 'preparing');
INSERT INTO charge (payer_id, job_id, day, kind, amount_li, pictures, at) VALUES (1, 1, '2026-01-01', 'reserve', 160, 1, 1),
    (1, 7, '2026-01-01', 'reserve free:main:wanx-v1', 0, 1, 1), (1, 7, '2026-01-01', 'settle', 0, 0, 1),
    (1, 7, '2026-01-01', 'refund', 0, 0, 1);
INSERT INTO cost (account, model, job_id, task_id, day, pictures, free_pictures, amount_li, at) VALUES
    ('main', 'wanx-v1', 7, 'task 7', '2026-01-01', 1, 1, 0, 1);
INSERT INTO tally (scope, day, amount_li, pictures) VALUES ('payer:1', '2026-01-01', 160, 2);
INSERT INTO image (key, sha256, mime, width, height, bytes, created_at) VALUES ('images/a.png', 'x', 'image/png', 1, 1, 1, 1);
INSERT INTO picture (id, job_id, idx, key, sha256, mime, width, height, bytes, seed, created_at) VALUES
    (1, 7, 0, 'jobs/7/0.png', 'x', 'image/png', 1, 1, 1, 7, 1);
INSERT INTO sheet (job_id, key, mime, width, height) VALUES (7, 'jobs/7/sheet.jpg', 'image/jpeg', 1, 1);
INSERT INTO post (conversation_id, platform, subject, payload, desired, importance, revision, step, due_at, created_at, strays)
    VALUES (1, 'test', 'job:7', '{{"job": 7}}', 'shown', 3, 1, 'rest', 1, 1, 2),
    (1, 'test', 'job:7:3', '{{"job": 7}}', 'gone', 2, 1, 'due', 1, 1, 0),
    (1, 'test', 'bell:7', '{{"job": 7}}', 'shown', 1, 1, 'sending', 1, 1, 0),
    (1, 'test', 'undo:7:1', '{{"job": 7}}', 'shown', 2, 1, 'due', 1, 1, 0),
    (1, 'test', 'note:3', '{{"lines": [], "files_of_job": 7, "index": 0}}', 'shown', 2, 1, 'closed', 1, 1, 0),
    (1, 'test', 'note:edited:m-1', '{{"lines": []}}', 'gone', 2, 1, 'closed', 1, 1, 0),
    (2, 'test', 'session:3:news:1:hanging', '{{"session": 3, "shows": "news", "phase": "hanging"}}',
     'shown', 3, 1, 'rest', 1, 1, 0),
    (2, 'test', 'session:3:card:gathering-1', '{{"session": 3, "shows": "card", "round": 1}}', 'shown', 3, 1, 'rest', 1, 1, 0),
    (2, 'test', 'gallery:5', '{{"board": "boards/a.jpg"}}', 'shown', 2, 1, 'rest', 1, 1, 0);
INSERT INTO shown (conversation_id, message_key, post_id, image) VALUES (1, 'm1', 1, 'jobs/7/0.png'), (1, 'm2', NULL, '');
INSERT INTO budget (scope, sent, closed_until) VALUES ('test', '[1.5]', 7);
INSERT INTO press (scope, at, presses) VALUES ('p/1', 5, 2);
INSERT INTO duration (model, samples, mean_s, deviation_s, recent) VALUES ('wanx-v1', 3, 20, 5, '[20]');
INSERT INTO note (name, value) VALUES ('limits', '{{}}');
INSERT INTO modifier (scope, owner_id, word, folded, text, person_id, created_at) VALUES
    ('person', 1, 'Dawn', 'dawn', 'at dawn', 1, 1),
    ('conversation', 2, 'Dusk', 'dusk', 'at dusk', 1, 1);
INSERT INTO star (person_id, job_id, at) VALUES (1, 7, 1);
INSERT INTO board (key, subject, person_id, spec, state, due_at, created_at) VALUES
    ('boards/a.jpg', 'gallery:5', 1, '{{"columns": 3, "places": [{{"key": "jobs/7/0.png", "label": "1"}}]}}', 'wanted', 1, 1),
    ('boards/b.jpg', 'gallery:6', 1, '{{"columns": 3, "places": []}}', 'ready', 1, 1),
    ('boards/c.jpg', 'gallery:7', 1, '{{"columns": 3, "places": [{{"label": "2"}}]}}', 'failed', 1, 1);
INSERT INTO batch (kind, person_id, conversation_id, payer_id, language, job_kind, requests, state, created_at, looked_at, told)
    VALUES {
    ", ".join(
        f"('{'compare' if n else 'many'}', 1, 1, 1, 'en', 'imagine', '[]', '{state}', 1, {n}, 'x')"
        for n, state in enumerate(BatchState)
    )
};
INSERT INTO doomed (key, at) VALUES ('images/old.png', 1);
INSERT INTO brought (person_id, key) VALUES (1, 'images/a.png');
INSERT INTO forgetting (person_id, up_to_job, unlink_at) VALUES (2, 5, 9);
INSERT INTO session (id, conversation_id, phase, document, due_at, created_at, host_id) VALUES
    {", ".join(f"({n}, {n + 2}, '{phase}', '{DOCUMENT % (n, phase)}', 1, 1, 1)" for n, phase in enumerate(PHASES, 1))};
INSERT INTO session_sheet (session_id, kind, mark, state, due_at, paper) VALUES (1, 'sheet', '1', 'wanted', 1, ''),
    (1, 'album', 'a', 'made', 1, 'albums/a.pdf'), (1, 'album', 'b', 'hidden', 1, ''), (1, 'album', 'c', 'given up', 1, '');
INSERT INTO task (task_id, job_id, pool_id, at) VALUES ('task 7', 7, 1, 1);
INSERT INTO stray (task_id, pool_id, seen_at) VALUES ('task 99', 1, 1);
INSERT INTO audit (at, person_id, action, kind, object_id) VALUES (1, 0, 'see', 'job', 7);
INSERT INTO private_idea (person_id, conversation_id, session_id, at) VALUES (1, 1, 1, 1);
INSERT INTO alert (cause, text_id, first_at, last_at, count, told_count) VALUES ('c', 'alert-job-held', 1, 1, 3, 2);
INSERT INTO deletion (job_id, at, final_at, taken) VALUES (7, 1, 2, '{{"posts": [], "boards": [], "albums": []}}');
INSERT INTO share (digest, picture_id, person_id, with_prompt, created_at, expires_at) VALUES ('d', 1, 1, 1, 1, 9e9)
"""
ABOUT = {
    "job:7": ("job", 7, 0, ""), "job:7:3": ("job", 7, 0, ""), "bell:7": ("bell", 7, 0, ""), "undo:7:1": ("undo", 7, 0, ""),
    "note:3": ("note", 7, 0, ""), "note:edited:m-1": ("note", 0, 0, ""), "gallery:5": ("gallery", 0, 0, ""),
    "session:3:news:1:assembling": ("session", 0, 3, "news"), "session:3:card:gathering-1": ("session", 0, 3, "card"),
}  # fmt: skip
"""What the posts are about: kind, job, session, which message of the session."""
LAST_JOB = 500
"""The id of a job that was deleted: it is not given again."""


def _checks(store: Store, tx: Tx) -> dict[tuple[str, str], frozenset[str]]:
    """The values that CHECKs allow, by table and column."""
    if store.dialect == "sqlite":
        made = "\n".join(row["sql"] for row in raw_rows(tx, "SELECT sql FROM sqlite_master WHERE type = 'table'"))
        texts = re.findall(r"CONSTRAINT (\w+) CHECK \(\w+ IN \(([^)]*)\)\)", made)
    else:
        rows = raw_rows(
            tx,
            "SELECT conname, pg_get_constraintdef(oid) AS body FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0",
        )
        texts = [(row["conname"], row["body"]) for row in rows]
    found = {}
    for name, body in texts:
        table, column = next(key for key in TAKES if name == f"{key[0]}_{key[1]}_check")
        found[table, column] = frozenset(re.findall(r"'([^']*)'", body) or re.findall(r"\b\d+\b", body))
    return found


async def test_schema__state_columns_take_what_the_code_knows(store: Store) -> None:
    assert await store.read(lambda tx: _checks(store, tx)) == TAKES


async def test_schema__every_column_named_like_a_state_has_a_check(store: Store) -> None:
    def look(tx: Tx) -> set[tuple[str, str]]:
        if store.dialect == "sqlite":
            text = "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        else:
            text = (
                "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'"
            )
        return {(row["t"], row["c"]) for row in raw_rows(tx, text) if row["c"] in NAMED_LIKE_STATES}

    assert await store.read(look) == {key for key in TAKES if key[1] in NAMED_LIKE_STATES} | OPEN


async def test_schema__another_value_is_refused(store: Store) -> None:
    def add(tx: Tx, state: str) -> None:
        tx._run(f"INSERT INTO account (name, state) VALUES ('{state}', '{state}')", {})

    await store.write(add, "live")
    with pytest.raises(StoreRefused):
        await store.write(add, "aside")


def _rows_of(raw: Any, table: str) -> list[dict[str, Any]]:
    cursor = raw.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: [str(value) for value in list(row.values())[:2]])


def _tables(raw: Any, sqlite: bool) -> list[str]:
    text = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if sqlite
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    return sorted(row[0] for row in raw.execute(text).fetchall() if row[0] != "migration")


def _connect(url: str) -> Any:
    return sqlite3.connect(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else psycopg.connect(url)


def _make_before(url: str) -> dict[str, list[dict[str, Any]]]:
    """A database of the version before, with rows in every table; returns them."""
    sqlite = url.startswith("sqlite:///")
    if sqlite:
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    with closing(_connect(url)) as raw:
        raw.execute(CREATE_MIGRATION_TABLE)
        for migration in read_migrations(CORE_SQL / "migrations", "sqlite" if sqlite else "postgresql")[:BEFORE]:
            for statement in migration.statements:
                raw.execute(statement)
            raw.execute(f"INSERT INTO migration VALUES ('', {migration.number}, '{migration.name}')")
        for row in ROWS.split(";\n"):
            raw.execute(row)
        again = {"job": LAST_JOB}
        for table, last in again.items():
            if sqlite:
                raw.execute(f"UPDATE sqlite_sequence SET seq = {last} WHERE name = '{table}'")
            else:
                raw.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")
        raw.commit()
        return {table: _rows_of(raw, table) for table in _tables(raw, sqlite)}


def _today(table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the version before as they have to be now."""
    now = []
    for row in rows:
        changed = {COLUMNS.get((table, column), column): value for column, value in row.items()}
        now.append({column: VALUES.get((table, column, value), value) for column, value in changed.items()})
    return now


async def test_schema__database_of_the_version_before_arrives_whole(empty_url: str, clock: DrivenClock) -> None:
    before = _make_before(empty_url)
    assert all(before.values()), [table for table, rows in before.items() if not rows]
    store = await open_store(empty_url, clock)
    await store.close()
    with closing(_connect(empty_url)) as raw:
        assert {row["model"] for row in _rows_of(raw, "charge")} == {"wanx-v1"}
        for table, rows in before.items():
            new = TABLES.get(table, table)
            expected = _today(new, rows)
            found = [{column: row[column] for column in expected[0]} for row in _rows_of(raw, new)]
            if new == "running_total":  # Those by model are made from the ledger.
                by_model = [row for row in found if row["scope"].startswith("model:")]
                assert by_model == [{**expected[0], "scope": "model:wanx-v1"}]
                found = [row for row in found if row not in by_model]
            if new == "session":
                for row, old in zip(found, rows, strict=True):
                    session = load(row.pop("document"))
                    assert (session.theme, session.before) == ('say "phase":"hanging"', "assembling")
                    assert session.phase == VALUES.get(("session", "phase", old["phase"]), old["phase"])
                expected = [
                    {column: value for column, value in row.items() if column != "document"} for row in expected
                ]
            assert sorted(map(repr, found)) == sorted(map(repr, expected)), table
        about = {
            row["subject"]: (row["kind"], row["job_id"], row["session_id"], row["shows"])
            for row in _rows_of(raw, "post")
        }
        assert about == ABOUT
        answered = {row["subject"]: row["person_id"] for row in _rows_of(raw, "post") if row["person_id"]}
        assert answered == {"note:3": 1}
        people = {(row["session_id"], row["person_id"]) for row in _rows_of(raw, "session_person")}
        assert people == {(session, person) for session in range(1, len(PHASES) + 1) for person in (1, 3)}
        assert [tuple(row.values()) for row in _rows_of(raw, "rendered_sheet_job")] == [("boards/a.jpg", 7)]
        assert {(row["prompt"], row["style"]) for row in _rows_of(raw, "job")} == {("a fox", "sketch")}
        free = [row["free_scope"] for row in _rows_of(raw, "charge")]
        assert sorted(free) == ["", "", "", "free:main:wanx-v1"]
    store = await open_store(empty_url, clock)
    try:

        def add(tx: Tx) -> int:
            row = tx._run(
                "INSERT INTO job (payer_id, person_id, conversation_id, pool_id, lane_id, language, request, model, n, price_li,"
                " state, prepared, due_at, created_at) VALUES (1, 1, 1, 1, 1, 'en', '{}', 'm', 1, 0, 'queued', 1, 1, 1)"
                " RETURNING id",
                {},
            ).fetchone()
            return int(row[0])

        assert await store.write(add) == LAST_JOB + 1
        with pytest.raises(StoreRefused):  # Foreign keys hold.
            await store.write(
                lambda tx: tx._run(
                    "INSERT INTO job_event (job_id, at, from_state, to_state) VALUES (9999, 1, '', 'queued')", {}
                )
            )
    finally:
        await store.close()
