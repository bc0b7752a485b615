"""DingTalk: a robot in Stream mode. `DingTalkAdapter` is what the entry point names: the factory of the adapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.dingtalk.limits import PLATFORM
from bot.adapter_api import Adapter, Host


@dataclass(slots=True)
class Factory:
    """See `bot.adapter_api.AdapterFactory`. The adapter itself is imported only where it is turned on: the SDK brings
    `requests` and `websockets` along."""

    name: str = PLATFORM

    def configured(self, settings: Any) -> bool:
        """On with a client id."""
        return bool(settings.dingtalk.client_id)

    def create(self, settings: Any, host: Host) -> Adapter:
        """Make the adapter. Raises ValueError, with a text for the operator, without a client secret."""
        from adapters.dingtalk.adapter import DingTalkAdapter as Made

        options = settings.dingtalk
        if not (options.client_secret and options.client_secret.get_secret_value()):
            raise ValueError(host.say(settings.language, "dingtalk-no-secret"))
        return Made(settings, host)

    async def check_credentials(self, settings: Any) -> list[tuple[str, dict[str, Any]]]:
        """Ask for an access token, which is not counted."""
        from adapters.dingtalk.openapi import check_credentials

        return await check_credentials(settings.dingtalk)


DingTalkAdapter = Factory()
