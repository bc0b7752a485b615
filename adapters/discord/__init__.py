"""Discord: servers, threads and direct messages, through the gateway and the REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from bot.adapter_api import CredentialProblem, Host

if TYPE_CHECKING:
    from adapters.discord.adapter import Discord

__all__ = ["DiscordAdapter"]


class DiscordAdapter:
    """The factory that the entry point `discord` of `shenbi.adapters` names."""

    name: ClassVar[str] = "discord"

    @staticmethod
    def configured(settings: Any) -> bool:
        """Enabled when a bot token is set."""
        return settings.discord.bot_token is not None

    @staticmethod
    def create(settings: Any, host: Host) -> Discord:
        """Make the adapter. Raises ValueError with a text for the operator if the token cannot be one."""
        from adapters.discord.adapter import Discord

        return Discord(settings, host)

    @staticmethod
    async def check_credentials(settings: Any) -> list[CredentialProblem]:
        """Check the token, the intents and how many connections are left today."""
        from adapters.discord.start import check_credentials

        return await check_credentials(settings.discord)
