"""The verdict on held jobs can fail: a job may be held only if its outcome cannot be known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.crash.verdict import DatabaseRows, Verdict, _held_jobs


def job(number: int, state: str) -> dict[str, Any]:
    request = json.dumps({"prompt": f"word{number}", "seed": number})
    why = "2 could belong together"
    return {"id": number, "pool_id": 1, "state": state, "request": request, "error_code": why, "protocol": "task"}


@pytest.mark.parametrize(
    ("lost", "painted", "problems"),
    [
        ([1, 2], [1], 0),  # Either could be whose task it is.
        ([1], [1], 1),  # The only one whose answer was lost: the task is its own.
        ([1, 2], [], 1),  # Nothing was accepted, and the list shows that.
        ([1, 2], [3], 1),  # What was accepted belongs to one that had its answer.
    ],
)
def test_verdict__job_is_held_only_if_its_outcome_cannot_be_known(
    lost: list[int], painted: list[int], problems: int
) -> None:
    jobs = [job(1, "held"), job(2, "done"), job(3, "done")]
    answers = [{"job_id": number, "pool_id": 1} for number in lost]
    rows = DatabaseRows(
        jobs=jobs, posts=[], inbox=[], pictures=[], costs=[], lost_answers=answers, audit=[], open_calls=[]
    )
    verdict = Verdict()
    _held_jobs(verdict, rows, {"tasks": [{"prompt": f"word{number}", "seed": number} for number in painted]})
    assert len(verdict.problems) == problems, verdict.problems
