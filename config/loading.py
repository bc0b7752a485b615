"""Reading the settings: environment over `shenbi.toml` over defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from config.mistakes import CONFIG_NAME, SettingsError, first_of, mistake
from config.sections.limits import Limits
from config.sections.upstream import Account
from config.sections.whole import Settings

ENVIRONMENT: Final[dict[str, tuple[str, ...]]] = {
    "DASHSCOPE_HTTP_BASE_URL": ("upstream", "base_url"),
    "SHENBI_MODEL": ("upstream", "default_model"),
    "SHENBI_N": ("upstream", "default_n"),
    "SHENBI_DAILY_YUAN": ("limits", "daily_yuan"),
    "SHENBI_TIMEZONE": ("timezone",),
    "SHENBI_LANGUAGE": ("language",),
    "SHENBI_LOG_LEVEL": ("log_level",),
    "SHENBI_WORKERS": ("workers",),
    "SHENBI_DATABASE_URL": ("database_url",),
    "SHENBI_DATA_DIR": ("data_dir",),
    "SHENBI_ALERT_WEBHOOK": ("alerts", "webhook_url"),
    "SHENBI_ALERT_SECRET": ("alerts", "webhook_secret"),
    "SHENBI_IMAGE_HOOK": ("moderation", "image_hook_url"),
    "SHENBI_IMAGE_HOOK_SECRET": ("moderation", "image_hook_secret"),
    "SHENBI_WEB_HOST": ("web", "host"),
    "SHENBI_WEB_PORT": ("web", "port"),
    "SHENBI_WEB_TOKEN": ("web", "token"),
    "TELEGRAM_BOT_TOKEN": ("telegram", "bot_token"),
    "TELEGRAM_BASE_URL": ("telegram", "base_url"),
    "DISCORD_BOT_TOKEN": ("discord", "bot_token"),
    "DISCORD_API_URL": ("discord", "api_url"),
    "DISCORD_PROXY": ("discord", "proxy"),
    "DINGTALK_CLIENT_ID": ("dingtalk", "client_id"),
    "DINGTALK_CLIENT_SECRET": ("dingtalk", "client_secret"),
    "DINGTALK_ROBOT_CODE": ("dingtalk", "robot_code"),
    "DINGTALK_OPENAPI_ENDPOINT": ("dingtalk", "openapi_endpoint"),
    "DINGTALK_OAPI_ENDPOINT": ("dingtalk", "oapi_endpoint"),
}
"""Names in the environment, and where each goes."""


KEY_NAME: Final = "DASHSCOPE_API_KEY"


def unknown_names(environment: Mapping[str, str]) -> list[str]:
    """Names in the environment that look like settings of ours and are none: misspelt ones count for nothing."""
    return sorted(
        name for name in environment if name.startswith("SHENBI_") and name not in {*ENVIRONMENT, CONFIG_NAME}
    )


def load(environment: dict[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings. Raises SettingsError with one line that names the setting and what is wrong with it."""
    env = dict(os.environ) if environment is None else environment
    named = env.get(CONFIG_NAME, "")
    path = Path(named) if named else (folder or Path()) / "shenbi.toml"
    data = read_toml(path) if named or path.exists() else {}
    sources = dict.fromkeys(_names(data), path.name)
    for name, place in ENVIRONMENT.items():
        if value := env.get(name, "").strip():
            _put(data, place, value)
            sources[".".join(place)] = name
    keys = [key.strip() for key in env.get(KEY_NAME, "").split(",") if key.strip()]
    if keys and not _table(data, "upstream").get("accounts"):
        _put(data, ("upstream", "accounts"), [{"name": "main", "keys": keys}])
        sources["upstream.accounts"] = KEY_NAME
    try:
        made = Settings.model_validate(data)
        # A section alone is built when it is used (see `Section`). These two are when an operator changes limits, in any
        # thread, and pydantic must not build them in two at once.
        for kind in (Limits, Account):
            kind.model_rebuild()
    except ValidationError as error:
        raise invalid(error) from None
    made._sources.update(sources)
    return made


def _names(data: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The dotted names of what a file sets; of a list only its own."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _names(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a TOML file. Raises SettingsError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Some editors begin a file with a mark.
    except OSError as error:
        raise mistake("settings-unreadable", file=str(path), reason=error.strerror or "") from None
    except (ValueError, RecursionError) as error:
        # Besides its own errors: bytes that are no UTF-8, a number of 5,000 digits, 1,000 brackets.
        raise mistake("settings-no-toml", file=str(path), reason=str(error)) from None


def _put(data: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    for part in place[:-1]:
        data = _table(data, part)
    data[place[-1]] = value


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    table: Any = data.setdefault(name, {})
    if not isinstance(table, dict):
        raise mistake("settings-no-table", name=name)
    return table


def invalid(error: ValidationError) -> SettingsError:
    """The first mistake, with the name that the operator knows."""
    place, wrong = first_of(error)
    return SettingsError(wrong, next((env for env, where in ENVIRONMENT.items() if where == place), ".".join(place)))
