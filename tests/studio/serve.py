"""A studio in a separate process, for tests that kill it: `python -m tests.studio.serve FOLDER MIN_TASK_S`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from studio.server import Settings, StudioOptions, run_studio


def main() -> None:
    """Serve until killed; the first line printed is the base URL."""
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    options = StudioOptions(data_dir=folder, settings=Settings(min_task_s=seconds, canned=True))

    def tell(base_url: str) -> None:
        sys.stdout.write(f"base_url {base_url}\n")
        sys.stdout.flush()

    async def run() -> None:
        await run_studio(options, stop=asyncio.Event(), started=tell)

    asyncio.run(run())


if __name__ == "__main__":
    main()
