"""`python -m tests.emulators.discord --port N`: the emulator as a process of its own, with one bot."""

import argparse
import asyncio
import json
import signal
import sys

from .server import DiscordServer


async def _serve(port: int, token: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with DiscordServer(port=port) as server:
        bot = server.add_bot(token)
        sys.stdout.write(json.dumps({"api_url": server.api_url, "token": bot.token}) + "\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    """Serve until SIGINT or SIGTERM; the first line of output is a JSON object with the base of REST and the bot's token."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default="", help="of the bot; empty: a random one, told on the first line")
    args = parser.parse_args()
    asyncio.run(_serve(args.port, args.token))


if __name__ == "__main__":
    main()
