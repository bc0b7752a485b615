"""Every statement and every migration is understood by both databases."""

from __future__ import annotations

import re
import sqlite3
from functools import partial
from pathlib import Path

import psycopg
import pytest

import adapters
from bot.store import Store, Tx
from bot.store.postgresql import PostgresStore
from bot.store.rows import PersonRow, RunningTotalRow
from bot.store.sqlite import CORE_SQL, SqliteStore
from bot.store.statements import Statements, for_psycopg, with_locks

PLAIN_TYPES = {"bigint", "integer", "double precision", "text"}
PLAIN_NUMBERS = {20: "bigint", 23: "integer", 701: "double precision", 25: "text"}
TIMES = {"now", "gap", "horizon", "until", "before", "window"}
FOLDERS = {"": CORE_SQL} | {
    path.parent.name: path
    for path in sorted(Path(adapters.__file__).parent.glob("*/sql"))
    if any(path.glob("**/*.sql"))
}


def statements_of(dialect: str) -> Statements:
    statements = Statements(dialect)
    for namespace, folder in FOLDERS.items():
        statements.add(folder, f"{namespace}." if namespace else "")
    return statements


async def attach_all(store: Store) -> Statements:
    for namespace, folder in FOLDERS.items():
        if namespace:
            await store.attach(namespace, folder)
    assert isinstance(store, SqliteStore | PostgresStore)
    return store.statements


def parameters_of(text: str, dialect: str) -> dict[str, float | None]:
    """NULL for each, but a number for times and lengths of time: PostgreSQL cannot tell what NULL + NULL is."""
    pattern = r"%\((\w+)\)s" if dialect == "postgresql" else r"(?<![:\w]):([a-z_]\w*)"
    return {name: 1.5 if name in TIMES else None for name in re.findall(pattern, text)}


def carry_out(tx: Tx, text: str, parameters: dict[str, float | None]) -> None:
    tx._run(text, parameters).fetchall()


def test_statements__both_dialects_have_the_same_statements() -> None:
    assert statements_of("sqlite").names() == statements_of("postgresql").names()


def test_statements__comments_are_no_part_of_a_statement() -> None:
    """One that named a parameter had it asked for, on PostgreSQL only."""
    for dialect in ("sqlite", "postgresql"):
        statements = statements_of(dialect)
        assert not [name for name in statements.names() if "--" in statements[name]]


async def test_statements__every_statement_is_understood(store: Store) -> None:
    """Explained, not run: what is wrong with its words shows."""
    statements = await attach_all(store)
    wrong = []

    def explain(tx: Tx) -> None:
        for name in statements.names():
            text = statements[name]
            try:
                tx.savepoint(partial(carry_out, text=f"EXPLAIN {text}", parameters=parameters_of(text, store.dialect)))
            except (sqlite3.Error, psycopg.Error) as error:
                wrong.append(f"{name}: {error}")

    await store.write(explain)
    assert not wrong, "\n".join(wrong)


async def test_statements__every_index_is_in_a_plan(store: Store) -> None:
    """One that is not costs writes and serves nobody. (Of unique ones the rule is the purpose.)"""
    statements = await attach_all(store)
    if store.dialect == "postgresql":
        pytest.skip("PostgreSQL's plans depend on the rows")

    def look(tx: Tx) -> list[str]:
        plans = "\n".join(
            str(row[3])
            for name in statements.names()
            for row in tx._run(
                f"EXPLAIN QUERY PLAN {statements[name]}", parameters_of(statements[name], "sqlite")
            ).fetchall()
        )
        indexes = tx._run(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'", {}
        ).fetchall()
        return [name for (name,) in indexes if not re.search(rf"\b{name}\b", plans)]

    assert await store.read(look) == []


async def test_statements__results_are_plain_numbers_and_texts(store: Store) -> None:
    """No Decimal (sums of bigints), no bool, no timestamp: rows look alike on both."""
    statements = await attach_all(store)
    if store.dialect == "sqlite":
        pytest.skip("SQLite has no other types")
    leaks = []

    def look(tx: Tx) -> None:
        for row in tx._run(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'",
            {},
        ):
            if row[2] not in PLAIN_TYPES:
                leaks.append(row)
        for name in statements.names():
            text = statements[name]
            if text.lstrip().upper().startswith("SELECT"):
                cursor = tx._run(text, parameters_of(text, store.dialect))
                cursor.fetchall()
                leaks.extend((name, c[0], c[1]) for c in cursor.description if c[1] not in PLAIN_NUMBERS)

    await store.write(look)
    assert leaks == []


async def test_statements__migrations_leave_the_same_tables(store: Store, request: pytest.FixtureRequest) -> None:
    await attach_all(store)

    def columns(tx: Tx) -> dict[str, list[str]]:
        if store.dialect == "sqlite":
            tables = [r[0] for r in tx._run("SELECT name FROM sqlite_master WHERE type = 'table'", {})]
            return {
                t: [r[1] for r in tx._run(f"PRAGMA table_info({t})", {})] for t in tables if not t.startswith("sqlite_")
            }
        found: dict[str, list[str]] = {}
        for table, column in tx._run(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "ORDER BY table_name, ordinal_position",
            {},
        ):
            found.setdefault(table, []).append(column)
        return found

    made = await store.read(columns)
    written: dict[str, list[str]] = {"migration": ["namespace", "number", "name"]}
    for folder in FOLDERS.values():
        for path in sorted((folder / "migrations").glob("*.sql")):
            text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
            for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", text, re.DOTALL):
                written[table] = re.findall(r"^\s+([a-z_0-9]\w*) ", body, re.MULTILINE)
            for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", text):
                written[table].append(column)
            for table, name in re.findall(r"ALTER TABLE (\w+) RENAME TO (\w+)", text):
                written[name] = written.pop(table)
            for table, column, name in re.findall(r"ALTER TABLE (\w+) RENAME COLUMN (\w+) TO (\w+)", text):
                written[table][written[table].index(column)] = name
    assert made == written


async def test_statements__migrations_run_once_and_refuse_the_future(store: Store, url: str) -> None:
    from bot.store import open_store

    again = await open_store(url, store.clock, worker=False)
    await again.close()

    def ahead(tx: Tx) -> None:
        tx._run("INSERT INTO migration VALUES ('', 999, 'from_the_future')", {})

    await store.write(ahead)
    with pytest.raises(ValueError, match="999"):
        await open_store(url, store.clock, worker=False)


def test_statements__parameters_per_cent_signs_and_casts_survive() -> None:
    assert for_psycopg("a LIKE '%x' AND b = :b::int AND c = :c") == "a LIKE '%%x' AND b = %(b)s::int AND c = %(c)s"


def test_statements__locks_are_written_for_the_dialect() -> None:
    text = "SELECT p.* FROM post p LIMIT 1 {lock of p skip}"
    assert with_locks(text, "postgresql") == "SELECT p.* FROM post p LIMIT 1 FOR NO KEY UPDATE OF p SKIP LOCKED"
    assert with_locks(text, "sqlite") == "SELECT p.* FROM post p LIMIT 1"
    assert with_locks("SELECT 1 {lock}", "postgresql") == "SELECT 1 FOR NO KEY UPDATE"


def test_statements__no_statement_spells_its_lock_out() -> None:
    """A variant that differs by its lock alone is one text with a placeholder."""
    for folder in FOLDERS.values():
        for path in folder.glob("*.sql"):
            assert not re.search(
                r"\bFOR (NO KEY )?UPDATE\b(?! would)|[^:] SKIP LOCKED", path.read_text(encoding="utf-8")
            ), path
    assert not [name for name in statements_of("sqlite").names() if "{lock" in statements_of("sqlite")[name]]


async def test_statements__per_cent_signs_reach_the_database(store: Store) -> None:
    def look(tx: Tx) -> list[str]:
        tx.run("money.add_to_total", scope="payer:1", day="2027-01-01", amount_li=5, pictures=1)
        return [row.scope for row in tx.all(RunningTotalRow, "money.totals_like", pattern="payer:%")]

    assert await store.write(look) == ["payer:1"]


async def test_statements__nul_character_is_no_obstacle(store: Store) -> None:
    """PostgreSQL's text cannot hold it; a message with one must not be poison."""

    def name(tx: Tx) -> str:
        row = tx.get(
            PersonRow, "people.person", platform="x", user_id="1", name="a\x00b", hint="", reply_key="", now=tx.now
        )
        return str(row.name)

    assert (await store.write(name)).replace("\x00", "") == "ab"


def test_statements__psycopg_is_used_with_its_own_library() -> None:
    """Its C implementation: the Python one is several times slower."""
    assert psycopg.pq.__impl__ in ("binary", "c")


async def test_statements__texts_are_sorted_by_their_bytes_where_it_matters(store: Store) -> None:
    """A server may sort like a language does; then 'job:1:x' need not lie between 'job:1:' and 'job:1;'."""
    if store.dialect == "sqlite":
        pytest.skip("SQLite sorts by bytes")

    def look(tx: Tx) -> list[tuple[str, str]]:
        found = tx._run(
            "SELECT table_name, column_name FROM information_schema.columns WHERE collation_name = 'C' "
            "AND table_name IN ('post', 'account', 'pool') ORDER BY 1, 2",
            {},
        )
        return [tuple(row) for row in found.fetchall()]

    assert await store.read(look) == [("account", "name"), ("pool", "account"), ("post", "subject")]
