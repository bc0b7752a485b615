"""The file of a result is gone before the job is done: it is fetched again, and the job does not stay where it is."""

from __future__ import annotations

from pathlib import Path

from bot.jobs.states import State
from bot.store.rows import PictureRow
from bot.upstream import CallFailed, Downloaded
from bot.upstream.outcomes import DownloadOutcome
from tests.jobs.bench import bench, png, settled


async def test_collector__file_that_vanished_between_two_passes_is_fetched_again(tmp_path: Path) -> None:
    async with bench(tmp_path) as at:
        fetched: list[str] = []

        def fetch(url: str) -> DownloadOutcome:
            fetched.append(url)
            return CallFailed("away") if len(fetched) == 2 else Downloaded(png(), "image/png")

        at.upstream.fetch = fetch
        number = await at.enqueue("ann", n=2)
        await at.run_for(60, lambda jobs: len(fetched) >= 2)
        await at.context.pictures.delete(f"jobs/{number}/0.png")
        await at.run_for(120, settled)
        assert (await at.job(number)).state == State.DONE
        pictures = await at.store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=number))
        for picture in pictures:
            assert await at.context.pictures.get(picture.key)
        assert len(pictures) == 2
