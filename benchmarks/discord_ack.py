"""How long people on Discord wait for the sign that a command was taken: it fails after three seconds, for good.

    python -m benchmarks.discord_ack --json
    {"steady_p99_ms": .., "burst_p99_ms": .., ..}

`steady`: 50 commands a second for some seconds; `burst`: 500 at once. Each is saved before it is answered. Three processes: the
emulator of Discord with its people (this one, which measures), Shenbi with SQLite, and a studio that paints meanwhile.
`longest_pause_cpu_ms` is how long Shenbi's event loop was busy without a break, without what other processes took.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.dingtalk_ack import WAIT_S, percentile, process
from benchmarks.dingtalk_roles import Probe
from tests.discord.world import DISCORD_TOKEN, discord_options
from tests.emulators.discord import Channel, DiscordServer, Interaction, Person

PEOPLE, CHANNELS = 100, 50
STEADY_PER_S, STEADY_S, BURST = 50, 10, 500


@asynccontextmanager
async def studio() -> AsyncIterator[str]:
    """A studio in a process of its own, at the lowest priority: the service that it stands for is on other machines."""
    code = "import os; os.nice(19); from bot.cli.main import main; main()"
    async with process("-c", code, "studio", "--port", "0") as running:
        assert running.stdout is not None
        line = await asyncio.wait_for(running.stdout.readline(), WAIT_S)
        yield line.decode().strip().partition("=")[2]


async def bot(options: dict[str, Any]) -> dict[str, float]:
    """Shenbi with Discord as its only platform, until SIGTERM. SIGUSR1 resets the probe; returns its report."""
    from adapters.discord import DiscordAdapter
    from bot.app import build
    from bot.runtime import logs
    from bot.runtime.gc_freeze import freeze_gc
    from config.settings import Settings

    logs.set_up("ERROR")
    probe = Probe()
    loop = asyncio.get_running_loop()
    async with build(Settings.model_validate(options["settings"]), adapters=[DiscordAdapter]) as app:
        running = asyncio.ensure_future(app.run(started=lambda _: freeze_gc()))
        probing = asyncio.ensure_future(probe.run())
        loop.add_signal_handler(signal.SIGTERM, running.cancel)
        loop.add_signal_handler(signal.SIGUSR1, probe.reset)
        with contextlib.suppress(asyncio.CancelledError):
            await running
        report = probe.report()
        probing.cancel()
    return report


class Crowd:
    """People in the channels of a server."""

    def __init__(self, discord: DiscordServer) -> None:
        self.discord = discord
        self.bot = discord.add_bot(DISCORD_TOKEN)
        self.people: list[Person] = [discord.add_person(f"P{number}") for number in range(PEOPLE)]
        guild = discord.guild("Painters", [*self.people, self.bot])
        self.channels: list[Channel] = [discord.channel(guild, f"c{number}") for number in range(CHANNELS)]

    def ask(self, number: int) -> Interaction:
        """Somebody asks for a picture."""
        person, channel = self.people[number % PEOPLE], self.channels[number % CHANNELS]
        return person.slash(channel, "imagine", prompt=f"a boat under the moon {number}")


async def latencies(asked: list[Interaction]) -> list[float]:
    """The seconds until each was answered; one that failed counts with Discord's limit."""
    changed, limit_s = asked[0].world.changed, asked[0].world.settings.callback_within_s
    for one in asked:
        await changed.wait_until(lambda one=one: one.answer or one.is_failed, WAIT_S, f"the end of {one!r}")  # type: ignore[misc]
    return [one.ack_latency_s if one.answer else limit_s for one in asked]


@asynccontextmanager
async def shenbi(discord: DiscordServer, upstream: str, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Shenbi in a process of its own; its report is in `folder` after it has ended."""
    settings = {
        "data_dir": str(folder / "data"),
        "web": {"enabled": False},
        "keeping": {"low_disk_mb": 0},
        "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 1_000_000},
        "upstream": {"base_url": upstream, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
        "discord": discord_options(discord),
    }
    given = json.dumps({"settings": settings, "report": str(folder / "report.json")})
    async with process("-m", "benchmarks.discord_ack", "--bot", given) as running:
        yield running


async def measure() -> dict[str, Any]:
    """Both measurements."""
    with tempfile.TemporaryDirectory(prefix="discord-ack-") as scratch:
        folder = Path(scratch)
        # A late answer is refused, as Discord does; it would show in `failed`.
        async with studio() as upstream, DiscordServer() as discord:
            crowd = Crowd(discord)
            async with shenbi(discord, upstream, folder) as running:
                await discord.gateway.connected(timeout=WAIT_S)
                while not crowd.bot.commands:  # noqa: ASYNC110 - the emulator has no event for it
                    await asyncio.sleep(0.05)
                await latencies([crowd.ask(0)])
                running.send_signal(signal.SIGUSR1)
                steady = await _steady(crowd)
                burst = await _burst(crowd)
                # Painting and posting go on for a while after the burst; the longest pause includes that.
                await asyncio.sleep(5.0)
            failed = sum(one.is_failed for one in discord.world.interactions.values())
            violations = [str(violation) for violation in discord.violations[:5]]
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {
        "steady_p50_ms": percentile(steady, 0.5),
        "steady_p99_ms": percentile(steady, 0.99),
        "burst_p50_ms": percentile(burst, 0.5),
        "burst_p99_ms": percentile(burst, 0.99),
        "burst_max_ms": round(max(burst) * 1000, 1),
        "failed": failed,
        **report,
        "load_average": round(os.getloadavg()[0], 1),
        "violations": violations,
    }


async def _steady(crowd: Crowd) -> list[float]:
    loop = asyncio.get_running_loop()
    began, asked = loop.time(), []
    for number in range(STEADY_PER_S * STEADY_S):
        await asyncio.sleep(max(0.0, began + number / STEADY_PER_S - loop.time()))
        asked.append(crowd.ask(number))
    return await latencies(asked)


async def _burst(crowd: Crowd) -> list[float]:
    asked = []
    for number in range(BURST):
        asked.append(crowd.ask(number))
        # Each is sent when it is made, as by the real service, which is many processes.
        await asyncio.sleep(0)
    return await latencies(asked)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.discord_ack", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--bot", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        given = json.loads(options.bot)
        Path(given["report"]).write_text(json.dumps(asyncio.run(bot(given))), encoding="utf-8")
        return
    figures = asyncio.run(measure())
    if options.json:
        sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
        return
    for name, value in figures.items():
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
