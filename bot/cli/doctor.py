"""`shenbi doctor`: looks at a configuration and says what is wrong, one line each."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.adapter_api.installed import installed_adapters
from bot.cli import preflight
from bot.cli.ports import check_ports
from bot.cli.settings_checks import check_settings
from bot.commands.presets.presets import Presets
from bot.dashscope.request_format import request_formats
from bot.media.typography.fonts import missing_glyphs
from bot.media.typography.missing_fonts import missing_fonts
from bot.runtime.clock import SystemClock
from bot.runtime.privacy import make_folder
from bot.runtime.texts import Texts
from bot.store import StoreError, open_store
from bot.upstream import Catalogue, ModelRoles
from bot.upstream.routing import check_price_limit
from config.settings import LOCALES_FOLDER, Settings, SettingsError, unknown_names
from config.startup_checks import check_models, check_roles, check_wallet
from studio.embedded import can_paint

ADVICE = frozenset({"doctor-no-backups"})
"""Lines that are neither well nor wrong."""
KEYS_BEGIN = "sk-"
"""The prefix of all API keys of the service."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the operator."""

    line: str
    bad: bool = False

    def as_json(self) -> dict[str, object]:
        """The line for programs."""
        return {"ok": not self.bad, "line": self.line[2:]}


async def examine(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """Check everything that can be checked at no cost. `environment` is searched for misspelt names."""
    texts = Texts(LOCALES_FOLDER)

    def say(text_id: str, bad: bool = False, /, *, is_advice: bool = False, **arguments: object) -> Finding:
        sign = "✗ " if bad else "· " if is_advice or text_id in ADVICE else "✓ "
        return Finding(sign + texts.say(settings.language, text_id, **arguments), bad)

    found = [say("doctor-unknown-name", True, name=name) for name in unknown_names(environment)]
    if not settings.upstream.accounts:
        found.append(_painter(say))
    found.extend(
        say("doctor-odd-key", True, account=account.name, begin=KEYS_BEGIN)
        for account in settings.upstream.accounts
        if not all(key.get_secret_value().startswith(KEYS_BEGIN) for key in account.keys)
    )
    platforms = installed_adapters()
    found += [
        say(each.text_id, each.bad, **each.arguments)
        for each in preflight.refused(settings, platforms, (check_roles, check_wallet))
    ]
    checks = check_settings(settings) + await check_ports(settings)
    found += [say(each.text_id, each.bad, **each.arguments) for each in checks]
    catalogue, presets = None, None
    try:
        presets = Presets.load()
        catalogue = Catalogue.load()
        request_formats(catalogue)
        check_models(settings, catalogue.models)
        check_price_limit(ModelRoles(catalogue, settings.upstream))
        found.append(say("doctor-model", model=settings.upstream.default_model))
    except SettingsError as error:
        found.append(say("doctor-refused", True, error=error.said(settings.language)))
    try:
        make_folder(settings.data_dir)
        store = await open_store(settings.store_url, SystemClock(), worker=False)
        try:
            found.append(say("doctor-database", kind=store.dialect))
            checks = await preflight.accounts(settings, store, catalogue) if catalogue else []
            offers = (presets, catalogue) if presets and catalogue else None
            checks += await preflight.platforms(settings, store, texts, platforms, offers)
            checks += await preflight.operator(settings, store)
            checks += preflight.access_lists(settings, platforms)
            checks += preflight.sign_on(settings)
            checks += await preflight.picture_store(settings)
            checks += await preflight.webhook(settings)
            checks += await asyncio.to_thread(preflight.backups, settings, store.clock.now())
            found += [say(each.text_id, each.bad, is_advice=each.is_advice, **each.arguments) for each in checks]
        finally:
            await store.close()
        free = shutil.disk_usage(settings.data_dir).free // 1_000_000
        found.append(say("doctor-disk", free < settings.keeping.low_disk_mb, free=free, folder=str(settings.data_dir)))
    except (StoreError, ValueError, OSError) as error:
        found.append(say("doctor-no-database", True, error=str(error)))
    if settings.workers:  # Other processes draw nothing.
        line = missing_fonts(await asyncio.to_thread(missing_glyphs), texts, settings.language)
        found.append(Finding(f"✗ {line}", True) if line else say("doctor-fonts"))
    if settings.upstream.accounts and not settings.limits.daily_yuan:
        found.append(say("doctor-no-money-limit", not (settings.access.people or settings.access.chats)))
    return found


def _painter(say: Callable[..., Finding]) -> Finding:
    missing = not can_paint()
    return say("doctor-studio-missing" if missing else "doctor-studio", missing)
