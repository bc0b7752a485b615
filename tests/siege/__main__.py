"""`python -m tests.siege [--seconds 60] [--json]`: all attacks at once while ten honest users work, on loopback.

The bot runs as `shenbi run` in a separate process with 256 file descriptors, with the room and Telegram's webhook
open; attackers in processes of their own at nice 19; the studio (with canned pictures), Telegram's emulator and the
honest users in this one. The last line of output:

    {"honest_p99_ms": from sending a line until the first answer is shown, "peak_mb": peak memory of the bot's process,
     "log_mb": size of its log, "lost": lines that were acknowledged and never answered}

Exit status 1 if one of them is over its limit.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.emulators.telegram import FloodLimits, TelegramServer
from tests.siege.attacks import ATTACKS
from tests.siege.people import Record, RoomUser, TelegramUser, send_lines

ROOT = Path(__file__).parents[2]
TOKEN = "123456:an-emulated-token"
DESCRIPTORS = 256
PEOPLE = 5  # at the room, and as many on Telegram
LIMITS = {"honest_p99_ms": 1000.0, "peak_mb": 400.0, "log_mb": 1.0, "lost": 0.0}
START_S = 60.0
GROUPS = (
    "half_heads,half_bodies,half_webhooks",
    "unread_answers,unread_sockets",
    "compressed",
    "uploads,slow_uploads",
    "bombs,pieces,long_words",
    "malformed,strangers,requests",
)


async def siege(folder: Path, seconds: float, groups: tuple[str, ...] = GROUPS) -> dict[str, Any]:
    """The figures of one siege, with the attackers' rates under `attacks`."""
    port = free_port()
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=0.2), seed=1)
    async with Studio(options) as studio, TelegramServer(limits=FloodLimits.off()) as tg:
        bot = tg.add_bot(TOKEN)
        write_settings(folder, studio.base_url, tg.origin, port)
        async with running(folder) as (process, home):
            visitors = [RoomUser(home, f"visitor-{number}") for number in range(PEOPLE)]
            for visitor in visitors:
                await visitor.open()
            people = [tg.add_person(f"Person {number}") for number in range(PEOPLE)]
            chatters = [TelegramUser(person, tg.private_chat(bot, person)) for person in people]
            record = Record()
            watching = [asyncio.create_task(visitor.watch()) for visitor in visitors]
            room = home.removeprefix("http://").rstrip("/")
            attackers = [await attack(group, room, f"127.0.0.1:{port}", seconds) for group in groups]
            for attacker in attackers:
                await ready(attacker)
            for attacker in attackers:
                assert attacker.stdin is not None
                attacker.stdin.write(b"\n")
            until = time.monotonic() + seconds
            try:
                saying = [each.say for each in visitors] + [each.say for each in chatters]
                await asyncio.gather(*(send_lines(record, until, say, number) for number, say in enumerate(saying)))
            finally:
                for task in watching:
                    task.cancel()
                await asyncio.gather(*watching, return_exceptions=True)
                rates = [await result_of(attacker, seconds) for attacker in attackers]
                for visitor in visitors:
                    await visitor.close()
            peak, cpu = peak_mb(process.pid), cpu_s(process.pid)
    return {
        "attacks": {name: rate for found in rates for name, rate in found.items()},
        "lines": len(record.lines),
        "cpu_s": round(cpu, 1),
        "honest_p50_ms": round(record.percentile(0.5) * 1000),
        "honest_p99_ms": round(record.percentile(0.99) * 1000),
        "peak_mb": round(peak, 1),
        "log_mb": round((folder / "log").stat().st_size / 2**20, 3),
        "lost": record.lost,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_settings(folder: Path, studio: str, telegram: str, port: int) -> None:
    """A shenbi.toml without limits on users, so that an honest request is never refused."""
    (folder / "shenbi.toml").write_text(
        f"""
language = "en"
data_dir = "{folder / "data"}"
[upstream]
base_url = "{studio}"
[[upstream.accounts]]
name = "main"
keys = ["sk-test-0001"]
[limits]
waiting_jobs = 0
requests_per_minute = 0
daily_yuan = 100000
[web]
port = 0
[telegram]
bot_token = "{TOKEN}"
base_url = "{telegram}"
webhook_url = "http://127.0.0.1:{port}/hook"
webhook_port = {port}
[keeping]
low_disk_mb = 0
""",
        encoding="utf-8",
    )


@contextlib.asynccontextmanager
async def running(folder: Path) -> Any:
    """Run the bot: its process and the address of its room."""
    command = f'ulimit -n {DESCRIPTORS}; exec "$0" -c "from bot.cli.main import main; main()" run'
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("SHENBI_", "DASHSCOPE_"))}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", command, sys.executable,
            cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=log,
            env={**keep, "SHENBI_CONFIG": str(folder / "shenbi.toml"), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_S):
            line = (await process.stdout.readline()).decode()
        assert "http://" in line, (line, (folder / "log").read_text(encoding="utf-8", errors="replace"))
        address = "http://" + line.partition("http://")[2].split()[0].rstrip("/") + "/"
        yield process, address
        assert process.returncode is None, "the bot has ended"
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()


async def attack(group: str, room: str, webhook: str, seconds: float) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.siege.attacks", group, room, webhook, str(seconds),
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def ready(attacker: asyncio.subprocess.Process) -> None:
    """Wait until an attacker's process has prepared its payloads and logged in."""
    assert attacker.stdout is not None
    async with asyncio.timeout(START_S):
        assert await attacker.stdout.readline() == b"ready\n"


async def result_of(attacker: asyncio.subprocess.Process, seconds: float) -> dict[str, Any]:
    """The figures that an attacker's process printed."""
    try:
        out, _ = await asyncio.wait_for(attacker.communicate(), seconds + 60)
    except TimeoutError:
        attacker.kill()
        raise
    assert attacker.returncode == 0, "an attacker broke"
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def peak_mb(pid: int) -> float:
    """Peak resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmHWM")


def groups_without(without: str) -> tuple[str, ...]:
    """The groups of attacks without some."""
    left_out = set(ATTACKS if without == "all" else without.split(","))
    groups = (",".join(name for name in group.split(",") if name not in left_out) for group in GROUPS)
    return tuple(filter(None, groups))


def cpu_s(pid: int) -> float:
    """CPU time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.siege", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true", help="the figures alone, as the last line")
    parser.add_argument(
        "--without",
        default="",
        help="attacks to leave out, joined by commas; 'all': the figures of the machine without attacks",
    )
    parser.add_argument("--keep", type=Path, help="a folder for the bot's data and its log, which stay")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siege-")))
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            parser.error(f"{folder} is not empty")
        figures = asyncio.run(siege(folder, options.seconds, groups_without(options.without)))
    for name, rate in figures.pop("attacks").items():
        print(f"{name:16} {rate['tries']:8} tries {rate['per_s']:10} /s")  # noqa: T201
    print(f"honest lines: {figures.pop('lines')}, half of them answered within {figures.pop('honest_p50_ms')} ms")  # noqa: T201
    print(f"the bot's processor time: {figures.pop('cpu_s')} s")  # noqa: T201
    over = [name for name, limit in LIMITS.items() if figures[name] > limit]
    if not options.json:
        print(f"limits: {LIMITS}; over: {over or 'none'}")  # noqa: T201
    print(json.dumps(figures))  # noqa: T201
    return bool(over)


if __name__ == "__main__":
    sys.exit(main())
