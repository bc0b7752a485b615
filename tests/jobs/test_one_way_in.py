"""Every prompt goes through one of two functions, which ask the rules about words."""

from __future__ import annotations

import re
from pathlib import Path

BOT = Path(__file__).parents[2] / "bot"


def test_prompts__jobs_and_calls_are_made_in_one_place_each_which_asks_the_rules() -> None:
    inserts = [
        (path.stem, name)
        for path in (BOT / "store" / "sql").glob("*.sql")
        for name, body in re.findall(r"-- name: (\w+)[^\n]*\n(.*?)(?=-- name:|\Z)", path.read_text("utf-8"), re.DOTALL)
        if re.search(r"INSERT INTO (job|chat_call)\b", body)
    ]
    assert sorted(inserts) == [("calls", "add"), ("jobs", "insert")]
    users = {
        statement: [path for path in BOT.rglob("*.py") if f'"{statement}"' in path.read_text("utf-8")]
        for statement in ("jobs.insert", "calls.add")
    }
    assert users == {"jobs.insert": [BOT / "jobs/manager.py"], "calls.add": [BOT / "assistant/calls.py"]}
    for (path,) in users.values():
        text = path.read_text("utf-8")
        before, _, _ = text.partition('"jobs.insert"' if path.stem == "manager" else '"calls.add"')
        assert "moderation.refusal(" in before.rpartition("def accept(")[2], path
