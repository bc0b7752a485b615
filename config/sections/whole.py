"""All settings together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, field_validator

from config.mistakes import LOCALES_FOLDER, Mistake
from config.sections.access import Access, Alerts, Moderation
from config.sections.base import MOST_S, Section
from config.sections.keeping import Backups, Keeping, PictureStorage
from config.sections.limits import Limits
from config.sections.platforms import DingTalk, Discord, Telegram
from config.sections.upstream import Leases, UpstreamSettings
from config.sections.web import Web

LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Settings(Section):
    """Everything. Made by `load`."""

    data_dir: Path = Path("data")
    database_url: str = ""
    timezone: str = "Asia/Shanghai"
    language: str = "zh"
    log_level: str = "WARNING"
    # Whether this process paints, or only talks to people while others on the same PostgreSQL paint.
    workers: bool = True
    bell_after_s: float = Field(default=60, ge=0, le=MOST_S)
    upstream: UpstreamSettings = UpstreamSettings()
    leases: Leases = Leases()
    limits: Limits = Limits()
    access: Access = Access()
    moderation: Moderation = Moderation()
    alerts: Alerts = Alerts()
    web: Web = Web()
    telegram: Telegram = Telegram()
    dingtalk: DingTalk = DingTalk()
    discord: Discord = Discord()
    keeping: Keeping = Keeping()
    backup: Backups = Backups()
    pictures: PictureStorage = PictureStorage()

    # Where what was set comes from: dotted name -> a name of the environment or of a file. Filled in by `load`.
    _sources: dict[str, str] = PrivateAttr(default_factory=dict)

    def source_of(self, name: str) -> str:
        """Where a setting (`web.port`) comes from: a name of the environment, the name of a file; empty: its default."""
        return next((self._sources[each] for each in _and_above(name) if each in self._sources), "")

    @field_validator("data_dir")
    @classmethod
    def _is_path(cls, value: Path) -> Path:
        if "\0" in str(value):
            raise Mistake("settings-folder", value=str(value).replace("\0", "?"))
        return value

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise Mistake("settings-zone", value=value) from None
        return value

    @field_validator("language")
    @classmethod
    def _language_exists(cls, value: str) -> str:
        known = sorted(folder.name for folder in LOCALES_FOLDER.iterdir() if folder.is_dir())
        if value not in known:
            raise Mistake("settings-language", value=value, known=", ".join(known))
        return value

    @field_validator("log_level")
    @classmethod
    def _level_exists(cls, value: str) -> str:
        if value.upper() not in LOG_LEVELS:
            raise Mistake("settings-one-of", value=value, known=", ".join(LOG_LEVELS))
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which a day of money turns."""
        return ZoneInfo(self.timezone)

    @property
    def uses_studio(self) -> bool:
        """No key: the embedded studio paints."""
        return not self.upstream.accounts

    @property
    def store_url(self) -> str:
        """The database: the one that was set, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'shenbi.db'}"


def _and_above(name: str) -> Iterator[str]:
    """A dotted name, and those of the tables that it is in."""
    while name:
        yield name
        name = name.rpartition(".")[0]
