"""Storage of tasks, uploads and pictures: in memory, or in a folder that survives a restart."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from bot.runtime.privacy import make_folder
from studio.server.task import Task, Upload

T = TypeVar("T")

_TABLES = """
CREATE TABLE IF NOT EXISTS task (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS upload (key TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS secret (value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class StoredState:
    """Everything stored, read at the start. `secret` signs URLs, which stay valid after a restart."""

    tasks: tuple[Task, ...]
    uploads: tuple[Upload, ...]
    secret: bytes


class Storage(Protocol):
    """When a method returns, its change survives the death of the process (unless it is kept in memory)."""

    async def open(self) -> StoredState:
        """Open and read everything. Raises OSError, or sqlite3.OperationalError if another studio has it open."""
        ...

    async def close(self) -> None: ...

    async def save_task(self, task: Task) -> None:
        """Insert or replace a task."""
        ...

    async def save_upload(self, upload: Upload, data: bytes) -> None: ...

    async def remove(self, tasks: list[str], uploads: list[str], files: list[str]) -> None:
        """Remove these, if they exist."""
        ...

    async def write(self, name: str, data: bytes) -> None:
        """Store a file under a name made by this module."""
        ...

    async def read(self, name: str) -> bytes | None: ...


def upload_file(key: str) -> str:
    """The file name of an upload: a hash, because the caller chose the key and it must not become a path."""
    return "upload-" + hashlib.sha256(key.encode()).hexdigest()


def picture_file(task_id: str, index: int) -> str:
    """The file name of picture `index` of a task."""
    return f"{task_id}-{index}.png"


def reference_file(task_id: str, index: int = 0) -> str:
    """The file name of reference image `index` of a task."""
    return f"{task_id}-reference-{index}" if index else f"{task_id}-reference"


def reference_files(task: Task) -> list[str]:
    """The file names of all reference images of a task, in their order."""
    return [reference_file(task.id, index) for index in range(task.order.image_number)]


class MemoryStorage:
    """Keeps files until the process ends. Tasks need no storing: the registry has them in memory."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    async def open(self) -> StoredState:
        return StoredState((), (), secrets.token_bytes(32))

    async def close(self) -> None:
        self._files.clear()

    async def save_task(self, task: Task) -> None:
        pass

    async def save_upload(self, upload: Upload, data: bytes) -> None:
        self._files[upload_file(upload.key)] = data

    async def remove(self, tasks: list[str], uploads: list[str], files: list[str]) -> None:
        for name in (*files, *(upload_file(key) for key in uploads)):
            self._files.pop(name, None)

    async def write(self, name: str, data: bytes) -> None:
        self._files[name] = data

    async def read(self, name: str) -> bytes | None:
        return self._files.get(name)


class DiskStorage:
    """A folder with `studio.sqlite` and `files/`, accessed from one thread.

    `synchronous=NORMAL`: commits survive the death of the process; a power cut may lose the last of them, which is
    acceptable for a stand-in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = folder / "files"
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-storage")
        self._db: sqlite3.Connection | None = None

    async def _run(self, function: Callable[[], T]) -> T:
        # Shielded: when the caller is cancelled, the transaction in the thread still finishes.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, function))

    @property
    def _open_db(self) -> sqlite3.Connection:
        assert self._db is not None, "the storage is not open"
        return self._db

    async def open(self) -> StoredState:
        def work() -> StoredState:
            make_folder(self._files)
            db = sqlite3.connect(self._folder / "studio.sqlite", timeout=1)
            try:
                return read(db)
            except BaseException:
                db.close()
                raise

        def read(db: sqlite3.Connection) -> StoredState:
            # One studio per folder: a second one would run the same tasks. The lock is released when the process ends.
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            db.executescript(_TABLES)
            with db:
                row = db.execute("SELECT value FROM secret").fetchone()
                secret = row[0] if row else secrets.token_hex(32)
                db.execute("DELETE FROM secret")
                db.execute("INSERT INTO secret VALUES (?)", (secret,))
            tasks = [Task.from_json(json.loads(body)) for (body,) in db.execute("SELECT body FROM task")]
            uploads = [Upload(**json.loads(body)) for (body,) in db.execute("SELECT body FROM upload")]
            tasks.sort(key=lambda task: task.number)
            self._db = db
            return StoredState(tuple(tasks), tuple(uploads), bytes.fromhex(secret))

        return await self._run(work)

    async def close(self) -> None:
        def work() -> None:
            if self._db is not None:
                self._db.close()
                self._db = None

        await self._run(work)
        self._thread.shutdown(wait=False)

    async def save_task(self, task: Task) -> None:
        body = json.dumps(task.to_json(), ensure_ascii=False)

        def work() -> None:
            with self._open_db as db:
                db.execute("INSERT OR REPLACE INTO task VALUES (?, ?)", (task.id, body))

        await self._run(work)

    async def save_upload(self, upload: Upload, data: bytes) -> None:
        body = json.dumps(asdict(upload), ensure_ascii=False)

        def work() -> None:
            self._put(upload_file(upload.key), data)
            with self._open_db as db:
                db.execute("INSERT OR REPLACE INTO upload VALUES (?, ?)", (upload.key, body))

        await self._run(work)

    async def remove(self, tasks: list[str], uploads: list[str], files: list[str]) -> None:
        def work() -> None:
            with self._open_db as db:
                db.executemany("DELETE FROM task WHERE id = ?", [(task,) for task in tasks])
                db.executemany("DELETE FROM upload WHERE key = ?", [(key,) for key in uploads])
            for name in (*files, *(upload_file(key) for key in uploads)):
                (self._files / name).unlink(missing_ok=True)

        await self._run(work)

    async def write(self, name: str, data: bytes) -> None:
        await self._run(lambda: self._put(name, data))

    async def read(self, name: str) -> bytes | None:
        def work() -> bytes | None:
            try:
                return (self._files / name).read_bytes()
            except FileNotFoundError:
                return None

        return await self._run(work)

    def _put(self, name: str, data: bytes) -> None:
        # Written to a temporary file and renamed, so that a killed process leaves a whole file or none.
        path = self._files / name
        draft = path.with_suffix(".part")
        draft.write_bytes(data)
        draft.replace(path)
