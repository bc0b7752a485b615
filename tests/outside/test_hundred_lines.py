"""What people really type, in both languages, and what the service is asked for: docs/lines.md, line by line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from studio.server import Studio
from tests.conftest import running_app

PAGE = Path(__file__).parents[2] / "docs" / "lines.md"
TABLE = re.findall(r"^\| `(.+?)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
UNLIMITED = {"waiting_jobs": 0, "requests_per_minute": 0, "daily_yuan": 100_000, "running_jobs": 1}


def written(request: dict[str, Any], seeded: bool) -> str:
    """A request as the table has it."""
    parts = [request["prompt"].replace("\n", "⏎")]
    parts += [f"[{request['style']}]"] if request["style"] != "auto" else []
    parts += [request["size"].replace("*", "x")] if request["size"] != "1024*1024" else []
    parts += [f"x{request['n']}"] if request["n"] > 1 else []
    parts += [f"not: {request['negative_prompt']}"] if request["negative_prompt"] else []
    parts += [f"seed {request['seed']}"] if seeded else []
    return " ".join(parts)


def test_typed_lines__there_are_a_hundred() -> None:
    assert len(TABLE) >= 100
    assert len({line for line, _ in TABLE}) == len(TABLE) == PAGE.read_text(encoding="utf-8").count("\n| `")


@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_typed_lines__what_the_service_is_asked_for(tmp_path: Path, studio: Studio, language: str) -> None:
    wrong = []
    async with running_app(tmp_path, studio, limits=UNLIMITED) as shenbi:
        await shenbi.chat.say("/imagine the first one", language=language)
        await shenbi.chat.picture()
        ids = [await shenbi.chat.say(line.replace("⏎", "\n"), language=language) for line, _ in TABLE]

        async def asked() -> dict[str, list[dict[str, Any]]]:
            found: dict[str, list[dict[str, Any]]] = {}
            for job in reversed(await shenbi.jobs()):
                found.setdefault(job.reply_to, []).append(json.loads(job.request))
            return found

        last = ids[-1]
        await shenbi.chat.until(lambda: any(m.view.reply_to == last for m in shenbi.chat.visible()))
        requests = await asked()
        answers = {m.view.reply_to: m.view.text for m in shenbi.chat.visible()}
        for id, (line, expected) in zip(ids, TABLE, strict=True):
            made = " // ".join(written(request, "seed" in line) for request in requests.get(id, []))
            if expected.startswith("“"):
                part = expected[1:-1].split("” / “")[language == "zh"]
                ok = not made and part in answers.get(id, "")
                made = made or f"? {answers.get(id, '')}"
            else:
                ok = f"`{made}`" == expected
            if not ok:
                wrong.append(f"{line}\n    expected {expected}\n    got      {made[:200]}")
    assert not wrong, "\n".join(wrong)
