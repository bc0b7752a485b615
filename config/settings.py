"""Typed settings: environment over `shenbi.toml` over defaults. What an operator may set, and nothing else.

Names and defaults are in docs/configuration.md. In `shenbi.toml` the sections are those of `config/sections`:

    [upstream]
    default_model = "wanx-v1"
    [[upstream.accounts]]
    name = "main"
    keys = ["sk-..."]
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from config.loading import ENVIRONMENT, KEY_NAME, invalid, load, read_toml, unknown_names
from config.mistakes import CONFIG_NAME, LOCALES_FOLDER, Mistake, SettingsError, mistake, reader_language
from config.sections.access import Access, Alerts, Moderation
from config.sections.base import MOST_AT_ONCE, MOST_COUNT, MOST_DAYS, MOST_S, MOST_YUAN
from config.sections.keeping import Backups, Keeping, PictureStorage
from config.sections.limits import CONVERSATION_LIMITS, PERSON_LIMITS, Limits
from config.sections.platforms import DingTalk, Discord, Telegram
from config.sections.upstream import BEIJING_URL, Account, Leases, UpstreamSettings
from config.sections.web import Web
from config.sections.whole import LOG_LEVELS, Settings

MODELS_FILE: Final = Path(__file__).parent / "models.toml"
SCENES_FILE: Final = Path(__file__).parent / "scenes.toml"

__all__ = [
    "BEIJING_URL", "CONFIG_NAME", "CONVERSATION_LIMITS", "ENVIRONMENT", "KEY_NAME", "LOCALES_FOLDER", "LOG_LEVELS",
    "MODELS_FILE", "MOST_AT_ONCE", "MOST_COUNT", "MOST_DAYS", "MOST_S", "MOST_YUAN", "PERSON_LIMITS", "SCENES_FILE",
    "Access", "Account", "Alerts", "Backups", "DingTalk", "Discord", "Keeping", "Leases", "Limits", "Mistake", "Moderation",
    "PictureStorage", "Settings", "SettingsError", "Telegram", "UpstreamSettings", "Web",
    "invalid", "load", "mistake", "read_toml", "reader_language", "unknown_names",
]  # fmt: skip
