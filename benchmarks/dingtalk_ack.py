"""Acknowledgement latency on DingTalk, beside a robot built like the SDK's samples; longest event loop pause; calls per picture.

    python -m benchmarks.dingtalk_ack [--messages 500] [--json]

Four processes: the emulator of DingTalk with its users (this one, which measures), Shenbi, a studio that paints while the burst
arrives, and for comparison a robot built like the SDK's samples, which does the same work inside its handler (with fewer
messages, because it handles them one by one).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.emulators.dingtalk import Chat, DingTalkServer, Person, Settings

PEOPLE = 100
WAIT_S = 120.0
WARM_UP = 3
"""Pictures requested one after the other, to count the API calls of each."""


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python child process, ended with SIGTERM (and after a while with SIGKILL)."""
    running = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(running.wait(), 20.0)
            except TimeoutError:
                running.kill()
                await running.wait()


@asynccontextmanager
async def studio() -> AsyncIterator[str]:
    """Run the studio in its own process; yields its base URL."""
    code = "from bot.cli.main import main; main()"
    async with process("-c", code, "studio", "--port", "0") as running:
        assert running.stdout is not None
        line = await asyncio.wait_for(running.stdout.readline(), WAIT_S)
        yield line.decode().strip().partition("=")[2]


def percentile(values: list[float], share: float) -> float:
    """A percentile in milliseconds of values in seconds."""
    return round(statistics.quantiles(values, n=1000, method="inclusive")[round(share * 1000) - 1] * 1000, 1)


async def burst(rooms: list[tuple[Person, Chat]], count: int, words: str, timeout: float) -> list[float]:
    """Send `count` messages at once; returns the seconds from each push to its acknowledgement."""
    messages_sent = []
    for n in range(count):
        person, chat = rooms[n % len(rooms)]
        messages_sent.append(person.say(chat, f"{words} {n}"))
        await asyncio.sleep(
            0
        )  # Yield so that each frame is sent when it is made, as the real service, which is many processes, would.
    latencies = []
    for message in messages_sent:
        await message.acked(timeout)
        assert message.push is not None
        assert message.push.ack_latency_s is not None
        latencies.append(message.push.ack_latency_s)
    return latencies


def emulated_dingtalk() -> DingTalkServer:
    """An emulator with high quotas and without redelivery, since the SDK's robot acknowledges only after painting."""
    settings = Settings(api_calls_per_month=10**9, pushes_per_month=10**9, redeliver_after_s=None)
    return DingTalkServer(settings=settings, seed=1)


async def shenbi(messages: int, upstream: str, folder: Path) -> dict[str, Any]:
    """Measure Shenbi."""
    async with emulated_dingtalk() as dd:
        robot = dd.add_app("ding-app", "very-secret")
        people = [dd.add_person(f"人{n}", f"{n:04}") for n in range(PEOPLE)]
        rooms = [(person, dd.one_to_one(robot, person)) for person in people]
        report = folder / "report.json"
        settings = {
            "data_dir": str(folder / "data"),
            "web": {"enabled": False},
            "keeping": {"low_disk_mb": 0},
            "limits": {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 1_000_000},
            "upstream": {"base_url": upstream, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
            "dingtalk": {
                "client_id": "ding-app",
                "client_secret": "very-secret",
                "openapi_endpoint": dd.openapi_endpoint,
                "oapi_endpoint": dd.oapi_endpoint,
                "monthly_api_calls": 0,
                "monthly_pushes": 0,
            },
        }
        given = json.dumps({"settings": settings, "report": str(report)})
        async with process("-m", "benchmarks.dingtalk_roles", "bot", given) as bot:
            await dd.gateway.connected(2, timeout=WAIT_S)
            for n in range(WARM_UP):
                rooms[n][0].say(rooms[n][1], f"画 一只猫 {n}")
                await rooms[n][1].wait_for(lambda message: message.pictures, WAIT_S)
            calls = dd.usage.api_calls / WARM_UP
            bot.send_signal(signal.SIGUSR1)
            latencies = await burst(rooms, messages, "画 月下的小船", WAIT_S)
            # Painting and posting continue for some seconds after the burst; the longest pause includes them.
            await asyncio.sleep(5.0)
            violations = [str(violation) for violation in dd.violations]
        reported = json.loads(report.read_text(encoding="utf-8"))
        return {
            "messages": messages,
            "ack_p50_ms": percentile(latencies, 0.5),
            "ack_p99_ms": percentile(latencies, 0.99),
            "ack_max_ms": round(max(latencies) * 1000, 1),
            **reported,
            "calls_per_picture": round(calls, 2),
            "load_average": round(os.getloadavg()[0], 1),
            "violations": violations,
        }


async def sdk_shape(messages: int, upstream: str) -> dict[str, Any]:
    """Measure a robot built like the SDK's samples."""
    async with emulated_dingtalk() as dd:
        robot = dd.add_app("ding-app", "very-secret")
        person = dd.add_person("小李", "0147")
        rooms = [(person, dd.one_to_one(robot, person))]
        given = {
            "client_id": "ding-app",
            "client_secret": "very-secret",
            "openapi_endpoint": dd.openapi_endpoint,
            "oapi_endpoint": dd.oapi_endpoint,
            "upstream": upstream,
        }
        async with process("-m", "benchmarks.dingtalk_roles", "sdk", json.dumps(given)) as robot_process:
            await dd.gateway.connected(1, timeout=WAIT_S)
            latencies = await burst(rooms, messages, "画 月下的小船", 60.0 * messages)
            robot_process.kill()
        return {"sdk_shape_messages": messages, "sdk_shape_ack_p99_ms": percentile(latencies, 0.99)}


async def measure(messages: int, sdk_messages: int) -> dict[str, Any]:
    """Measure both robots."""
    with tempfile.TemporaryDirectory(prefix="dingtalk-ack-") as folder:
        async with studio() as upstream:
            figures = await shenbi(messages, upstream, Path(folder))
        async with studio() as upstream:
            return figures | await sdk_shape(sdk_messages, upstream)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dingtalk_ack", description=__doc__)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--sdk-messages", type=int, default=10)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    args = parser.parse_args()
    figures = asyncio.run(measure(args.messages, args.sdk_messages))
    if args.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
