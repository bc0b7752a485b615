"""Row classes against the schema: mypy believes their fields, so a database must have said what they are."""

from __future__ import annotations

import ast
import importlib
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import psycopg
import pytest

from bot.runtime.clock import SystemClock
from bot.store import Tx, migrations
from bot.store.base import _row_maker
from bot.store.rows import JobRow, PayerRow
from bot.store.rows import __all__ as row_names
from bot.store.sqlite import CORE_SQL, SqliteStore
from bot.store.statements import Statements
from tests.postgres import Server

ROOT = Path(__file__).parents[2]
AREAS = [("", CORE_SQL), *((path.parent.name, path) for path in sorted((ROOT / "adapters").glob("*/sql")))]
READS = frozenset({"all", "one", "get"})
COLUMN_TYPES = {"text": str, "int4": int, "int8": int, "float8": float}


class Read(NamedTuple):
    """A call that reads a statement as rows of a class."""

    where: str
    row_type: type[Any]
    statement: str


def _reads() -> Iterator[Read]:
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "adapters").rglob("*.py")]):
        text = path.read_text(encoding="utf-8")
        if "Row, " not in text and "Row,\n" not in text:
            continue
        module = importlib.import_module(
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        )
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr=attribute),
                    args=[ast.Name(id=name), ast.Constant(value=str() as statement), *_],
                ) if attribute in READS and name.endswith("Row"):
                    yield Read(f"{path.relative_to(ROOT)}:{node.lineno}", getattr(module, name), statement)


def _python_types(annotation: Any) -> set[type]:
    """The types that a field may hold, None apart."""
    if get_origin(annotation) in (Union, types.UnionType):
        return {kind for each in get_args(annotation) if each is not type(None) for kind in _python_types(each)}
    if get_origin(annotation) is Literal:
        return {type(value) for value in get_args(annotation)}
    return {annotation}


@pytest.fixture(scope="module")
def described(postgres_server: Server) -> Iterator[tuple[psycopg.Connection, Statements]]:
    _, url = postgres_server.create()
    statements = Statements("postgresql")
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(migrations.CREATE_MIGRATION_TABLE.encode())
        for namespace, folder in AREAS:
            statements.add(folder, f"{namespace}." if namespace else "")
            migrations.apply(
                lambda text: raw.execute(text.encode()),
                lambda number, name: None,
                set(),
                folder / "migrations",
                namespace,
                "postgresql",
            )
        yield raw, statements


def _columns(raw: psycopg.Connection, sql: str) -> dict[str, str]:
    """The columns of a statement, with the names of their types, as the server describes it unexecuted."""
    names: list[str] = []

    class Numbered(dict[str, str]):
        def __missing__(self, name: str) -> str:
            names.append(name)
            self[name] = f"${len(names)}"
            return self[name]

    prepared = raw.pgconn.prepare(b"", (sql % Numbered()).replace("%%", "%").encode())
    assert prepared.status == psycopg.pq.ExecStatus.COMMAND_OK, prepared.error_message.decode()
    result = raw.pgconn.describe_prepared(b"")
    of = {}
    for index in range(result.nfields):
        name = result.fname(index)
        assert name is not None
        of[name.decode()] = raw.adapters.types[result.ftype(index)].name
    return of


def test_rows__have_the_columns_and_types_that_postgresql_describes(
    described: tuple[psycopg.Connection, Statements],
) -> None:
    raw, statements = described
    wrong: list[str] = []
    reads = list(_reads())
    for read in reads:
        fields = get_type_hints(read.row_type)
        for column, type_name in _columns(raw, statements[read.statement]).items():
            expected = COLUMN_TYPES[type_name]
            if column not in fields:
                wrong.append(
                    f"{read.where}: {read.statement} selects {column}, {read.row_type.__name__} has no such field"
                )
            elif _python_types(fields.pop(column)) != {expected}:
                wrong.append(f"{read.where}: {read.row_type.__name__}.{column} is {type_name} in {read.statement}")
        wrong += [f"{read.where}: {read.statement} does not select {name}" for name in fields]
    assert not wrong, "\n".join(wrong)
    assert len(reads) > 250, "the search for reads has gone blind"


def test_rows__may_be_none_where_a_table_allows_it(described: tuple[psycopg.Connection, Statements]) -> None:
    """A column of a table that may be NULL is optional in the table's row, and no other is."""
    raw, _ = described
    schema: dict[frozenset[str], dict[str, bool]] = {}
    tables: dict[str, dict[str, bool]] = {}
    for table, column, nullable in raw.execute(
        "SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns WHERE table_schema = 'public'"
    ):
        tables.setdefault(table, {})[column] = nullable
    schema = {frozenset(columns): columns for columns in tables.values()}
    rows = importlib.import_module("bot.store.rows")
    compared = 0
    for name in row_names:
        hints = get_type_hints(getattr(rows, name))
        columns = schema.get(frozenset(hints))
        if columns is None:
            continue
        compared += 1
        optional = {field for field, hint in hints.items() if type(None) in get_args(hint)}
        assert optional == {column for column, nullable in columns.items() if nullable}, name
    assert compared > 20


def test_row_maker__refuses_columns_that_are_not_the_fields() -> None:
    with pytest.raises(TypeError, match=r"PayerRow: not selected: \['weight'\]; not a field: \['wait'\]"):
        _row_maker(PayerRow, ("id", "kind", "ref_id", "wait"))


def test_row_maker__puts_columns_in_the_order_of_the_fields() -> None:
    make = _row_maker(PayerRow, ("weight", "id", "ref_id", "kind"))
    assert make((1.5, 7, 3, "person")) == PayerRow(7, "person", 3, 1.5)


async def test_tx__makes_rows_and_values(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "a.db", SystemClock())

    def work(tx: Tx) -> None:
        payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=5)
        assert (payer.kind, payer.ref_id) == ("person", 5)
        assert tx.all(JobRow, "jobs.oldest_open", limit=1000) == []
        assert tx.values("access.banned_people") == []
        assert tx.one(JobRow, "jobs.get", id=1) is None
        with pytest.raises(LookupError, match=r"jobs\.get: no row"):
            tx.get(JobRow, "jobs.get", id=1)
        with pytest.raises(TypeError, match="PayerRow"):
            tx.all(PayerRow, "access.banned_people")

    try:
        await store.write(work)
    finally:
        await store.close()
