"""Start and stop, and the errors of starting."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from studio.server import Studio, StudioOptions, run_studio
from tests.studio.client import CANNED, studio_client


async def test_server__port_that_is_taken(tmp_path: Path) -> None:
    async with Studio() as first:
        port = int(first.base_url.rsplit(":", 1)[1].partition("/")[0])
        second = Studio(StudioOptions(data_dir=tmp_path))
        with pytest.raises(OSError, match="in use"):
            await second.start(port=port)
        await second.stop()
        with pytest.raises(OSError, match="in use"):
            await run_studio(StudioOptions(), port=port, stop=asyncio.Event())


async def test_server__one_studio_a_folder(tmp_path: Path) -> None:
    async with Studio(StudioOptions(data_dir=tmp_path)):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await Studio(StudioOptions(data_dir=tmp_path)).start()
    async with Studio(StudioOptions(data_dir=tmp_path)):
        pass


async def test_server__alone_it_serves_until_told_to_stop() -> None:
    stop, urls = asyncio.Event(), list[str]()

    def started(base_url: str) -> None:
        urls.append(base_url)
        stop.set()

    await run_studio(StudioOptions(settings=CANNED), stop=stop, started=started)
    assert urls[0].startswith("http://127.0.0.1:") and urls[0].endswith("/api/v1")


async def test_server__task_of_a_model_no_longer_served(tmp_path: Path) -> None:
    async with studio_client(StudioOptions(data_dir=tmp_path, settings=CANNED)) as client:
        client.studio.change_settings(min_task_s=1000)
        task_id = (await client.create(model="wan2.2-t2i-flash", n=1)).task_id
    models = tmp_path / "models.toml"
    source = Path(__file__).parents[2] / "config" / "models.toml"
    models.write_text(source.read_text("utf-8").replace('"wan2.2-t2i-flash"', '"renamed"'), "utf-8")
    options = StudioOptions(data_dir=tmp_path, settings=CANNED, models_file=models)
    async with studio_client(options) as client:
        answer = await client.until_finished(task_id)
        assert (answer.task_status, answer.body["output"]["message"]) == ("FAILED", "Model not exist.")
