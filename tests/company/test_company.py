"""The hour of a company with few people; `python -m tests.company --json` has 500."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company.__main__ import audit_in
from tests.company.hour import hour
from tests.postgres import migrated_postgres_url as migrated_postgres_url
from tests.postgres import postgres_server as postgres_server


@pytest.mark.long
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_company__audit_says_what_was_done_and_nothing_else(
    dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = "" if dialect == "sqlite" else request.getfixturevalue("migrated_postgres_url")
    told = hour(tmp_path, seed=3, count=30, database_url=url)
    assert told.recorded == told.expected
    assert told.unanswered == []
    assert told.ledger_differs == 0
    assert set(told.states) == {"done"}
    for language, parts in {
        "en": ("Limit Trix (company:trix) to 2 (pictures a day)", "had their data deleted (", "takes back no. "),
        "zh": ("的“每天张数”设为 2", "要求删除自己的数据（", "撤销第 "),
    }.items():
        shown = audit_in(tmp_path, language, url)
        for part in parts:
            assert part in shown
        assert "…" not in shown.replace("“The service is slow until half past; your places are kept", "")
        assert "boss" not in shown
