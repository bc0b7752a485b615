"""`shenbi doctor`: looks at a configuration and says what is wrong, one line each."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.store import StoreError, open_store
from bot.texts import Texts
from bot.wanxiang.catalogue import Catalogue, CatalogueError
from config.settings import LOCALES_FOLDER, Settings, unknown_names

KEYS_BEGIN = "sk-"
"""So all keys of the service begin."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the operator."""

    line: str
    bad: bool = False


async def examine(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """Look at everything that can be looked at without spending anything. `environment`: for names that were misspelt."""
    texts = Texts(LOCALES_FOLDER)

    def say(text_id: str, bad: bool = False, **arguments: object) -> Finding:
        return Finding(("✗ " if bad else "✓ ") + texts.say(settings.language, text_id, **arguments), bad)

    found = [say("doctor-unknown-name", True, name=name) for name in unknown_names(environment)]
    found.append(_painter(settings, say))
    found.extend(
        say("doctor-odd-key", True, account=account.name, begin=KEYS_BEGIN)
        for account in settings.upstream.accounts
        if not all(key.get_secret_value().startswith(KEYS_BEGIN) for key in account.keys)
    )
    try:
        catalogue = Catalogue.load()
        known = settings.upstream.default_model in catalogue.models
        found.append(
            say("doctor-model" if known else "doctor-no-model", not known, model=settings.upstream.default_model)
        )
    except CatalogueError as error:
        found.append(say("doctor-catalogue", True, error=str(error)))
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        store = await open_store(settings.store_url, SystemClock(), worker=False)
        await store.close()
        found.append(say("doctor-database", kind=store.dialect))
        free = shutil.disk_usage(settings.data_dir).free // 1_000_000
        found.append(say("doctor-disk", free < settings.keeping.low_disk_mb, free=free, folder=str(settings.data_dir)))
    except (StoreError, ValueError, OSError) as error:
        found.append(say("doctor-no-database", True, error=str(error)))
    for name, on in (
        ("web", settings.web.enabled),
        ("telegram", settings.telegram.bot_token is not None),
        ("dingtalk", bool(settings.dingtalk.client_id)),
    ):
        found.append(say("doctor-platform-on" if on else "doctor-platform-off", platform=name))
    if settings.dingtalk.client_id and settings.dingtalk.client_secret is None:
        found.append(say("doctor-dingtalk-secret", True))
    if settings.upstream.accounts and not settings.limits.daily_yuan:
        found.append(say("doctor-no-money-limit", not (settings.access.people or settings.access.chats)))
    return found


def _painter(settings: Settings, say: object) -> Finding:
    assert callable(say)
    if settings.upstream.accounts:
        finding: Finding = say("doctor-accounts", count=len(settings.upstream.accounts), url=settings.upstream.base_url)
    else:
        missing = not all(importlib.util.find_spec(name) for name in ("cv2", "numpy"))
        finding = say("doctor-studio-missing" if missing else "doctor-studio", missing)
    return finding
