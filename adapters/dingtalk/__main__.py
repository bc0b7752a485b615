"""`python -m adapters.dingtalk`: prints this month's use of DingTalk's quotas, as counted by the bot."""

from __future__ import annotations

import asyncio
import sys

from adapters.dingtalk import tables
from adapters.dingtalk.quota import QuotaTracker, Usage, month_of
from bot.runtime.clock import SystemClock
from bot.runtime.texts import Texts
from bot.store import open_store
from config.settings import LOCALES_FOLDER, Settings, load


async def _usage(settings: Settings) -> dict[str, Usage]:
    store = await open_store(settings.store_url, SystemClock(), worker=False)
    try:
        await tables.attach(store)
        options = settings.dingtalk
        quota = QuotaTracker(store, options.monthly_api_calls, options.monthly_pushes, lambda code, /, **details: None)
        return {str(kind): usage for kind, usage in (await quota.usage()).items()}
    finally:
        await store.close()


def main() -> None:
    """Print one line per quota, in the configured language."""
    settings = load()
    text = Texts(LOCALES_FOLDER).say
    for kind, usage in asyncio.run(_usage(settings)).items():
        month = month_of(SystemClock().now())
        line = text(settings.language, f"dingtalk-usage-{kind}", month=month, used=usage.used, most=usage.monthly_limit)
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
