"""What is kept, where, and for how long."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator

from config.mistakes import Mistake
from config.sections.base import MOST_COUNT, MOST_DAYS, Section


class Keeping(Section):
    """How long things are kept, in days; 0 means for ever."""

    updates_days: int = Field(default=14, ge=8, le=MOST_DAYS)  # Telegram may restart its ids after a week
    jobs_days: int = Field(default=365, ge=0, le=MOST_DAYS)
    pictures_days: int = Field(default=365, ge=0, le=MOST_DAYS)
    low_disk_mb: int = Field(default=500, ge=0, le=MOST_COUNT)

    @property
    def low_disk_bytes(self) -> int:
        """How much of the disk stays free: nothing new is kept below it."""
        return self.low_disk_mb * 1_000_000


class Backups(Section):
    """Backups that Shenbi makes by itself; none without a folder."""

    folder: str = ""
    every_h: float = Field(default=24, gt=0, le=24 * 365)
    # How many are kept; older ones are deleted once a newer one is complete.
    keep: int = Field(default=7, ge=1, le=MOST_COUNT)

    @field_validator("folder")
    @classmethod
    def _is_folder(cls, value: str) -> str:
        if "\0" in value or Path(value).is_file():
            raise Mistake("settings-folder", value=value)
        return value


class PictureStorage(Section):
    """Where pictures are kept: a folder, or a bucket of an S3-compatible service."""

    url: str = ""  # empty: data folder; s3://bucket/prefix
    endpoint: str = ""
    region: str = ""
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None
