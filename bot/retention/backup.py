"""Backups: everything in one tar file, made while Shenbi runs. `bot.retention.restore` puts one back.

shenbi.db            the database as one SQLite file, whichever database is in use: a consistent copy of one moment
pictures/...         what the picture store keeps; read after the database, so that every picture it names is there
folders/...          the adapters' own files (the web room's key is one: keep backups as private as the data folder)
manifest.json        last, so that a backup that was cut off is known by its absence

Every entry has its SHA-256 in its tar header (PAX), where readers that do not know it pass over it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bot.media.storage.open_store import open_picture_store
from bot.media.storage.picture_store import PictureStore
from bot.runtime.clock import Clock
from bot.runtime.privacy import make_folder
from bot.store.transfer import move
from config.settings import Settings

FORMAT = 1
DATABASE = "shenbi.db"
MANIFEST = "manifest.json"
PICTURES = "pictures/"
FOLDERS = "folders/"
CHECKSUM: Final = "SHENBI.sha256"
MOST_FOLDER_FILE_BYTES = 1_000_000
"""Adapters keep keys and cursors; larger files are not backed up."""


class BackupError(Exception):
    """A backup or restore is not possible; `str()` is a line for the operator."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds. `missing` pictures were deleted while it was made; `made_at` is in unix seconds."""

    format: int
    made_at: float
    rows: int
    pictures: int
    bytes: int
    missing: int = 0


async def back_up(settings: Settings, folders: Mapping[str, Path], target: Path, clock: Clock) -> Summary:
    """Write a backup to `target`. `folders` has the SQL folder of every adapter by its name.

    Raises BackupError, StoreError or OSError; then there is nothing under `target`.
    """
    _must_be_free(target)
    draft = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".shenbi-backup-") as scratch:
            database = Path(scratch) / DATABASE
            await _copy_database(settings.store_url, database, folders, clock)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
                await asyncio.to_thread(_add_database, tar, database)
                kept, size, missing = await _add_pictures(tar, open_picture_store(settings))
                await asyncio.to_thread(_add_folders, tar, settings.data_dir, list(folders))
                rows = await asyncio.to_thread(count_rows, database)
                summary = Summary(FORMAT, clock.now(), rows, kept, size, missing)
                _add_bytes(tar, MANIFEST, json.dumps(asdict(summary)).encode())
        with draft.open("rb") as written:
            await asyncio.to_thread(os.fsync, written.fileno())
        draft.replace(target)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return summary


def _must_be_free(target: Path) -> None:
    if target.exists():
        raise BackupError(f"{target} is there already")
    make_folder(target.parent)


async def _copy_database(url: str, target: Path, folders: Mapping[str, Path], clock: Clock) -> None:
    if not url.startswith("sqlite:///"):
        await move(url, f"sqlite:///{target}", folders, clock)
        await asyncio.to_thread(_settle, target)
        return
    source = Path(url.removeprefix("sqlite:///"))

    def copy() -> None:
        if not source.exists():
            raise BackupError(f"there is no database at {source}")
        # All pages in one step, so that it is one snapshot. With WAL, writers need not wait meanwhile.
        with closing(sqlite3.connect(source, timeout=10)) as running, closing(sqlite3.connect(target)) as copied:
            running.backup(copied)

    try:
        await asyncio.to_thread(copy)
        await asyncio.to_thread(_settle, target)
    except sqlite3.Error as error:
        raise BackupError(f"{source}: {error}") from error


def _settle(database: Path) -> None:
    """Merge the write-ahead log, so that the database is one file."""
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")


async def _add_pictures(tar: tarfile.TarFile, pictures: PictureStore) -> tuple[int, int, int]:
    kept = size = missing = 0
    async for batch in pictures.listing():
        for found in batch:
            try:
                data = await pictures.get(found.key)
            except KeyError:
                missing += 1
                continue
            await asyncio.to_thread(_add_bytes, tar, PICTURES + found.key, data)
            kept, size = kept + 1, size + len(data)
    return kept, size, missing


def _add_database(tar: tarfile.TarFile, database: Path) -> None:
    with database.open("rb") as file:
        entry = tar.gettarinfo(arcname=DATABASE, fileobj=file)
        entry.pax_headers = {CHECKSUM: hashlib.file_digest(file, "sha256").hexdigest()}
        file.seek(0)
        tar.addfile(entry, file)


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.mode = 0o600
    entry.pax_headers = {CHECKSUM: hashlib.sha256(data).hexdigest()}
    tar.addfile(entry, io.BytesIO(data))


def _add_folders(tar: tarfile.TarFile, data_dir: Path, names: list[str]) -> None:
    for name in names:
        for path in sorted((data_dir / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_FOLDER_FILE_BYTES:
                _add_bytes(tar, FOLDERS + path.relative_to(data_dir).as_posix(), path.read_bytes())


def count_rows(database: Path) -> int:
    """The rows of all tables of a SQLite file."""
    with closing(sqlite3.connect(database)) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(
            raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - a name from the schema
            for name in names
            if not name.startswith("sqlite_")
        )
