"""Start and idle memory: from start to the first accepted message, of `shenbi --help`, with 1,000 open rooms.

    python -m benchmarks.startup --json
    {"ready_s": .., "rss_mb": .., "help_s": .., "rooms_rss_mb": .., "bytes_per_room": ..}

With a real key (which loads no painter) on an empty folder. `ready_s` is from starting the process until the web room has
accepted a message, `rss_mb` its resident memory five seconds later, `help_s` what `shenbi --help` takes: medians of `--starts`.
`rooms_rss_mb` is the memory once `--rooms` people have their own room open in a browser, each with its own address and its socket
open, and nobody writes; this process is the browsers. `bytes_per_room`: what it grew by from one open room, by room.
"""

from __future__ import annotations

import asyncio
import os
import re
import resource
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median

import aiohttp
import psutil

from benchmarks.figures import Figures, show
from tests.crash.chaos import free_port
from tests.web.visitor import visiting

SHENBI = Path(sys.executable).with_name("shenbi")
IDLE_S = 5.0
PATIENCE_S = 60.0
TOO_FAST = 429
SIGN_ON = "X-Remote-User"
AT_ONCE = 20


def environment(folder: str, **more: str) -> dict[str, str]:
    """The environment of a process with an API key; its settings are those of `folder` alone."""
    ours = ("SHENBI_", "TELEGRAM_", "DINGTALK_", "DISCORD_")
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(ours)},
        "DASHSCOPE_API_KEY": "sk-benchmark-0001",
        # The discard port: an idle bot sends nothing upstream.
        "DASHSCOPE_HTTP_BASE_URL": "http://127.0.0.1:9/api/v1",
        "SHENBI_DATA_DIR": folder,
        "SHENBI_WEB_PORT": "0",
        **more,
    }


@asynccontextmanager
async def running(**settings: str) -> AsyncIterator[tuple[int, str]]:
    """`shenbi run` on an empty folder, until the end of the block: its PID, and the address of its room."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            SHENBI, "run", env=environment(folder, **settings), stdout=PIPE, stderr=DEVNULL
        )
        try:
            assert process.stdout is not None
            async with asyncio.timeout(PATIENCE_S):
                line = (await process.stdout.readline()).decode()
            address = re.search(r"http://\S+", line)
            assert address, f"no address in {line!r}"
            yield process.pid, address.group(0)
        finally:
            process.terminate()
            await process.wait()


def rss(pid: int) -> int:
    """Resident memory of a process, in bytes."""
    return int(psutil.Process(pid).memory_info().rss)


async def measure_start() -> tuple[float, float]:
    """Seconds until a message is accepted, and the memory some seconds later, in MB."""
    began = time.monotonic()
    async with running() as (pid, address):
        async with visiting(address) as visitor:
            await visitor.say("/help")
        ready = time.monotonic() - began
        await asyncio.sleep(IDLE_S)
        return ready, rss(pid) / 1e6


async def measure_help() -> float:
    """Seconds that `shenbi --help` takes."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(SHENBI, "--help", env=environment(folder), stdout=DEVNULL)
        assert await process.wait() == 0
    return time.monotonic() - began


class Browsers:
    """People who open their own rooms, behind a proxy at which each has signed on."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self.open: list[aiohttp.ClientWebSocketResponse] = []

    async def open_room(self, number: int) -> None:
        """Load the page of a person's own room and keep its socket open."""
        headers = {
            SIGN_ON: f"person{number}",
            "X-Forwarded-For": f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}",
            "Origin": self._address.rstrip("/"),
        }
        async with self._at_once:
            start = await self._started(headers)
            url = f"{self._address}ws/~?since={start['revision']}"
            socket = await self._session.ws_connect(url, headers=headers)
            await socket.receive()
            self.open.append(socket)

    async def _started(self, headers: dict[str, str]) -> Figures:
        body = {"room": "~", "language": "zh"}
        while True:
            async with self._session.post(f"{self._address}api/start", json=body, headers=headers) as answer:
                if answer.status != TOO_FAST:
                    assert answer.status == 200, await answer.text()
                    found: Figures = await answer.json()
                    return found
            await asyncio.sleep(1.0)


async def measure_rooms(rooms: int) -> tuple[int, float]:
    """The memory with this many rooms open, and how much each of them takes, in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4 * rooms + 200)), hard))
    port = free_port()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        config = Path(folder) / "shenbi.toml"
        config.write_text(
            f'[web]\npublic_origin = "http://127.0.0.1:{port}"\ntoken = "benchmark-token"\n'
            f'sign_on_header = "{SIGN_ON}"\nsign_on_proxies = ["127.0.0.1"]\n'
        )
        pid, address = await stack.enter_async_context(running(SHENBI_CONFIG=str(config), SHENBI_WEB_PORT=str(port)))
        jar, connector = aiohttp.DummyCookieJar(), aiohttp.TCPConnector(limit=0)
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar, connector=connector))
        browsers = Browsers(session, address)
        await browsers.open_room(0)
        await asyncio.sleep(IDLE_S)
        before = rss(pid)
        await asyncio.gather(*(browsers.open_room(number) for number in range(1, rooms)))
        await asyncio.sleep(IDLE_S)
        assert len(browsers.open) == rooms and not any(socket.closed for socket in browsers.open)
        return rss(pid), (rss(pid) - before) / max(1, rooms - 1)


async def measure(starts: int, rooms: int) -> Figures:
    """All figures."""
    started = [await measure_start() for _ in range(starts)]
    helped = [await measure_help() for _ in range(starts)]
    with_rooms, each = await measure_rooms(rooms)
    return {
        "ready_s": round(median(ready for ready, _ in started), 2),
        "rss_mb": round(median(memory for _, memory in started), 1),
        "help_s": round(median(helped), 3),
        "rooms_rss_mb": round(with_rooms / 1e6, 1),
        "bytes_per_room": round(each),
    }


if __name__ == "__main__":
    show(measure, __doc__, starts=5, rooms=1000)
