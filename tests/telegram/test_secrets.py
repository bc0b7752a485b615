"""The token is in no log line, database row, file or returned URL."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
import structlog

from studio.server import Studio
from tests.conftest import photo
from tests.emulators.telegram import BAD_GATEWAY, CUT_AFTER, CUT_BEFORE, Call, refuse
from tests.telegram.conftest import TOKEN, emulated, running_bot

SECRET = TOKEN.partition(":")[2]


async def test_secrets__token_stays_inside(tmp_path: Path, studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    out = io.StringIO()
    caplog.set_level(logging.DEBUG)
    # Everything is logged, with no redaction: what must not be there is not there in the first place.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(out), cache_logger_on_first_use=False)
    try:
        async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
            tg.faults.plan(CUT_BEFORE, "getFile")
            tg.faults.plan(BAD_GATEWAY, "downloadFile")
            tg.faults.plan(CUT_AFTER, "editMessageMedia")
            tg.faults.plan(CUT_BEFORE, "sendMessage")
            tg.faults.plan(CUT_AFTER, "getUpdates", skip=1)
            tg.faults.plan(refuse(400, "Bad Request: something new"), "sendMessage", where=_styles)
            env.ann.send_photo(env.chat, photo(), "/restyle watercolor")
            await env.picture()
            env.ann.say(env.chat, "/styles")
            await env.tg_calls(lambda: any(call.description.endswith("something new") for call in tg.requests))
            assert tg.requests_of("downloadFile")
    finally:
        structlog.reset_defaults()
    ours = [r for r in caplog.records if not r.name.startswith(("asyncio", "aiosqlite", "tests"))]
    assert SECRET not in out.getvalue()
    assert SECRET not in "\n".join(record.getMessage() for record in ours)
    assert files_with(SECRET.encode(), tmp_path) == []


def _styles(call: Call) -> bool:
    return "ten styles" in str(call.params.get("text"))


def files_with(secret: bytes, folder: Path) -> list[Path]:
    """Files (the database among them) in which a secret stands as it is."""
    return [file for file in folder.rglob("*") if file.is_file() and secret in file.read_bytes()]
