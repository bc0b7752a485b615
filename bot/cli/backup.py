"""`shenbi backup` and `shenbi restore`: everything in one tar file, made while Shenbi runs.

shenbi.db            the database as one SQLite file, whichever database is in use: a consistent copy of one moment
pictures/...         what the picture store keeps; read after the database, so that every picture it names is there
folders/...          the adapters' own files (the web room's key is one: keep backups as private as the data folder)
manifest.json        last, so that a backup that was cut off is known by its absence
"""

from __future__ import annotations

import asyncio
import contextlib
import io
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from bot.media.storage.folder_store import COPY_CHUNK_BYTES
from bot.media.storage.open_store import open_picture_store
from bot.media.storage.picture_store import PictureStore, check_key
from bot.runtime.clock import Clock
from bot.runtime.privacy import make_folder
from bot.store.transfer import move
from config.settings import Settings

FORMAT = 1
DATABASE = "shenbi.db"
MANIFEST = "manifest.json"
PICTURES = "pictures/"
FOLDERS = "folders/"
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
                await asyncio.to_thread(tar.add, database, DATABASE)
                kept, size, missing = await _add_pictures(tar, open_picture_store(settings))
                await asyncio.to_thread(_add_folders, tar, settings.data_dir, list(folders))
                rows = await asyncio.to_thread(_rows, database)
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


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(data))


def _add_folders(tar: tarfile.TarFile, data_dir: Path, names: list[str]) -> None:
    for name in names:
        for path in sorted((data_dir / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_FOLDER_FILE_BYTES:
                _add_bytes(tar, FOLDERS + path.relative_to(data_dir).as_posix(), path.read_bytes())


def _rows(database: Path) -> int:
    with closing(sqlite3.connect(database)) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(
            raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - a name from the schema
            for name in names
            if not name.startswith("sqlite_")
        )


async def restore(settings: Settings, folders: Mapping[str, Path], source: Path, clock: Clock) -> Summary:
    """Restore a backup into an empty database and picture store, those of `settings`.

    Raises BackupError, StoreError or OSError. The database is restored last, so that a restore that was interrupted
    cannot be started by mistake: delete what was restored, and repeat.
    """
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
            tarfile.open(source) as tar,
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


def _file(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    """The content of an entry. Raises BackupError if it is no regular file: links could lead anywhere, and backups have
    none."""
    file = tar.extractfile(entry) if entry.isreg() else None
    if file is None:
        raise BackupError(f"{entry.name!r} does not belong into a backup")
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
    file = _file(tar, entry)
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
