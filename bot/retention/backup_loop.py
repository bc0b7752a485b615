"""Backups that are made by themselves, with rotation: `[backup]` in the settings."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from bot.retention.backup import BackupError, Summary, back_up
from bot.runtime.privacy import make_folder
from bot.store import Store, StoreError, Tx, alerts
from bot.store.loops import Loop
from config.settings import Settings

log = structlog.get_logger()

RETRY_S: Final = 900.0
"""After how long a backup that failed is tried again."""
OVERDUE_AFTER: Final = 2.0
"""How many times `every_h` the newest backup may be old."""
MAX_DURATION_S: Final = 6 * 3600.0
NAME: Final = re.compile(r"shenbi-(\d{8}T\d{6})Z\.tar")
LEFT_OVER: Final = re.compile(r"\.shenbi-(\d{8}T\d{6}Z\.tar\.part|backup-\w+)")
TIME_FORMAT: Final = "%Y%m%dT%H%M%S"
LOCK: Final = ".shenbi-backup.lock"


def existing_backups(folder: Path) -> list[tuple[float, Path]]:
    """The backups of a folder that were made by themselves, oldest first, with their times (unix seconds). Files of other
    names are not ours."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if (match := NAME.fullmatch(path.name)) and path.is_file():
            made = datetime.strptime(match[1], TIME_FORMAT).replace(tzinfo=UTC)
            found.append((made.timestamp(), path))
    return sorted(found)


class ScheduledBackup(Loop):
    """Makes a backup when the newest one is `every_h` old, and deletes those that are more than `keep`. Several processes may
    have the same folder: a lock on a file in it lets one of them work."""

    name = "backup"

    def __init__(self, store: Store, settings: Settings, sql_folders: Mapping[str, Path]) -> None:
        super().__init__(store)
        self.settings = settings
        self.folder = Path(settings.backup.folder)
        self._sql_folders = sql_folders
        self._due = 0.0
        self._since = self.clock.now()

    async def once(self) -> float:
        if self.clock.now() < self._due:
            return self._due
        try:
            await asyncio.to_thread(make_folder, self.folder)
            if self._next(await self._newest()) <= self.clock.now():
                with _locked(self.folder) as ours:
                    # Another process may have made one until the lock was ours.
                    if ours and self._next(await self._newest()) <= self.clock.now():
                        await self._make()
            newest = await self._newest()
            self._due = self._next(newest)
            if self._due <= self.clock.now():  # Another process is at it.
                self._due = self.clock.now() + RETRY_S
            await self._report_overdue(newest)
        except (BackupError, StoreError, OSError, ValueError) as error:
            log.warning("backup.failed", folder=str(self.folder), error=str(error), kind=type(error).__name__)
            self._due = self.clock.now() + RETRY_S
            kind = type(error).__name__
            await self.write_with_retries(
                lambda tx: alerts.report(tx, "alert-backup-failed", folder=self.folder, kind=kind)
            )
            await self._report_overdue(await self._newest())
        return self._due

    async def _newest(self) -> float:
        """When the newest backup was made; 0: there is none. A time to come (the clock was set back) counts as now."""
        found = await asyncio.to_thread(_or_none, existing_backups, self.folder)
        return min(found[-1][0], self.clock.now()) if found else 0.0

    def _next(self, newest: float) -> float:
        return newest + self.settings.backup.every_h * 3600.0 if newest else 0.0

    async def _make(self) -> None:
        await asyncio.to_thread(_remove_left_over, self.folder)
        moment = datetime.fromtimestamp(self.clock.now(), UTC).strftime(TIME_FORMAT)
        target = self.folder / f"shenbi-{moment}Z.tar"
        async with asyncio.timeout(MAX_DURATION_S):
            summary: Summary = await back_up(self.settings, self._sql_folders, target, self.clock)
        log.info("backup.made", file=str(target), rows=summary.rows, pictures=summary.pictures)
        await asyncio.to_thread(_rotate, self.folder, self.settings.backup.keep)
        await self.write_with_retries(self._resolve)

    def _resolve(self, tx: Tx) -> None:
        for text_id in ("alert-backup-failed", "alert-backup-overdue"):
            alerts.resolve(tx, text_id, "alert-backup-made", folder=self.folder)

    async def _report_overdue(self, newest: float) -> None:
        late = self.clock.now() - max(newest, self._since)
        if late > OVERDUE_AFTER * self.settings.backup.every_h * 3600.0:
            hours = round(late / 3600.0)
            await self.write_with_retries(
                lambda tx: alerts.report(tx, "alert-backup-overdue", folder=self.folder, count=hours)
            )


def _or_none(work: Callable[[Path], list[tuple[float, Path]]], folder: Path) -> list[tuple[float, Path]]:
    try:
        return work(folder)
    except OSError:
        return []


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether this process may write into the folder until the block is left. The kernel ends the lock of a process that dies."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _remove_left_over(folder: Path) -> None:
    """Delete what a process that was killed has left. Called with the lock held."""
    for path in folder.iterdir():
        if LEFT_OVER.fullmatch(path.name):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _rotate(folder: Path, keep: int) -> None:
    for _, path in existing_backups(folder)[:-keep]:
        path.unlink(missing_ok=True)
