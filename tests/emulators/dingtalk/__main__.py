"""`python -m tests.emulators.dingtalk --port N`: the emulator on its own, driven through `/_control/`."""

import argparse
import asyncio
import json
import signal
import sys

from .clock import Clock, ManualClock, RealClock
from .server import DingTalkServer


async def _serve(clock: Clock, args: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with DingTalkServer(
        clock=clock, seed=args.seed, port=args.port, oapi_port=args.oapi_port, control=True
    ) as server:
        addresses = {"openapi_endpoint": server.openapi_endpoint, "oapi_endpoint": server.oapi_endpoint}
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    """Serve until SIGINT or SIGTERM; the first line of output is a JSON object with both base URLs."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.dingtalk", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the OpenAPI, gateway and control (0: any)")
    parser.add_argument("--oapi-port", type=int, default=0, help="of oapi (0: any)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--manual-clock", action="store_true", help="time stands still until `advance` moves it")
    args = parser.parse_args()
    asyncio.run(_serve(ManualClock() if args.manual_clock else RealClock(), args))


if __name__ == "__main__":
    main()
