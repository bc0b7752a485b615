"""What a process does not import because it does not need it: the modules that take memory and time."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path

import pytest

from tests.web.visitor import visiting

PATIENCE_S = 60.0
PARSER = {"typer", "click", "rich", "pygments"}
SERVER = {"aiohttp", "asyncio", "bot.app", "bot.store", "config.settings", "pydantic", "structlog"}
NEVER_IDLE = {
    # Platforms, a database and a picture store that are not configured.
    *("telegram", "discord", "dingtalk_stream", "requests", "psycopg", "obstore"),
    *("adapters.telegram.adapter", "adapters.dingtalk.adapter", "adapters.discord.adapter", "bot.store.postgresql"),
    # The painter, which a key makes needless.
    *("numpy", "cv2", "studio.server", "studio.painter"),
    # What comes with the first picture, album, backup, problem, or scrape of the metrics.
    *("PIL", "pillow_heif", "bot.media.image_opener", "bot.media.typography.fonts", "bot.sessions.album.page"),
    *("tarfile", "bot.retention.backup", "prometheus_client", "cryptography"),
}
PROGRAM = """
import atexit, json, sys
sys.argv = ["shenbi", *sys.argv[1:]]
from bot.cli.main import main
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
main()
"""


async def imported_by(*words: str, folder: Path, visit: bool = False) -> set[str]:
    """The modules that `shenbi WORDS` has imported when it ends; with `visit`, stopped after a message in its room."""
    ours = ("SHENBI_", "TELEGRAM_", "DINGTALK_", "DISCORD_", "DASHSCOPE_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"DASHSCOPE_API_KEY": "sk-test", "SHENBI_DATA_DIR": str(folder / "data"), "SHENBI_WEB_PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, *words, cwd=folder, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE_S):
            if visit:
                assert process.stdout is not None
                address = re.search(r"http://\S+", (await process.stdout.readline()).decode())
                assert address
                async with visiting(address.group(0)) as visitor:
                    await visitor.say("/help")
                process.terminate()
            _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return set(json.loads(errors.decode().splitlines()[-1]))


@pytest.mark.parametrize("word", ["--help", "--version"])
async def test_lean_start__help_loads_no_part_of_the_bot(word: str, tmp_path: Path) -> None:
    found = await imported_by(word, folder=tmp_path)
    assert "typer" in found
    assert not found & (SERVER | NEVER_IDLE | (PARSER - {"typer", "click"}))


async def test_lean_start__room_alone_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    found = await imported_by("run", folder=tmp_path, visit=True)
    assert "adapters.web.adapter" in found
    assert not found & (NEVER_IDLE | PARSER)
