"""The app as a child process that is killed and started again; children are forked by `fork_server`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.crash.fork_server import ChildSpec

ROOT = Path(__file__).parents[2]
END_S = 60.0
LOG_TAIL = 6000


@dataclass(slots=True)
class Process:
    """A running or ended process. `status` is its exit status, negative for a signal."""

    pid: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    status: int | None = None


class ForkServer:
    """Starts processes through `python -m tests.crash.fork_server`."""

    def __init__(self) -> None:
        self._server: asyncio.subprocess.Process | None = None
        self._running: dict[str, Process] = {}
        self._starting: dict[str, asyncio.Future[Process]] = {}
        self._reader: asyncio.Task[None] | None = None
        self._count = 0

    async def __aenter__(self) -> ForkServer:
        self._server = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.crash.fork_server",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        assert self._server.stdin is not None
        assert self._reader is not None
        self._server.stdin.close()  # The server then kills the children that are left.
        await self._server.wait()
        await self._reader

    async def fork(self, spec: ChildSpec) -> Process:
        """Start a process."""
        assert self._server is not None
        assert self._server.stdin is not None
        self._count += 1
        name = f"child-{self._count}"
        self._starting[name] = asyncio.get_running_loop().create_future()
        self._server.stdin.write(json.dumps({"name": name, "spec": asdict(spec)}).encode() + b"\n")
        return await asyncio.wait_for(self._starting[name], END_S)

    async def _read(self) -> None:
        assert self._server is not None
        assert self._server.stdout is not None
        async for line in self._server.stdout:
            event = json.loads(line)
            if name := event.get("started"):
                self._running[name] = Process(event["pid"])
                self._starting.pop(name).set_result(self._running[name])
            else:
                process = self._running.pop(event["ended"])
                process.status = event["status"]
                process.ended.set()


async def _ready_at_once() -> None:
    return


class Child:
    """The app on one configuration, in one process after the other. `ready` waits until a started one can be used."""

    def __init__(
        self, fork_server: ForkServer, spec: ChildSpec, ready: Callable[[], Awaitable[object]] = _ready_at_once
    ) -> None:
        self._fork_server = fork_server
        self._spec = spec
        self._ready = ready
        self._process: Process | None = None
        self.starts = 0

    async def start(self, **changes: Any) -> None:
        """Start it; `changes` to its spec hold for this start only."""
        assert not self.running
        self._process = await self._fork_server.fork(replace(self._spec, **changes))
        self.starts += 1

    async def until_ready(self) -> bool:
        """Wait until it can be used; False if it ended before, as it may when it is armed with a failpoint."""
        ready, ended = asyncio.ensure_future(self._ready()), asyncio.ensure_future(self.wait())
        try:
            await asyncio.wait((ready, ended), return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                return False
            ready.result()
            return True
        finally:
            for task in (ready, ended):
                task.cancel()
            await asyncio.gather(ready, ended, return_exceptions=True)

    @property
    def process(self) -> Process:
        """The process that runs, or ran last."""
        assert self._process is not None
        return self._process

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.status is None

    @property
    def status(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        return self.process.status

    async def wait(self) -> int:
        """Wait for its end; the exit status."""
        process = self.process
        await process.ended.wait()
        assert process.status is not None
        return process.status

    async def ends_within(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.process.ended.wait(), seconds)
        return not self.running

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    async def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal and wait for the end; the exit status."""
        self.send(number)
        return await asyncio.wait_for(self.wait(), END_S)

    def log(self) -> str:
        """The end of what it logged, over all starts."""
        path = Path(self._spec.log)
        return path.read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:] if path.exists() else ""
