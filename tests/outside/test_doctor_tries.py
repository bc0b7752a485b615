"""`doctor` tries what `run` would refuse, and shows no tick for it.

Case U5 (alibaba/spring-ai-alibaba#1714, cline/cline#926): a base URL of another protocol made every job fail, and the doctor
ticked it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.cli import doctor
from bot.jobs import intervention
from bot.jobs.manager import JobManager
from bot.runtime.clock import SystemClock
from bot.store import open_store
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from studio.server import Fault, Studio
from tests.emulators.dingtalk import DingTalkServer
from tests.emulators.telegram import FloodLimits, TelegramServer
from tests.telegram.conftest import TOKEN

KEY = "sk-test-0001"


def settings(folder: Path, url: str, **more: Any) -> Settings:
    upstream = {"base_url": url, "accounts": [{"name": "main", "keys": [KEY]}]}
    base = {"data_dir": folder, "upstream": upstream, "language": "en", "keeping": {"low_disk_mb": 0}}
    return Settings.model_validate({**base, "web": {"enabled": False}, "telegram": {}, **more})


async def lines(made: Settings) -> tuple[list[str], list[str]]:
    """What is wrong, and what is well."""
    found = [each for each in await doctor.examine(made, {}) if "font" not in each.line]
    return [each.line for each in found if each.bad], [each.line for each in found if not each.bad]


def telegram(tg: TelegramServer, token: str = TOKEN) -> dict[str, Any]:
    return {"bot_token": token, "base_url": tg.origin}


async def test_doctor__everything_that_is_well_is_ticked(tmp_path: Path, studio: Studio) -> None:
    async with TelegramServer(limits=FloodLimits.off()) as tg, DingTalkServer(seed=1) as dd:
        tg.add_bot(TOKEN)
        dd.add_app("ding-app", "very-secret")
        ding = {"client_id": "ding-app", "client_secret": "very-secret", "openapi_endpoint": dd.openapi_endpoint}
        wrong, well = await lines(settings(tmp_path, studio.base_url, telegram=telegram(tg), dingtalk=ding))
    assert wrong == []
    for part in ("main is answered at", "telegram is on", "dingtalk is on", "web is off"):
        assert any(part in line for line in well), part
    assert not any(KEY in line or TOKEN in line for line in well)


@pytest.mark.parametrize(
    ("token", "says"), [("nonsense", "is not a bot token"), ("123456:revoked", "does not know TELEGRAM_BOT_TOKEN")]
)
async def test_doctor__token_that_run_would_refuse(token: str, says: str, tmp_path: Path, studio: Studio) -> None:
    async with TelegramServer(limits=FloodLimits.off()) as tg:
        tg.add_bot(TOKEN)
        wrong, well = await lines(settings(tmp_path, studio.base_url, telegram=telegram(tg, token)))
    assert any(says in line for line in wrong)
    assert not any("telegram" in line for line in well)
    assert not any(token in line for line in wrong + well)


async def test_doctor__credentials_that_run_would_refuse(tmp_path: Path, studio: Studio) -> None:
    async with DingTalkServer(seed=1) as dd:
        dd.add_app("ding-app", "very-secret")
        ding = {"client_id": "ding-app", "client_secret": "wrong", "openapi_endpoint": dd.openapi_endpoint}
        wrong, well = await lines(settings(tmp_path, studio.base_url, dingtalk=ding))
    assert any("DINGTALK_CLIENT_SECRET" in line for line in wrong)
    assert not any("dingtalk" in line for line in well)


@pytest.mark.parametrize(
    ("path", "says"), [("/compatible-mode/v1", "DASHSCOPE_HTTP_BASE_URL"), ("/api/v2", "DASHSCOPE_HTTP_BASE_URL")]
)
async def test_doctor__address_of_another_protocol(path: str, says: str, tmp_path: Path, studio: Studio) -> None:
    async with TelegramServer(limits=FloodLimits.off()) as elsewhere:  # It knows no such path.
        wrong, well = await lines(settings(tmp_path, elsewhere.origin + path, web={"enabled": True, "port": 0}))
    assert any(says in line for line in wrong), wrong
    assert not any("main" in line for line in well)


async def test_doctor__key_that_is_refused_an_address_where_nobody_is_and_an_account_that_is_suspended(
    tmp_path: Path, studio: Studio
) -> None:
    room = {"enabled": True, "port": 0}
    studio.add_faults(Fault("query", "error", times=1, code="InvalidApiKey"))
    wrong, _ = await lines(settings(tmp_path / "a", studio.base_url, web=room))
    assert any("refused the key" in line for line in wrong)
    wrong, well = await lines(settings(tmp_path / "b", "http://127.0.0.1:1/api/v1", web=room))
    assert any("does not answer" in line for line in wrong)
    assert not any("main" in line for line in well)
    made = settings(tmp_path / "c", studio.base_url, web=room)
    store = await open_store(made.store_url, SystemClock())
    await store.write(JobManager(made, Catalogue.load(), ("main",)).set_up)
    await store.write(intervention.set_account, "main", live=False)
    await store.close()
    wrong, well = await lines(made)
    assert any("main is set aside" in line and "--live main" in line for line in wrong), wrong
    assert not any("main" in line for line in well)


async def test_doctor__admin_who_cannot_be_written_to_is_named(tmp_path: Path, studio: Studio) -> None:
    more = {"access": {"admins": ["telegram:42"]}, "web": {"enabled": True, "port": 0}}
    wrong, _ = await lines(settings(tmp_path, studio.base_url, **more))
    assert any("telegram:42" in line for line in wrong)


async def test_doctor__what_run_checks_before_it_begins(tmp_path: Path, studio: Studio) -> None:
    wrong, _ = await lines(settings(tmp_path, studio.base_url))
    assert any("nothing is turned on" in line for line in wrong)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"access": {"people": ["slack:42"]}}, "access.people: slack:42 names no platform"),
        ({"access": {"admin_chats": ["nope:-1"]}}, "access.admin_chats: nope:-1 names no platform"),
        ({"alerts": {"webhook_url": "http://127.0.0.1:1/hook"}}, "nothing listens at 127.0.0.1:1"),
        (
            {
                "pictures": {
                    "url": "s3://bucket/prefix",
                    "endpoint": "http://127.0.0.1:1",
                    "access_key_id": "a",
                    "secret_access_key": "geheim",
                }
            },
            "pictures: s3://bucket/prefix cannot be used",
        ),
        ({"backup": {"folder": "/dev/null/backups"}}, "backups cannot be written to /dev/null/backups"),
    ],
)
async def test_doctor__settings_that_would_only_show_later(
    more: dict[str, Any], says: str, tmp_path: Path, studio: Studio
) -> None:
    wrong, _ = await lines(settings(tmp_path, studio.base_url, **more))
    assert any(says in line for line in wrong), wrong
    assert not any("geheim" in line for line in wrong)
