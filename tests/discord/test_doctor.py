"""What `shenbi doctor` says about Discord, and how the bot behaves with a wrong token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.discord import DiscordAdapter
from adapters.discord.adapter import Discord
from adapters.discord.commands import definitions
from adapters.discord.transport import Connections
from bot.adapter_api import CredentialProblem
from bot.cli import preflight
from bot.cli.preflight import CheckResult
from bot.commands.forms import PlatformForms
from bot.commands.offered_commands import offered_commands
from bot.commands.presets.presets import Presets
from bot.runtime.clock import SystemClock
from bot.store import open_store
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from tests.databases import sqlite_url
from tests.discord.host import TEXTS
from tests.discord.world import DISCORD_TOKEN, discord_options
from tests.emulators.discord import DiscordServer, Intents
from tests.telegram.host import RecordingHost


def settings(discord: DiscordServer, **more: Any) -> Settings:
    return Settings.model_validate({"discord": discord_options(discord, **more)})


async def test_doctor__says_what_the_application_lacks() -> None:
    async with DiscordServer() as discord:
        bot = discord.add_bot(DISCORD_TOKEN)
        assert await DiscordAdapter.check_credentials(settings(discord)) == [
            CredentialProblem("discord-no-content-intent", is_advice=True)
        ]
        bot.privileged = Intents.CONTENT
        assert await DiscordAdapter.check_credentials(settings(discord)) == []
        discord.settings.identifies_per_day = 0
        (problem,) = await DiscordAdapter.check_credentials(settings(discord))
        assert problem.text_id == "discord-no-identify"
        wrong = settings(discord, bot_token="another")
        assert await DiscordAdapter.check_credentials(wrong) == [CredentialProblem("discord-token-wrong")]
    (away,) = await DiscordAdapter.check_credentials(settings(discord))
    assert away.text_id == "doctor-platform-away"


async def test_doctor__listening_ends_with_a_token_that_was_never_accepted() -> None:
    async with DiscordServer() as discord:
        adapter = DiscordAdapter.create(settings(discord, bot_token="another"), RecordingHost(store=_NoStore()))
        with pytest.raises(PermissionError, match="discord-token-wrong"):
            await adapter.listen()
        await adapter.close()
        assert discord.recorder.of("gateway.connect") == []


@pytest.mark.parametrize("token", ["", "with space", "Ü"])
def test_doctor__what_cannot_be_a_token_is_refused(token: str) -> None:
    made = Settings.model_validate({"discord": {"bot_token": token}})
    with pytest.raises(ValueError, match="discord-token-shape"):
        Discord(made, RecordingHost())


async def test_doctor__proxy_is_used_for_rest_calls() -> None:
    """Nothing listens at this proxy, so a call that took it fails, and one that did not would succeed."""
    async with DiscordServer() as discord:
        discord.add_bot(DISCORD_TOKEN)
        (problem,) = await DiscordAdapter.check_credentials(settings(discord, proxy="http://127.0.0.1:9"))
        assert problem.text_id == "doctor-platform-away"
        assert discord.recorder.requests == []


def test_doctor__proxy_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", "inside.test")
    by_environment, set_here = Connections(), Connections("http://other.test:8080")
    for url in ("https://discord.com/api/v10", "wss://gateway.discord.gg"):
        assert by_environment.proxy_for(url) == "http://proxy.test:3128"
        assert set_here.proxy_for(url) == "http://other.test:8080"
    assert by_environment.proxy_for("https://inside.test/api") is None


class _NoStore:
    """A store with nothing in it."""

    dialect = "sqlite"

    async def attach(self, namespace: str, folder: object) -> None:
        return None

    async def read(self, work: Any) -> Any:
        class Nothing:
            def value(self, statement: str, /, **parameters: object) -> None:
                return None

        return work(Nothing())


async def test_doctor__says_whether_the_registered_commands_are_up_to_date(tmp_path: Path) -> None:
    async with DiscordServer() as discord:
        discord.settings.limits_on = False
        bot = discord.add_bot(DISCORD_TOKEN, privileged=Intents.CONTENT)
        made = Settings.model_validate({"discord": discord_options(discord), "data_dir": tmp_path})
        store = await open_store(sqlite_url(tmp_path / "x.db"), SystemClock())
        offers = (Presets.load(), Catalogue.load())

        async def lines() -> list[CheckResult]:
            found = await preflight.platforms(made, store, TEXTS, [DiscordAdapter], offers)
            return [line for line in found if line.text_id.startswith("discord-commands")]

        try:
            (before,) = await lines()
            assert (before.text_id, before.bad, before.is_advice) == ("discord-commands-outdated", False, True)
            forms = PlatformForms("discord", store, TEXTS, *offers, offered_commands(made)).forms()
            wanted = definitions(forms, TEXTS.say)
            bot.commands = {str(number): one | {"id": str(number)} for number, one in enumerate(wanted, 1)}
            (after,) = await lines()
            assert (after.text_id, after.bad, after.is_advice) == ("discord-commands-current", False, False)
            assert after.arguments["count"] == len(bot.commands)
            bot.commands["1"]["description"] = "of an older version"
            assert [line.text_id for line in await lines()] == ["discord-commands-outdated"]
        finally:
            await store.close()
