"""`shenbi doctor` about settings that start and are not meant, and about ports; in both languages, each with what to do."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest

from bot.cli.ports import check_ports
from bot.cli.settings_checks import check_settings
from bot.runtime.texts import LANGUAGES, Texts
from config.settings import LOCALES_FOLDER, Settings
from tests.access.test_console import room

TEXTS = Texts(LOCALES_FOLDER)
ACCOUNT = {"name": "main", "keys": ["sk-test-0001"]}
KEPT = {"backup": {"folder": "/backups"}}


def bad(made: Settings) -> list[str]:
    found = [each for each in check_settings(made) if each.bad]
    for each in found:
        for language in LANGUAGES:
            assert TEXTS.say(language, each.text_id, **each.arguments) != each.text_id
    return [TEXTS.say("en", each.text_id, **each.arguments) for each in found]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            {"limits": {"daily_yuan": 50, "monthly_yuan": 10}},
            "limits.monthly_yuan is 10, less than SHENBI_DAILY_YUAN (50)",
        ),
        ({"limits": {"pictures_per_day": 20, "pictures_per_month": 5}}, "limits.pictures_per_month is 5"),
        (
            {"limits": {"conversation_yuan_per_week": 3, "conversation_yuan_per_day": 4}},
            "conversation_yuan_per_week is 3",
        ),
        ({"limits": {"yuan_per_day": 20, "daily_yuan": 10}}, "one person can use up everybody's money"),
        (
            {"upstream": {"accounts": [{**ACCOUNT, "daily_yuan": 9, "monthly_yuan": 8}]}},
            "accounts main: monthly_yuan is 8",
        ),
        (
            {"upstream": {"accounts": [ACCOUNT], "base_url": "http://dash.example.org/v1"}},
            "keys and tokens travel in clear",
        ),
        ({"alerts": {"webhook_url": "http://ops.example.org/hook"}}, "reads and forges alerts: use https://"),
        ({"alerts": {"webhook_secret": "x"}}, "nothing is signed"),
        ({"web": {"public_origin": "http://paint.example.org"}}, "everybody's cookies travel in clear text"),
        ({"web": {"host": "0.0.0.0", "token": "t"}}, "0.0.0.0:8080 without TLS"),
        ({"telegram": {"bot_token": "1:a", "base_url": "http://tg.example.org"}}, "TELEGRAM_BASE_URL"),
    ],
)
def test_doctor__what_starts_and_is_not_meant(settings: dict[str, Any], says: str) -> None:
    (line,) = bad(Settings.model_validate({**KEPT, **settings}))
    assert says in line


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"limits": {"daily_yuan": 10, "monthly_yuan": 100, "yuan_per_day": 5}},
        {"alerts": {"webhook_url": "http://127.0.0.1:9/hook"}},
        {"alerts": {"webhook_url": "http://alerts:9093/hook"}},
        {"web": {"host": "0.0.0.0", "token": "t", "public_origin": "https://paint.example.org"}},
        {"upstream": {"accounts": [ACCOUNT]}},
    ],
)
def test_doctor__what_is_meant_is_not_complained_about(settings: dict[str, Any]) -> None:
    assert bad(Settings.model_validate({**KEPT, **settings})) == []


def test_doctor__missing_backups_are_advice() -> None:
    assert [each.text_id for each in check_settings(Settings())] == ["doctor-no-backups"]


async def test_doctor__port_of_another_program_is_taken_and_a_free_one_is_free() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        made = Settings.model_validate({"web": {"port": port}})
        (found,) = await _while_refusing(listener, check_ports(made))
        assert (found.text_id, found.bad) == ("doctor-port-taken", True)
    (found,) = await check_ports(made)
    assert (found.text_id, found.bad) == ("doctor-port-free", False)
    (found,) = await check_ports(Settings.model_validate({"web": {"host": "203.0.113.9", "port": port, "token": "t"}}))
    assert (found.text_id, found.bad) == ("doctor-port-refused", True)


async def _while_refusing(listener: socket.socket, work: Any) -> Any:
    """Await `work` while whoever connects is answered with nothing."""
    listener.setblocking(False)

    async def refuse() -> None:
        while True:
            connection, _ = await asyncio.get_running_loop().sock_accept(listener)
            connection.close()

    refusing = asyncio.create_task(refuse())
    try:
        return await work
    finally:
        refusing.cancel()


async def test_doctor__port_of_a_running_shenbi_is_its_own(tmp_path: Path) -> None:
    async with room(tmp_path) as (_, address):
        port = int(address.rstrip("/").rpartition(":")[2])
        (found,) = await check_ports(Settings.model_validate({"web": {"port": port}}))
    assert (found.text_id, found.bad) == ("doctor-port-ours", False)
