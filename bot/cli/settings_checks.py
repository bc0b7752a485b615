"""The checks of `shenbi doctor` that look at the settings alone: what starts, and is still probably not meant."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from bot.cli.preflight import CheckResult
from bot.runtime.secrets import shown
from config.settings import Settings

LOOPBACK_NAMES = frozenset({"localhost", ""})
PERIODS = (("day", "week"), ("week", "month"), ("day", "month"))


def check_settings(settings: Settings) -> list[CheckResult]:
    """What is odd about the settings, each with what to do about it."""
    return [*_budgets(settings), *_clear_text(settings), *_unused(settings)]


def _budgets(settings: Settings) -> Iterator[CheckResult]:
    """Limits of a longer time that are below those of a shorter one: the shorter one never counts."""
    limits = settings.limits
    pairs = [("SHENBI_DAILY_YUAN", limits.daily_yuan, "limits.monthly_yuan", limits.monthly_yuan)]
    for unit in ("pictures_per", "yuan_per", "conversation_pictures_per", "conversation_yuan_per"):
        for short, long in PERIODS:
            first, second = f"{unit}_{short}", f"{unit}_{long}"
            pairs.append((f"limits.{first}", getattr(limits, first), f"limits.{second}", getattr(limits, second)))
    for account in settings.upstream.accounts:
        name = f"upstream.accounts {account.name}"
        pairs.append((f"{name}: daily_yuan", account.daily_yuan, f"{name}: monthly_yuan", account.monthly_yuan))
    for first, less, second, more in pairs:
        if less and more and Decimal(more) < Decimal(less):
            about = {"short": first, "less": f"{less:f}", "long": second, "more": f"{more:f}"}
            yield CheckResult("doctor-budget-reversed", True, about)
    if limits.yuan_per_day > limits.daily_yuan > 0:
        about = {"person": f"{limits.yuan_per_day:f}", "all": f"{limits.daily_yuan:f}"}
        yield CheckResult("doctor-person-above-all", True, about)


def _clear_text(settings: Settings) -> Iterator[CheckResult]:
    """Addresses to which secrets or words travel without encryption, outside this machine."""
    addresses = [
        ("SHENBI_ALERT_WEBHOOK", settings.alerts.webhook_url),
        ("DASHSCOPE_HTTP_BASE_URL", settings.upstream.base_url if settings.upstream.accounts else ""),
        ("web.public_origin", settings.web.public_origin if settings.web.enabled else ""),
        ("telegram.webhook_url", settings.telegram.webhook_url if settings.telegram.bot_token else ""),
        ("TELEGRAM_BASE_URL", settings.telegram.base_url if settings.telegram.bot_token else ""),
        ("pictures.endpoint", settings.pictures.endpoint),
    ]
    for name, url in addresses:
        if url.startswith("http://") and not _is_here(urlsplit(url).hostname or ""):
            yield CheckResult(f"doctor-clear-{_what(name)}", True, {"setting": name, "url": shown(url)})
    if settings.web.enabled and not settings.web.is_loopback and not settings.web.public_origin:
        place = f"{settings.web.host}:{settings.web.port}"
        yield CheckResult("doctor-clear-room", True, {"place": place})


def _what(name: str) -> str:
    """Which text says what is carried there."""
    return {"web.public_origin": "origin", "SHENBI_ALERT_WEBHOOK": "alerts"}.get(name, "keys")


def _unused(settings: Settings) -> Iterator[CheckResult]:
    """What was set and counts for nothing; what is missing for a company."""
    if settings.alerts.webhook_secret and not settings.alerts.webhook_url:
        yield CheckResult("doctor-secret-unused", True, {})
    if not settings.backup.folder:
        yield CheckResult("doctor-no-backups", False, {})


def _is_here(host: str) -> bool:
    """Whether a host is this machine, or a name that only a private network can know (`grafana`, `hook.internal`)."""
    if host in LOOPBACK_NAMES or ("." not in host and ":" not in host):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.endswith((".internal", ".local", ".localhost"))
