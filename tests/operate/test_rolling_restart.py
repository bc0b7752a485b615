"""Two real processes of one version on one PostgreSQL, restarted one after the other while people write: no message is lost,
and none is handled twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.crash.chaos import free_port
from tests.crash.users import RoomUser
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url

PEOPLE = 3
STOP_S = 10.0
PATIENCE_S = 120.0
POLL_S = 0.2
RATE = {"wanx-v1": 50.0}


class Processes:
    """Two `shenbi run` that share a database and a folder, each at its own port."""

    def __init__(self, folder: Path, database: str, upstream: str) -> None:
        self.ports = [free_port(), free_port()]
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        self._folder = folder
        self._environment = {
            **kept, "SHENBI_DATA_DIR": str(folder / "data"), "SHENBI_DATABASE_URL": database, "SHENBI_LANGUAGE": "en",
            "DASHSCOPE_API_KEY": "sk-rolling", "DASHSCOPE_HTTP_BASE_URL": upstream, "SHENBI_DAILY_YUAN": "1000",
        }  # fmt: skip
        # People who write without a pause come to more than the usual 20 requests a minute.
        (folder / "shenbi.toml").write_text("[limits]\nrequests_per_minute = 0\n", encoding="utf-8")
        self._running: dict[int, Process] = {}

    async def start(self, number: int) -> None:
        """Start one, and wait until it prints the room's address."""
        port = self.ports[number]
        process = self._running[number] = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("shenbi"), "run", stdout=PIPE, stderr=None, cwd=self._folder,
            env={**self._environment, "SHENBI_WEB_PORT": str(port)},
        )  # fmt: skip
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while f":{port}" not in (await process.stdout.readline()).decode():
                assert not process.stdout.at_eof(), f"it ended: {await process.wait()}"

    async def stop(self, number: int) -> None:
        """Stop one as an init system does."""
        process = self._running.pop(number)
        process.send_signal(signal.SIGTERM)
        try:
            assert await asyncio.wait_for(process.wait(), STOP_S) == 0
        finally:
            if process.returncode is None:
                process.kill()

    async def kill_all(self) -> None:
        """At the end of the test, however it ended."""
        for process in self._running.values():
            process.kill()
            await process.wait()


class Writers:
    """People who write without a pause until told to stop; every message is one that the room has confirmed."""

    def __init__(self, ports: list[int]) -> None:
        self.visitors = [RoomUser(Random(number), ports) for number in range(PEOPLE)]
        self.said: list[list[str]] = [[] for _ in range(PEOPLE)]
        self._writing = True
        self._another = asyncio.Event()

    async def write(self, number: int) -> None:
        """Ask for a picture, and for the next one when the last but one is there."""
        visitor, said = self.visitors[number], self.said[number]
        await visitor.start()
        while self._writing:
            token = f"token{number}n{len(said)}x"
            await visitor.say(f"/imagine {token} lanterns", token)
            said.append(token)
            self._another.set()
            await self.until_done(number, len(said) - 1)

    async def until_done(self, number: int, count: int) -> None:
        """Wait until so many of a person's pictures are there."""
        posts: list[dict[str, Any]] = []
        try:
            async with asyncio.timeout(PATIENCE_S):
                while sum(post["milestone"] == "done" for post in posts) < count:
                    posts = await self.visitors[number].posts()
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            shown = [(post["milestone"], post["text"]) for post in posts]
            raise AssertionError(f"not {count} pictures of {self.said[number]} are there: {shown}") from None

    async def until_said(self, more: int) -> None:
        """Wait until everybody has written so many more messages."""
        wanted = [len(said) + more for said in self.said]
        async with asyncio.timeout(PATIENCE_S):
            while any(len(said) < least for said, least in zip(self.said, wanted, strict=True)):
                self._another.clear()
                await self._another.wait()

    def stop(self) -> None:
        self._writing = False


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_rolling_restart__no_message_is_lost_and_none_is_handled_twice(tmp_path: Path, postgres_url: str) -> None:
    studio = Studio(StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.3, submissions_per_second=RATE)))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(studio)
        processes = Processes(tmp_path, postgres_url, studio.base_url)
        stack.push_async_callback(processes.kill_all)
        await asyncio.gather(processes.start(0), processes.start(1))
        writers = Writers(processes.ports)
        for visitor in writers.visitors:
            stack.push_async_callback(visitor.close)
        async with asyncio.TaskGroup() as group:
            for number in range(PEOPLE):
                group.create_task(writers.write(number))
            await writers.until_said(2)
            for number in (0, 1):
                await processes.stop(number)
                await writers.until_said(1)  # The other one goes on alone.
                await processes.start(number)
                await writers.until_said(1)
            writers.stop()
        for number, (visitor, said) in enumerate(zip(writers.visitors, writers.said, strict=True)):
            await writers.until_done(number, len(said))
            posts = await visitor.posts()
            for token in said:
                shown = [post for post in posts if token in post["text"]]
                assert [post["milestone"] for post in shown] == ["done"], (token, shown)
                assert shown[0]["picture"]
        assert len(studio.record()["tasks"]) == sum(map(len, writers.said)), "each was painted once"
        for number in (0, 1):
            await processes.stop(number)
