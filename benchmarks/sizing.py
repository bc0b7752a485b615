"""What a process needs: CPU and database per job, memory with people and open rooms.

    python -m benchmarks.sizing --json
    {"sqlite": {"cpu_ms_per_job": .., "database_bytes_per_job": .., "rss_mb": {..}, ..}, "postgresql": {..}}

`shenbi run` in a process of its own, in front of the emulator of Telegram and a studio that has pictures of 1.4 MB at once, with
eight accounts. People write one request after the other, `--rate` a second over all. CPU time is that of the process (of user and
system, its children's too; for PostgreSQL also the server's), less what it uses when nobody writes, which is measured first.
`database_bytes_per_job` is how much the database grew (after VACUUM, without the files of pictures), of which `deleted_later` is
in tables that `keeping.updates_days` clears. At the end rooms are opened as by browsers, and the memory is read again.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import psycopg

from benchmarks.figures import Figures, show
from benchmarks.processes import cpu_s, pid_of, rss_mb
from benchmarks.real_pictures import real_pictures
from benchmarks.world import ACCOUNTS, Crowd
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.chaos import free_port
from tests.emulators.telegram import FloodLimits, TelegramServer
from tests.postgres import start
from tests.web.visitor import visiting

TOKEN = "123456:sizing"
ROOM_TOKEN = "sizing-token"
TOO_FAST = 429
IDLE_S = 20.0
SETTLE_S = 10.0
PATIENCE_S = 120.0
KEPT_FOR_DAYS = ("inbox", "task", "press_dedupe")
"""Tables whose rows are deleted after `keeping.updates_days`, or earlier."""


@asynccontextmanager
async def running(folder: Path, studio: Studio, telegram: TelegramServer, url: str, port: int) -> AsyncIterator[int]:
    """`shenbi run`, until the end of the block; its PID."""
    accounts = "".join(f'[[upstream.accounts]]\nname = "a{n}"\nkeys = ["sk-sizing-{n}"]\n' for n in range(ACCOUNTS))
    (folder / "shenbi.toml").write_text(
        f'data_dir = "{folder}/data"\ndatabase_url = "{url}"\nlanguage = "en"\n[web]\nport = {port}\n'
        f'token = "{ROOM_TOKEN}"\npublic_origin = "http://127.0.0.1:{port}"\n'
        f'[telegram]\nbot_token = "{TOKEN}"\nbase_url = "{telegram.origin}"\n'
        "[limits]\nwaiting_jobs = 0\nrequests_per_minute = 0\ndaily_yuan = 1000000\n"
        f'[upstream]\nbase_url = "{studio.base_url}"\n{accounts}'
    )
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("shenbi"), "run", cwd=folder, env=environment, stdout=PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while f":{port}" not in (line := (await process.stdout.readline()).decode()):
                assert line, f"it ended: {await process.wait()}"
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def sizes(database: Path, url: str) -> dict[str, int]:
    """Bytes of each table with its indexes, after VACUUM."""
    if url:
        with psycopg.connect(url, autocommit=True) as raw:
            raw.execute("VACUUM (FULL, ANALYZE)")
            query = "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables"
            return {str(name): int(size) for name, size in raw.execute(query).fetchall()}
    copied = database.with_name("copied.db")
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("VACUUM INTO ?", [str(copied)])
    with closing(sqlite3.connect(copied)) as raw:
        query = (
            "SELECT s.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_master s ON s.name = d.name GROUP BY s.tbl_name"
        )
        found = {str(name): int(size) for name, size in raw.execute(query).fetchall()}
    copied.unlink()
    return found


async def measure_one(
    folder: Path, url: str, server_pid: int, people: int, jobs: int, rate: int, rooms: int
) -> Figures:
    """One database, SQLite if there is no `url`."""
    await asyncio.to_thread(folder.mkdir)
    port, database = free_port(), folder / "data" / "shenbi.db"
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.0))
    async with Studio(options) as studio, TelegramServer(limits=FloodLimits.off()) as telegram:
        crowd = Crowd(telegram, telegram.add_bot(TOKEN), people)
        async with running(folder, studio, telegram, url, port) as pid:

            def used() -> list[float]:
                return [cpu_s(pid), cpu_s(server_pid) if server_pid else 0.0]

            await crowd.write(people, rate)  # What is made once for each person, and loaded once.
            await asyncio.sleep(SETTLE_S)
            size_before = await asyncio.to_thread(sizes, database, url)
            memory, before = {f"{people} people": rss_mb(pid)}, used()
            await asyncio.sleep(IDLE_S)
            idle = [(after - start) / IDLE_S for start, after in zip(before, used(), strict=True)]
            before, began = used(), time.monotonic()
            await crowd.write(jobs, rate)
            took = time.monotonic() - began
            await asyncio.sleep(SETTLE_S)
            cpu = [a - b - quiet * (took + SETTLE_S) for a, b, quiet in zip(used(), before, idle, strict=True)]
            memory[f"{jobs} jobs later"] = rss_mb(pid)
            size_after = await asyncio.to_thread(sizes, database, url)
            async with AsyncExitStack() as stack:
                for number in range(rooms):
                    visitor = await stack.enter_async_context(visiting(f"http://127.0.0.1:{port}/", None))
                    # Each from an address of its own, as behind a proxy: one address may not open so many.
                    visitor.session.headers["X-Forwarded-For"] = f"10.0.{number // 250}.{number % 250 + 1}"
                    while (await visitor.post("login", data={"token": ROOM_TOKEN})).status == TOO_FAST:  # noqa: ASYNC110
                        await asyncio.sleep(1.0)  # All together may try once a second.
                    await visitor.start()
                    page = await stack.enter_async_context(visitor.open_socket())
                    stack.callback(asyncio.create_task(page.end()).cancel)  # It answers pings only while it is read.
                memory[f"{rooms} rooms open"] = rss_mb(pid)
    growth = {name: size - size_before.get(name, 0) for name, size in size_after.items()}
    found = {
        "cpu_ms_per_job": round(cpu[0] / jobs * 1000, 1),
        "idle_cpu_percent": round(idle[0] * 100, 1),
        "database_bytes_per_job": round(sum(growth.values()) / jobs),
        "deleted_later": round(sum(growth.get(name, 0) for name in KEPT_FOR_DAYS) / jobs),
        "database_mb_empty": round((sum(size_before.values())) / 1e6, 1),
        "rss_mb": memory,
        "jobs_per_s": round(jobs / took, 1),
        "tables": {
            name: round(size / jobs) for name, size in sorted(growth.items(), key=lambda x: -x[1]) if size > jobs
        },
    }
    if url:
        found |= {
            "server_cpu_ms_per_job": round(cpu[1] / jobs * 1000, 1),
            "server_idle_cpu_percent": round(idle[1] * 100, 1),
        }
    return found


async def measure(people: int, jobs: int, rate: int, rooms: int) -> Figures:
    """Both databases, one after the other."""
    load = {"people": people, "jobs": jobs, "rate": rate, "rooms": rooms}
    with tempfile.TemporaryDirectory() as folder, real_pictures():
        on_sqlite = await measure_one(Path(folder) / "sqlite", "", 0, **load)
        server, handle = await asyncio.to_thread(start, Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
        try:
            pid = await asyncio.to_thread(pid_of, server)
            on_postgresql = await measure_one(Path(folder) / "postgresql", server.create()[1], pid, **load)
        finally:
            await asyncio.to_thread(handle.cleanup)
    return {"sqlite": on_sqlite, "postgresql": on_postgresql}


if __name__ == "__main__":
    show(measure, __doc__, people=200, jobs=400, rate=4, rooms=200)
