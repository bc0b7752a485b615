"""Shenbi as a process of its own, as an operator starts it: `shenbi run` with a configuration file."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from tests.emulators.dingtalk import DingTalkServer

START_S = 60.0
STOP_S = 20.0

# Nothing that a tester's own environment says may reach the process.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "NO_PROXY", "no_proxy")


def write_config(folder: Path, dd: DingTalkServer, upstream_url: str) -> Path:
    """A configuration for this emulator and this studio, without limits that a storm of messages would meet."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f"""
data_dir = {json.dumps(str(folder / "data"))}
[web]
enabled = false
[limits]
waiting_jobs = 0
running_jobs = 100
requests_per_minute = 0
daily_yuan = 1000000
[keeping]
low_disk_mb = 0
[upstream]
base_url = {json.dumps(upstream_url)}
tasks_at_once = 8
create_timeout_s = 2
[[upstream.accounts]]
name = "main"
keys = ["sk-test-0001"]
[dingtalk]
client_id = "ding-app"
client_secret = "very-secret"
openapi_endpoint = {json.dumps(dd.openapi_endpoint)}
oapi_endpoint = {json.dumps(dd.oapi_endpoint)}
monthly_api_calls = 0
monthly_pushes = 0
"""
    path = folder / "shenbi.toml"
    path.write_text(text, encoding="utf-8")
    return path


class Child:
    """One Shenbi. Its log goes to a file beside the configuration."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, dd: DingTalkServer, crash_at: str = "") -> None:
        """Start it and wait until both of its connections stand. With `crash_at` it may die before that."""
        environment = {name: value for name, value in os.environ.items() if name in _KEPT}
        environment["SHENBI_CONFIG"] = str(self._config)
        if crash_at:
            environment["SHENBI_CRASH_AT"] = crash_at
        with self._config.with_name("log.txt").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                "from bot.cli.main import main; main()",
                "run",
                env=environment,
                stdout=log,
                stderr=log,
            )
        connected = asyncio.ensure_future(dd.gateway.connected(2, timeout=START_S))
        ended = asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait((connected, ended), return_when=asyncio.FIRST_COMPLETED)
            if not crash_at and ended.done():
                raise RuntimeError(f"Shenbi ended with {ended.result()}: {self.log()[-2000:]}")
        finally:
            connected.cancel()
            ended.cancel()
            await asyncio.gather(connected, ended, return_exceptions=True)

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to end."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.send_signal(how)
        await asyncio.wait_for(self._process.wait(), STOP_S)

    def log(self) -> str:
        """What it wrote so far."""
        return self._config.with_name("log.txt").read_text(encoding="utf-8", errors="replace")
