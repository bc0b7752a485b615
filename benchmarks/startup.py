"""Time from start to the first accepted message, and idle memory with a real key (which loads no painter).

    python -m benchmarks.startup --json      {"ready_s": .., "rss_mb": ..}

`ready_s` is from starting the process until the web room has accepted a message; `rss_mb` is its resident memory five
seconds later.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from tests.web.visitor import visiting

IDLE_S = 5.0
PATIENCE_S = 30.0


async def measure(folder: str) -> dict[str, float]:
    """Start `shenbi run` on an empty folder and send a message in its room."""
    environment = {
        **{
            key: value for key, value in os.environ.items() if not key.startswith(("SHENBI_", "TELEGRAM_", "DINGTALK_"))
        },
        "DASHSCOPE_API_KEY": "sk-benchmark-0001",
        # The discard port: an idle bot sends nothing upstream.
        "DASHSCOPE_HTTP_BASE_URL": "http://127.0.0.1:9/api/v1",
        "SHENBI_DATA_DIR": folder,
        "SHENBI_WEB_PORT": "0",
    }
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("shenbi"), "run", env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            line = (await process.stdout.readline()).decode()
        address = re.search(r"http://\S+", line)
        assert address, f"no address in {line!r}"
        await _say(address.group(0))
        ready = time.monotonic() - began
        await asyncio.sleep(IDLE_S)
        rss = psutil.Process(process.pid).memory_info().rss / 1e6
    finally:
        process.terminate()
        await process.wait()
    return {"ready_s": round(ready, 2), "rss_mb": round(rss, 1)}


async def _say(address: str) -> None:
    """Open the room as a browser does and write `/help`."""
    async with visiting(address) as visitor:
        await visitor.say("/help")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(folder))
    print(
        f"ready after {figures['ready_s']} s; {figures['rss_mb']} MB idle",
        file=sys.stderr if wanted.json else sys.stdout,
    )
    if wanted.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
