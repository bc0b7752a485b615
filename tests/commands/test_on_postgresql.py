"""The same life on PostgreSQL: everything that a person can leave behind, and forgetting it."""

from __future__ import annotations

from pathlib import Path

from bot.commands.gallery.queries import Query, search
from studio.server import Studio
from tests.conftest import running_app
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.retention.test_erasure import a_life, everything, files, swept


async def test_postgresql__life_and_forgetting_it(tmp_path: Path, studio: Studio, postgres_url: str) -> None:
    async with running_app(tmp_path, studio, database_url=postgres_url) as shenbi:
        await a_life(shenbi)
        for query, count in (
            (Query(1), 5),
            (Query(1, words=("FOX",)), 2),
            (Query(1, words=("secretword", "fox"), starred=True), 2),
            (Query(1, style="anime"), 1),
            (Query(1, own=False), 0),
        ):
            page = await shenbi.app.store.read(search, query)
            assert len(page.pictures) == count, query
        await shenbi.chat.say("/forget yes")
        await shenbi.chat.text("are deleted")
        await swept(shenbi)
        assert "secretword" not in await everything(shenbi)
        assert files(shenbi) == set()
