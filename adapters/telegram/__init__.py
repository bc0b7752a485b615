"""Telegram: private chats, groups, supergroups, forum topics and channels, through the Bot API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from bot.adapter_api import CredentialProblem, Host

if TYPE_CHECKING:
    from adapters.telegram.adapter import Telegram

__all__ = ["TelegramAdapter"]


class TelegramAdapter:
    """The factory that the entry point `telegram` of `shenbi.adapters` names."""

    name: ClassVar[str] = "telegram"

    @staticmethod
    def configured(settings: Any) -> bool:
        """Enabled when a bot token is set."""
        return settings.telegram.bot_token is not None

    @staticmethod
    def create(settings: Any, host: Host) -> Telegram:
        """Make the adapter. Raises ValueError with a text for the operator if the settings do not fit together."""
        # Lazy import: python-telegram-bot takes a third of a second to import, which a bot without Telegram should
        # not pay.
        from adapters.telegram.adapter import Telegram

        return Telegram(settings, host)

    @staticmethod
    async def check_credentials(settings: Any) -> list[CredentialProblem]:
        """Check the token with getMe."""
        from adapters.telegram.adapter import check_token

        return await check_token(settings.telegram)
