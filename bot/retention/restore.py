"""Restoring a backup into an empty place; see `bot.retention.backup` for what one holds."""

from __future__ import annotations

import asyncio
import hashlib
import json
import lzma
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import IO

from bot.media.storage.folder_store import COPY_CHUNK_BYTES
from bot.media.storage.open_store import open_picture_store
from bot.media.storage.picture_store import PictureStore, check_key
from bot.retention.backup import (
    CHECKSUM,
    DATABASE,
    FOLDERS,
    FORMAT,
    MANIFEST,
    MOST_FOLDER_FILE_BYTES,
    PICTURES,
    BackupError,
    Summary,
)
from bot.runtime.clock import Clock
from bot.runtime.privacy import make_folder
from bot.store.transfer import move
from config.settings import Settings


async def restore(settings: Settings, folders: Mapping[str, Path], source: Path, clock: Clock) -> Summary:
    """Restore a backup into an empty database and picture store, those of `settings`. What has a checksum is compared with
    it.

    Raises BackupError, StoreError or OSError. The database is restored last, so that a restore that was interrupted
    cannot be started by mistake: delete what was restored, and repeat.
    """
    must_exist(source)
    pictures = open_picture_store(settings)
    database = Path(settings.store_url.removeprefix("sqlite:///")) if settings.store_url.startswith("sqlite:") else None
    if database and database.exists():
        raise BackupError(f"{database} is there already; a backup is restored into an empty place only")
    async for batch in pictures.listing():
        if batch:
            raise BackupError(
                f"there are pictures already ({batch[0].key}); a backup is restored into an empty place only"
            )
    make_folder(settings.data_dir)
    try:
        with (
            tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".shenbi-restore-") as scratch,
            _opened(source) as tar,
        ):
            summary = await asyncio.to_thread(_manifest, tar)
            copied = Path(scratch) / DATABASE
            # Checked before anything else is written: a file that is no backup leaves nothing behind.
            await asyncio.to_thread(_take_database, tar, copied)
            kept = 0
            for entry in await asyncio.to_thread(tar.getmembers):
                kept += await _put_back(tar, entry, settings.data_dir, frozenset(folders), pictures)
            if kept != summary.pictures:
                raise BackupError(f"it should hold {summary.pictures} pictures and holds {kept}: it is damaged")
            if database:
                make_folder(database.parent)
                await asyncio.to_thread(_into_place, copied, database)
            else:
                await move(f"sqlite:///{copied}", settings.store_url, folders, clock)
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise BackupError(f"{source} is not a backup: {error}") from None
    return summary


def must_exist(source: Path) -> None:
    """Raise BackupError unless there is a file; before anything is made for what it holds."""
    if not source.is_file():
        raise BackupError(f"there is no file {source}")


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source)
    except tarfile.ReadError:  # Its text lists every compression that was tried.
        raise BackupError(f"{source} is not a backup: it is no tar file") from None


def _file(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    """The content of an entry. Raises BackupError if it is no regular file: links could lead anywhere, and backups have
    none; or if it differs from its checksum. (Backups of earlier versions have none.)"""
    file = tar.extractfile(entry) if entry.isreg() else None
    if file is None:
        raise BackupError(f"{entry.name!r} does not belong into a backup")
    if wanted := entry.pax_headers.get(CHECKSUM):
        digest = hashlib.sha256()
        while chunk := file.read(COPY_CHUNK_BYTES):
            digest.update(chunk)
        if digest.hexdigest() != wanted:
            raise BackupError(f"{entry.name!r} differs from its checksum: the backup is damaged")
        file.seek(0)
    return file


def _member(tar: tarfile.TarFile, name: str) -> tarfile.TarInfo | None:
    try:
        return tar.getmember(name)
    except KeyError:
        return None


def _manifest(tar: tarfile.TarFile) -> Summary:
    entry = _member(tar, MANIFEST)
    try:
        if entry is None or entry.size > MOST_FOLDER_FILE_BYTES:
            raise ValueError("no manifest, or what cannot be one")
        data = json.load(_file(tar, entry))
        if not isinstance(data, dict) or not isinstance(data.get("format"), int):
            raise ValueError("no manifest")
        if data["format"] > FORMAT:
            raise BackupError("it was made by a newer version of Shenbi")
        summary = Summary(**data)
        counts = (summary.format, summary.rows, summary.pictures, summary.bytes, summary.missing)
        if not all(type(count) is int and count >= 0 for count in counts) or type(summary.made_at) not in (int, float):
            raise ValueError("not the types of a manifest")
    except (ValueError, TypeError, RecursionError):
        raise BackupError("it has no manifest: it was cut off, or is no backup of Shenbi") from None
    return summary


def _take_database(tar: tarfile.TarFile, target: Path) -> None:
    """Extract the database, and check that it is Shenbi's and undamaged."""
    entry = _member(tar, DATABASE)
    if entry is None:
        raise BackupError("there is no database in it")
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(_file(tar, entry), out, COPY_CHUNK_BYTES)
    try:
        with closing(sqlite3.connect(target)) as raw:
            raw.execute("SELECT number FROM migration").fetchone()
            raw.execute("SELECT id FROM job").fetchone()
            (found,) = raw.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"the database in it is none of Shenbi's: {error}") from None
    if found != "ok":
        raise BackupError(f"the database in it is damaged: {found}")


async def _put_back(
    tar: tarfile.TarFile, entry: tarfile.TarInfo, data_dir: Path, adapters: frozenset[str], pictures: PictureStore
) -> int:
    """Restore one entry. No name in the tar file is used as a path: pictures are stored by their keys, other files in
    known folders only. Returns the number of pictures (0 or 1)."""
    if entry.isdir() or entry.name in (MANIFEST, DATABASE):
        return 0
    file = await asyncio.to_thread(_file, tar, entry)
    if entry.name.startswith(PICTURES):
        try:
            key = check_key(entry.name.removeprefix(PICTURES))
        except KeyError:
            raise BackupError(f"{entry.name!r} cannot be the name of a picture") from None
        if await pictures.put_from(key, file) != entry.size:
            raise BackupError(f"{entry.name!r} is cut off")
        return 1
    parts = entry.name.split("/")
    known = len(parts) == 3 and parts[0] == FOLDERS.rstrip("/") and parts[1] in adapters
    if not known or parts[2] in ("", ".", "..") or "\0" in parts[2] or entry.size > MOST_FOLDER_FILE_BYTES:
        raise BackupError(f"{entry.name!r} does not belong into a backup")
    await asyncio.to_thread(_put_file, data_dir / parts[1] / parts[2], file)
    return 0


def _put_file(place: Path, source: IO[bytes]) -> None:
    make_folder(place.parent)
    draft = place.with_name(f".{place.name}.part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(source, out, COPY_CHUNK_BYTES)
    draft.replace(place)  # Replaces a link, never writes through it.


def _into_place(copied: Path, database: Path) -> None:
    with copied.open("rb") as written:
        os.fsync(written.fileno())
    try:
        os.link(copied, database)  # Unlike a rename it never replaces anything.
    except FileExistsError:
        raise BackupError(f"{database} is there already") from None
    except OSError:
        copied.replace(database)  # Another file system, or one without links.
