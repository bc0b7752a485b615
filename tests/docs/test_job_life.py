"""docs/job-life.md draws the ways that the code takes, no more and no fewer."""

from __future__ import annotations

import re
from pathlib import Path

from bot.jobs.states import EDGES, ENDED, State

PAGE = (Path(__file__).parents[2] / "docs" / "job-life.md").read_text(encoding="utf-8")


def test_job_life__diagram_is_the_code() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", PAGE, re.MULTILINE))
    assert drawn == {(str(a), str(b)) for a, b in EDGES}
    assert set(re.findall(r"^    (\w+) --> \[\*\]$", PAGE, re.MULTILINE)) == {str(state) for state in ENDED}


def test_job_life__every_way_has_its_reason() -> None:
    told = {(a, b): why for a, b, why in re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)}
    assert told == {(str(a), str(b)): why for (a, b), why in EDGES.items()}


def test_job_life__every_state_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \| (?!`\w+` \|)", PAGE, re.MULTILINE))
    assert explained == {str(state) for state in State}
