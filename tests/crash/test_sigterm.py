"""`shenbi run` in a separate process, stopped, then killed, while jobs are queued and running."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from random import Random

import pytest

from tests.crash.chaos import free_port
from tests.crash.users import FINAL, RoomUser

STOP_S = 10.0
PATIENCE_S = 240.0


async def _shenbi(folder: Path, port: int) -> Process:
    """Start it, and wait until it prints the room's address."""
    command = Path(sys.executable).with_name("shenbi")
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = {**kept, "SHENBI_DATA_DIR": str(folder), "SHENBI_WEB_PORT": str(port), "SHENBI_LANGUAGE": "en"}
    process = await asyncio.create_subprocess_exec(
        command, "run", env=environment, cwd=folder, stdout=PIPE, stderr=None
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        while f":{port}" not in (await process.stdout.readline()).decode():
            assert not process.stdout.at_eof(), f"it ended: {await process.wait()}"
    return process


async def _until(visitor: RoomUser, milestones: frozenset[str], count: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if sum(post["milestone"] in milestones for post in await visitor.posts()) >= count:
                return
            await asyncio.sleep(0.1)


async def _stop(process: Process) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        assert await asyncio.wait_for(process.wait(), STOP_S) == 0
    finally:
        if process.returncode is None:
            process.kill()


@pytest.mark.long
@pytest.mark.timeout(900)  # Four pictures are painted for real.
async def test_sigterm__stop_takes_ten_seconds_at_most_and_neither_it_nor_a_kill_loses_anything(tmp_path: Path) -> None:
    port = free_port()
    visitor = RoomUser(Random(1), [port])
    process = await _shenbi(tmp_path, port)
    try:
        await visitor.start()
        for number in range(4):
            await visitor.say(f"/imagine token{number}x lanterns", f"nonce{number}")
        await _until(visitor, frozenset({"running"}), 1)
        await _stop(process)
        process = await _shenbi(tmp_path, port)
        await _until(visitor, FINAL, 1)
        process.kill()
        await process.wait()
        process = await _shenbi(tmp_path, port)
        await _until(visitor, FINAL, 4)
        posts = await visitor.posts()
        await _stop(process)
        assert process.stdout is not None
        # No child process that they left holds the pipe open.
        await asyncio.wait_for(process.stdout.read(), STOP_S)
    finally:
        await visitor.close()
        if process.returncode is None:
            process.kill()
            await process.wait()
    for number in range(4):
        shown = [post for post in posts if f"token{number}x" in post["text"]]
        assert [post["milestone"] for post in shown] == ["done"], shown
        assert shown[0]["picture"]
