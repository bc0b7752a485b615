"""A job with a prompt of a person's, in a database that nobody works on."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from studio.server import Studio
from tests.conftest import running_app


async def held_job(folder: Path, studio: Studio, prompt: str) -> None:
    """Leave job 1 behind with exactly this prompt, not ended."""
    async with running_app(folder, studio) as shenbi:
        await shenbi.chat.say("/imagine a fox")
        await shenbi.chat.picture()
    with closing(sqlite3.connect(folder / "shenbi.db")) as raw:
        (request,) = raw.execute("SELECT request FROM job WHERE id = 1").fetchone()
        changed = json.dumps({**json.loads(request), "prompt": prompt})
        raw.execute("UPDATE job SET request = ?, state = 'held', ended_at = NULL WHERE id = 1", [changed])
        raw.commit()
