"""The clients of the accounts that are configured."""

from __future__ import annotations

from bot.dashscope.client import DashScopeClient
from bot.dashscope.keys import MultiKeyClient
from bot.dashscope.transport import Timeouts
from bot.runtime.clock import Clock
from bot.upstream.catalogue import Catalogue
from bot.upstream.chat import UpstreamWithChat
from config import settings as config


def clients_of_accounts(
    settings: config.UpstreamSettings, catalogue: Catalogue, clock: Clock
) -> dict[str, UpstreamWithChat]:
    """A client for each account, by its name. Raises ValueError for a base URL or a key that cannot be one."""
    return {
        account.name: MultiKeyClient(
            account.name,
            [
                DashScopeClient(
                    settings.base_url,
                    key.get_secret_value(),
                    clock=clock,
                    catalogue=catalogue,
                    timeouts=Timeouts(create_s=settings.create_timeout_s),
                    workspace=account.workspace,
                )
                for key in account.keys
            ],
        )
        for account in settings.accounts
    }
