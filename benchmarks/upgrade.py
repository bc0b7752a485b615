"""Downtime of an upgrade from 0.1.0: from the last picture by the old version to the first by this one.

    python -m benchmarks.upgrade --json                {"sqlite": {"downtime_s": ..}, "postgresql": {"downtime_s": ..}}
    python -m benchmarks.upgrade --jobs 10000          a smaller database

For each database: 0.1.0 itself (a commit of this repository, with today's libraries) makes it and paints one picture, whose rows
are copied 100,000 times over 500 people; on PostgreSQL with that release's own `shenbi migrate`. Then 0.1.0 works on it, with a
person in the room; this version is started beside it and must refuse; the person's picture comes; 0.1.0 gets SIGTERM, and as soon
as it has ended this version is started. The person asks again until it answers. `start_s` is from starting the process until its
room listens, `start_cpu_s` its CPU time until then (with that of the database server). `restart_s` is the same without a
migration: this version stopped and started once more. All pictures come from a studio in this process that paints at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figures import Figures, show
from benchmarks.old_database import multiply
from benchmarks.processes import cpu_s, pid_of
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.chaos import free_port
from tests.crash.users import RoomUser
from tests.postgres import start

ROOT = Path(__file__).parents[1]
RELEASE = "95548fe1dcc7fc635faf87bda202f55e96912397"
PEOPLE = 500
PATIENCE_S = 300.0
POLL_S = 0.05
CALL_OLD = "from bot.cli import main; main()"
CALL_NEW = "from bot.cli.main import main; main()"


class Version:
    """The code of one version, run by this Python."""

    def __init__(self, tree: Path, call: str, environment: dict[str, str]) -> None:
        self._command = [sys.executable, "-c", call]
        self._environment = {**environment, "PYTHONPATH": str(tree)}
        self._tree = tree

    async def call(self, *words: str, **more: str) -> tuple[int, str]:
        """Run a command to its end; its exit status and what it wrote."""
        process = await self._start(*words, **more)
        assert process.stdout is not None
        said = await process.stdout.read()
        return await process.wait(), said.decode().strip()

    async def run(self) -> Process:
        """`shenbi run`, which has printed the address of its room when this returns."""
        process = await self._start("run")
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while b"http://127.0.0.1" not in (line := await process.stdout.readline()):
                assert line, f"it ended: {await process.wait()}"
        return process

    async def _start(self, *words: str, **more: str) -> Process:
        return await asyncio.create_subprocess_exec(
            *self._command,
            *words,
            cwd=self._tree,
            env={**self._environment, **more},
            stdout=PIPE,
            stderr=subprocess.STDOUT,
        )


class Visitor:
    """The person in the room, who asks for one picture after the other."""

    def __init__(self, port: int) -> None:
        self._user = RoomUser(Random(1), [port])
        self._asked = 0

    async def open(self) -> None:
        await self._user.start()

    async def picture(self) -> float:
        """Ask, however often that fails, and wait for the picture; when it was there (monotonic)."""
        self._asked += 1
        token = f"token{self._asked}x"
        async with asyncio.timeout(PATIENCE_S):
            await self._user.say(f"/imagine {token} lanterns", token)
            while True:
                if any(token in each["text"] and each["milestone"] == "done" for each in await self._user.posts()):
                    return time.monotonic()
                await asyncio.sleep(POLL_S)

    async def close(self) -> None:
        await self._user.close()


def unpack(commit: str, target: Path) -> None:
    """The tree of a commit of this repository."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        tar.extractall(target, filter="data")


async def stop(process: Process) -> float:
    """Stop as an init system does; returns how long it took."""
    began = time.monotonic()
    process.terminate()
    await asyncio.wait_for(process.wait(), PATIENCE_S)
    return time.monotonic() - began


async def upgrade(old: Version, new: Version, visitor: Visitor, server_pid: int) -> Figures:
    """From one version to the other, and a restart of the new one."""

    async def start() -> tuple[Process, float, float]:
        """The new version, how long it took until it listened, and the CPU time (with the server's)."""
        began, used = time.monotonic(), cpu_s(server_pid) if server_pid else 0.0
        process = await new.run()
        used = (cpu_s(server_pid) if server_pid else 0.0) - used + cpu_s(process.pid)
        return process, time.monotonic() - began, used

    running = await old.run()
    try:
        await visitor.picture()
        status, refusal = await new.call("run", SHENBI_WEB_PORT=str(free_port()))
        assert status == 2, f"the newer version should refuse: {status} {refusal}"
        assert "\n" not in refusal, refusal
        status, said = await new.call("migrate", "--dry-run", "--json")
        assert status == 0, said
        plan = json.loads(said.splitlines()[-1])
        assert plan["users"], "the older process should be named"
        last = await visitor.picture()
        stopped = await stop(running)
        running, started, start_cpu = await start()
        first = await visitor.picture()
        last_before_restart = await visitor.picture()
        await stop(running)
        running, _, restart_cpu = await start()
        restarted = await visitor.picture()
    finally:
        await stop(running)
    status, said = await new.call("ledger")
    assert status == 0, said
    return {
        "downtime_s": round(first - last, 1), "stop_s": round(stopped, 1), "start_s": round(started, 1),
        "start_cpu_s": round(start_cpu, 1), "restart_s": round(restarted - last_before_restart, 1),
        "restart_cpu_s": round(restart_cpu, 1), "migrations": len(plan["planned"]), "refusal": refusal,
    }  # fmt: skip


async def measure_one(folder: Path, release: Path, studio: Studio, url: str, server_pid: int, jobs: int) -> Figures:
    """One database, SQLite if there is no `url`."""
    port = free_port()
    data = folder / "data"
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
        "SHENBI_DATA_DIR": str(data), "SHENBI_WEB_PORT": str(port), "SHENBI_LANGUAGE": "en", "SHENBI_DAILY_YUAN": "1000000",
        "DASHSCOPE_API_KEY": "sk-upgrade-0001", "DASHSCOPE_HTTP_BASE_URL": studio.base_url,
    }  # fmt: skip
    old, visitor = Version(release, CALL_OLD, environment), Visitor(port)
    try:
        running = await old.run()
        await visitor.open()
        await visitor.picture()
        await stop(running)
        rows = await asyncio.to_thread(multiply, data / "shenbi.db", jobs=jobs, people=PEOPLE)
        if url:
            status, said = await old.call("migrate", "--from", f"sqlite:///{data / 'shenbi.db'}", "--to", url)
            assert status == 0, said
            environment["SHENBI_DATABASE_URL"] = url
            (data / "shenbi.db").unlink()
            old = Version(release, CALL_OLD, environment)
        figures = await upgrade(old, Version(ROOT, CALL_NEW, environment), visitor, server_pid)
        return {**figures, "jobs": rows["job"], "events": rows["job_event"], "posts": rows["post"]}
    finally:
        await visitor.close()


async def measure(jobs: int) -> Figures:
    """Both databases, one after the other."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        await asyncio.to_thread(unpack, RELEASE, release)
        options = StudioOptions(
            settings=StudioSettings(canned=True, min_task_s=0.0, submissions_per_second={"wanx-v1": 50.0})
        )
        async with Studio(options) as studio:
            found["sqlite"] = await measure_one(Path(folder) / "sqlite", release, studio, "", 0, jobs)
            server, handle = await asyncio.to_thread(start, Path(tempfile.mkdtemp(prefix="pg")), fsync=True)
            try:
                url = server.create()[1]
                found["postgresql"] = await measure_one(
                    Path(folder) / "postgresql", release, studio, url, pid_of(server), jobs
                )
            finally:
                await asyncio.to_thread(handle.cleanup)
    return found


if __name__ == "__main__":
    show(measure, __doc__, jobs=100_000)
