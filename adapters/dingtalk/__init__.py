"""DingTalk: a robot in Stream mode. The entry point names `DingTalkAdapter`, the adapter's factory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.dingtalk.limits import PLATFORM
from bot.adapter_api import Adapter, CredentialProblem, Host


@dataclass(slots=True)
class DingTalkAdapterFactory:
    """See `bot.adapter_api.AdapterFactory`. The adapter is imported only if enabled: the SDK imports `requests` and
    `websockets`."""

    name: str = PLATFORM

    def configured(self, settings: Any) -> bool:
        """Enabled when a client id is set."""
        return bool(settings.dingtalk.client_id)

    def create(self, settings: Any, host: Host) -> Adapter:
        """Make the adapter. Raises ValueError, with a text for the operator, without a client secret."""
        from adapters.dingtalk.adapter import DingTalkAdapter as DingTalk

        options = settings.dingtalk
        if not (options.client_secret and options.client_secret.get_secret_value()):
            raise ValueError(host.say(settings.language, "dingtalk-no-secret"))
        return DingTalk(settings, host)

    async def check_credentials(self, settings: Any) -> list[CredentialProblem]:
        """Check the credentials by fetching an access token, which is not counted in the quota."""
        from adapters.dingtalk.openapi import check_credentials

        return await check_credentials(settings.dingtalk)


DingTalkAdapter = DingTalkAdapterFactory()
