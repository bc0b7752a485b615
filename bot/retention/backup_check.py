"""The restore drill: a backup is restored into a scratch folder, and what came of it is compared with the backup."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.jobs import money
from bot.media.storage.open_store import open_picture_store
from bot.retention.backup import BackupError, Summary, count_rows
from bot.retention.restore import must_exist, restore
from bot.runtime.clock import Clock
from bot.store import open_store
from config.settings import PictureStorage, Settings


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """What a drill found. `absent`: pictures that the database names and the backup lacks, because they were deleted while it was
    made, or were lost before."""

    summary: Summary
    absent: int


async def check_backup(settings: Settings, folders: Mapping[str, Path], source: Path, clock: Clock) -> CheckedBackup:
    """Restore a backup beside itself, into a folder that is deleted afterwards: checksums, numbers of rows and pictures, the
    rows' references to each other, the ledgers. The database of `settings` is not touched. Raises BackupError, StoreError or
    OSError with what is wrong."""
    must_exist(source)
    with tempfile.TemporaryDirectory(dir=source.parent, prefix=".shenbi-check-") as scratch:
        place = Path(scratch) / "data"
        elsewhere = settings.model_copy(
            update={"data_dir": place, "database_url": "", "pictures": PictureStorage(), "workers": True}
        )
        summary = await restore(elsewhere, folders, source, clock)
        named = await asyncio.to_thread(_named_pictures, place / "shenbi.db", summary)
        found: set[str] = set()
        size = 0
        async for batch in open_picture_store(elsewhere).listing():
            found.update(each.key for each in batch)
            size += sum(each.size for each in batch)
        if (len(found), size) != (summary.pictures, summary.bytes):
            raise BackupError(
                f"it should hold {summary.pictures} pictures of {summary.bytes} bytes; {len(found)} of {size} came back"
            )
        # Opened as `shenbi run` opens it, with the migrations of this version.
        store = await open_store(elsewhere.store_url, clock)
        try:
            if wrong := await store.read(money.compare_totals):
                raise BackupError(f"the totals of money differ from the ledgers in {len(wrong)} places")
        finally:
            await store.close()
        return CheckedBackup(summary, len(named - found))


def _named_pictures(database: Path, summary: Summary) -> set[str]:
    """Compare the restored rows with the manifest; returns the keys of pictures that they name."""
    rows = count_rows(database)
    if rows != summary.rows:
        raise BackupError(f"it should hold {summary.rows} rows; {rows} came back")
    with closing(sqlite3.connect(database)) as raw:
        if broken := raw.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError(f"rows of {broken[0]} refer to rows that do not exist")
        return {key for (key,) in raw.execute("SELECT key FROM picture WHERE deleted_at IS NULL")}
