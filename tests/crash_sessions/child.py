"""Shenbi as a process of its own, as an operator starts it (`shenbi run` with a configuration file)."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

STOP_S = 20.0
RUN = "from bot.cli.main import main; main()"
# Nothing that a tester's own environment says may reach the process.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "NO_PROXY", "no_proxy", "PYTHONPATH")


class Child:
    """One Shenbi on one configuration; its log goes beside that. `lives` counts its starts."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._process: asyncio.subprocess.Process | None = None
        self.lives = 0

    async def start(self, crash_at: str = "") -> None:
        """Start it. With `crash_at` (a named point of bot/runtime/failpoints.py, `name:2` for its second time) it dies there."""
        assert not self.running
        environment = {name: value for name, value in os.environ.items() if name in _KEPT}
        environment["SHENBI_CONFIG"] = str(self._config)
        if crash_at:
            environment["SHENBI_CRASH_AT"] = crash_at
        with self._config.with_name("log.txt").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", RUN, "run", env=environment, stdout=log, stderr=log
            )
        self.lives += 1

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last."""
        assert self._process is not None
        return self._process.pid

    async def dead(self) -> int:
        """Wait for its end, whoever brings it about; its status, negative for a signal."""
        assert self._process is not None
        return await self._process.wait()

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end; make it, if it does not."""
        if self._process is None:
            return
        if self.running:
            self._process.send_signal(how)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def log(self) -> str:
        """The end of what it wrote."""
        path = self._config.with_name("log.txt")
        return path.read_text(encoding="utf-8", errors="replace")[-3000:] if path.exists() else ""
