"""The settings that are in force, and where each comes from. Of a secret it is only said whether it is set."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from bot.jobs.limits import ACCOUNT_LIMITS_KEY, LIMITS_KEY, POOL_LIMITS_KEY
from bot.runtime.secrets import secrets_of, shown
from bot.store import Tx
from config.sections.base import Leaf
from config.settings import ENVIRONMENT, KEY_NAME, Settings

Source = Literal["default", "file", "environment", "command"]
HOSTS_ONLY: Final = frozenset({"database_url", "alerts.webhook_url"})
"""Addresses whose paths are secret, too: those of many chat services are the whole right to post there."""
HIDDEN: Final = "…"


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting. `value` is empty for a secret, of which `is_set` says whether there is one. `origin`: the name of the
    environment or the file; `configured`: what a command changed it from."""

    name: str
    value: str
    source: Source
    origin: str = ""
    configured: str = ""
    is_secret: bool = False
    is_set: bool = True


def settings_in_force(tx: Tx, settings: Settings) -> list[SettingView]:
    """All of them, in the order of docs/configuration.md; then what was changed by command for single models."""
    found = [_view(settings, each) for each in settings.leaves()]
    changed = {f"limits.{name}": str(value) for name, value in _stored(tx, LIMITS_KEY).items()}
    for account, values in _stored(tx, ACCOUNT_LIMITS_KEY).items():
        changed |= {f"upstream.accounts.{account}.{name}": str(value) for name, value in values.items()}
    found = [_changed(each, changed.pop(each.name, None)) for each in found]
    for pool, values in _stored(tx, POOL_LIMITS_KEY).items():
        changed |= {f"{pool} {name}": str(value) for name, value in values.items()}
    return found + [SettingView(name, value, "command") for name, value in changed.items()]


def _view(settings: Settings, setting: Leaf) -> SettingView:
    name, value, has_default = setting
    origin = "" if has_default else settings.source_of(name)
    source: Source = "default" if has_default else "environment" if origin in {*ENVIRONMENT, KEY_NAME} else "file"
    if setting.secrets or value is None:
        return SettingView(name, "", source, origin, is_secret=True, is_set=any(setting.secrets))
    return SettingView(name, _words(name, value), source, origin)


def _words(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in sorted(value.items()))
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(map(str, value)))
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if name in HOSTS_ONLY:
        return _host_of(value) if value else ""
    return shown(value) if "://" in value else value  # Without user name, password and query.


def _host_of(address: str) -> str:
    """An address as its scheme and host; what is no URL may be a connection string with a password."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return HIDDEN
    if not parts.scheme or any(secret in host for secret in secrets_of(address)):
        return HIDDEN
    return f"{parts.scheme}://{host}/{HIDDEN}"


def _changed(view: SettingView, value: str | None) -> SettingView:
    return view if value is None else SettingView(view.name, value, "command", configured=view.value)


def _stored(tx: Tx, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tx.value("jobs.runtime_value", name=key) or "{}")
    return found
