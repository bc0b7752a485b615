"""Across versions: what a version would do to a database is told without doing it; it refuses in one line a newer database,
and an older one that is in use by an older process."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path

import psycopg
import pytest

from bot.store import StoreLocked, open_store, postgresql, sqlite, versions
from bot.store import plan as plan_module
from bot.store.plan import Plan, plan
from tests.cli.test_start import shenbi
from tests.clock import DrivenClock

LAST = sorted((sqlite.CORE_SQL / "migrations").glob("*.sql"))[-1]
LATER = "ALTER TABLE alert ADD COLUMN later INTEGER NOT NULL DEFAULT 0;\nUPDATE person SET name = name;\n"


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Until it is asked for, this version; then one with a migration more."""
    folder = tmp_path / "newer-sql"
    shutil.copytree(sqlite.CORE_SQL, folder)
    number = int(LAST.name[:4]) + 1
    (folder / "migrations" / f"{number:04}_later.sql").write_text(LATER)
    with pytest.MonkeyPatch.context() as patch:
        # By the modules, not their names: one that is first imported here would keep the patched folder.
        for module in (sqlite, postgresql, plan_module):
            patch.setattr(module, "CORE_SQL", folder)
        yield


async def make(url: str) -> None:
    """A database of the version before, with three people."""
    store = await open_store(url, DrivenClock())
    try:
        for name in ("ann", "ben", "cat"):
            about = {"platform": "t", "user_id": name, "name": name, "hint": "", "reply_key": "", "now": 1.0}
            await store.write(lambda tx, about=about: tx.run("people.person", **about))  # type: ignore[misc]
    finally:
        await store.close()


def later(found: Plan) -> dict[str, int]:
    (planned,) = found.planned
    assert (planned.namespace, planned.number, planned.name) == ("", int(LAST.name[:4]) + 1, "later")
    return dict(planned.rows)


async def test_versions__plan_for_sqlite_names_migrations_and_rows_and_changes_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "a.db"
    url = f"sqlite:///{file}"
    with pytest.raises(FileNotFoundError):
        plan(url, {})
    assert not file.exists()
    await make(url)
    assert plan(url, {}).planned == ()
    request.getfixturevalue("newer")
    before = file.read_bytes()
    assert later(plan(url, {})) == {"alert": 0, "person": 3}
    assert file.read_bytes() == before
    await make(url)
    assert plan(url, {}).planned == ()


async def test_versions__plan_for_postgresql_names_migrations_and_rows_and_changes_nothing(
    migrated_postgres_url: str, request: pytest.FixtureRequest
) -> None:
    await make(migrated_postgres_url)
    assert plan(migrated_postgres_url, {}).planned == ()
    request.getfixturevalue("newer")
    with psycopg.connect(migrated_postgres_url, autocommit=True) as raw:
        raw.execute("ANALYZE person")
    for _ in range(2):
        assert later(plan(migrated_postgres_url, {}))["person"] == 3
    with psycopg.connect(migrated_postgres_url, autocommit=True) as raw:
        raw.execute("ALTER TABLE alert ADD COLUMN later INTEGER")  # It was not there.


async def test_versions__newer_process_waits_until_older_ones_have_gone_on_postgresql(
    migrated_postgres_url: str, request: pytest.FixtureRequest
) -> None:
    older = await open_store(migrated_postgres_url, DrivenClock())
    try:
        request.getfixturevalue("newer")
        with pytest.raises(StoreLocked, match=r"in use by Shenbi .* stop those processes first") as refused:
            await open_store(migrated_postgres_url, DrivenClock())
        assert "\n" not in str(refused.value)
        assert plan(migrated_postgres_url, {}).users
    finally:
        await older.close()
    assert plan(migrated_postgres_url, {}).users == ()
    await make(migrated_postgres_url)
    assert plan(migrated_postgres_url, {}).planned == ()


async def test_versions__first_release_is_recognised_by_its_connections(
    migrated_postgres_url: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("newer")
    with (
        psycopg.connect(migrated_postgres_url, application_name="shenbi"),
        pytest.raises(StoreLocked, match=r"Shenbi 0\.1\.0"),
    ):
        await open_store(migrated_postgres_url, DrivenClock())
    await make(migrated_postgres_url)


async def test_versions__process_of_the_version_before_that_is_just_leaving_is_waited_for(
    migrated_postgres_url: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("newer")
    leaving = psycopg.connect(migrated_postgres_url, application_name="shenbi")
    asyncio.get_running_loop().call_later(versions.LOOK_INTERVAL_S, leaving.close)
    await make(migrated_postgres_url)


async def test_versions__processes_of_one_version_start_beside_each_other_on_an_old_database(
    migrated_postgres_url: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("newer")
    first = await open_store(migrated_postgres_url, DrivenClock())
    second = await open_store(migrated_postgres_url, DrivenClock())
    for store in (first, second):
        await store.close()


async def test_versions__command_line_of_a_newer_version_does_not_migrate_beside_a_worker_on_sqlite(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    older = await open_store(url, DrivenClock())
    try:
        await (await open_store(url, DrivenClock(), worker=False)).close()
        request.getfixturevalue("newer")
        with pytest.raises(StoreLocked, match="has to be migrated, and is in use by another Shenbi"):
            await open_store(url, DrivenClock(), worker=False)
        assert later(plan(url, {}))
        (user,) = plan(url, {}).users
        assert user.startswith("process ")
    finally:
        await older.close()
    await (await open_store(url, DrivenClock(), worker=False)).close()
    assert plan(url, {}) == Plan(int(LAST.name[:4]) + 1, (), ())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_versions__older_process_refuses_a_newer_database(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}" if kind == "sqlite" else request.getfixturevalue("migrated_postgres_url")
    await make(url)
    number = int(LAST.name[:4]) + 1
    if kind == "sqlite":
        with closing(sqlite3.connect(tmp_path / "a.db")) as raw, raw:
            raw.execute("INSERT INTO migration VALUES ('', ?, 'later')", (number,))
    else:
        with psycopg.connect(url) as raw_pg:
            raw_pg.execute("INSERT INTO migration VALUES ('', %s, 'later')", [number])
    with pytest.raises(ValueError, match=f"has migration {number}"):
        await open_store(url, DrivenClock())
    with pytest.raises(ValueError, match=f"has migration {number}"):
        plan(url, {})


def test_versions__dry_run_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    environment = {"SHENBI_DATA_DIR": str(data), "SHENBI_LANGUAGE": "en"}
    assert shenbi(monkeypatch, tmp_path, "migrate", "--dry-run", **environment) == 2
    assert capsys.readouterr().err.startswith("shenbi: there is no database at ")
    assert not list(data.iterdir())
    release = Path(__file__).parents[1] / "upgrade" / "0.1.0" / "sqlite.sql"
    with closing(sqlite3.connect(data / "shenbi.db")) as raw:
        raw.executescript(release.read_text(encoding="utf-8"))
    assert shenbi(monkeypatch, tmp_path, "migrate", "--dry-run", "--json", **environment) == 0
    said = json.loads(capsys.readouterr().out)
    assert {each["number"] for each in said["planned"] if not each["namespace"]} == set(
        range(said["planned"][0]["number"], int(LAST.name[:4]) + 1)
    )
    assert said["rows"] > 0
    assert shenbi(monkeypatch, tmp_path, "migrate", "--dry-run", **environment) == 0
    text = capsys.readouterr().out
    assert f"{LAST.stem} would run" in text
    assert "nothing has been changed" in text
    assert shenbi(monkeypatch, tmp_path, "migrate", "--dry-run", "--from", "sqlite:///x.db", **environment) == 2
    assert "--dry-run" in capsys.readouterr().err


def test_versions__connections_are_called_after_the_version() -> None:
    name = versions.connection_name(sqlite.CORE_SQL / "migrations")
    assert name == f"shenbi {metadata.version('shenbi')} schema {int(LAST.name[:4])}"
    assert len(name) < 64, "the server cuts longer ones"
