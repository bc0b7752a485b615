"""``python -m tests.emulators.telegram --port N``: the emulator as a separate process, driven by ``/_control``."""

import argparse
import asyncio
import contextlib
import signal
import sys

from tests.emulators.clock import DrivenClock

from .flood import FloodLimits
from .server import TelegramServer


async def serve(port: int, *, flood: bool, driven: bool) -> None:
    """Serve until SIGTERM or SIGINT; the first line on stdout is the origin."""
    server = TelegramServer(
        port=port,
        clock=DrivenClock() if driven else None,
        limits=FloodLimits() if flood else FloodLimits.off(),
    )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with server:
        sys.stdout.write(f"{server.origin}\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.emulators.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port, told on the first line of output")
    parser.add_argument("--no-flood", action="store_true", help="no flood control")
    parser.add_argument("--driven", action="store_true", help="time moves only by POST /_control/advance")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, flood=not options.no_flood, driven=options.driven))


if __name__ == "__main__":
    main()
