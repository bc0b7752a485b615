"""The console of an adapter with its own pages: implements `bot.adapter_api.console`."""

from bot.commands.operating.console.platform_console import PlatformConsole

__all__ = ["PlatformConsole"]
