"""What is kept of a task's results."""

from __future__ import annotations

import json
from pathlib import Path

from bot.jobs.stored_results import REFUSED_PICTURE, StoredResult, as_told
from bot.store.rows import JobRow
from tests.jobs.bench import bench, settled
from tests.jobs.test_models_that_answer import MODEL, painted


async def test_stored_results__addresses_are_not_kept_beyond_the_pictures(tmp_path: Path) -> None:
    """They are signed, lapse within a day, and were a third of the job's row."""
    async with bench(tmp_path, model=MODEL) as at:
        at.upstream.creation = lambda request: painted()
        number = await at.enqueue("ann")
        await at.run_for(60, settled)
        job = await at.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=number))
        assert (job.state, job.results) == ("done", "[]")


def test_stored_results__what_a_person_is_told_is_kept() -> None:
    results = [
        StoredResult(0, "https://results/0"),
        StoredResult(1, "https://results/1", code="c", text_id=REFUSED_PICTURE),
        StoredResult(2, "https://results/2", unread=("glimmer",)),
    ]
    assert json.loads(as_told(results)) == [
        {"index": 1, "url": "", "code": "c", "text_id": REFUSED_PICTURE},
        {"index": 2, "url": "", "unread": ["glimmer"]},
    ]
