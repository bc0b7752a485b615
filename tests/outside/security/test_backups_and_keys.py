"""A tar file that is no whole backup is refused in one line and leaves nothing behind; a key is a key to its last character.

Findings (low): `restore` said 'are back' for garbage, showed tracebacks for links and odd manifests, and held whole pictures in
memory; `check_key` used `$`, which also matches before a line's end.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import tarfile
import tracemalloc
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api.installed import adapter_sql_folders
from bot.media.storage.folder_store import FolderPictureStore
from bot.media.storage.picture_store import check_key
from bot.retention.backup import BackupError
from bot.retention.restore import restore
from bot.runtime.clock import SystemClock
from bot.store import open_store
from config.settings import Settings
from tests.cli.test_start import shenbi

FOLDERS = adapter_sql_folders()
ROOT = Path(__file__).parents[3]


@pytest.fixture
async def database(tmp_path: Path) -> bytes:
    """A database of ours, as a file."""
    store = await open_store(f"sqlite:///{tmp_path / 'made.db'}", SystemClock())
    await store.close()
    with closing(sqlite3.connect(tmp_path / "made.db")) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    return (tmp_path / "made.db").read_bytes()


def manifest(**changes: Any) -> bytes:
    told = {"format": 1, "made_at": 0, "rows": 0, "pictures": 0, "bytes": 0, "missing": 0}
    return json.dumps({**told, **changes}).encode()


def tar_of(path: Path, files: dict[str, bytes | tarfile.TarInfo]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            entry = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(name)
            body = b"" if isinstance(data, tarfile.TarInfo) else data
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


async def refused(tmp_path: Path, files: dict[str, bytes | tarfile.TarInfo]) -> str:
    """Restore this; what is said. Nothing may be left that could be started."""
    source = tar_of(tmp_path / "x.tar", files)
    settings = Settings.model_validate({"data_dir": tmp_path / "new"})
    with pytest.raises(BackupError) as told:
        await restore(settings, FOLDERS, source, SystemClock())
    assert not (tmp_path / "new" / "shenbi.db").exists()
    assert "\n" not in str(told.value)
    return str(told.value)


@pytest.mark.parametrize(
    "told",
    [
        b"[]", b'"x"', b"null", b"7", b"{", b"[" * 100_000, b"\xff\xfe", b"",
        manifest(format="1"), manifest(format=None), manifest(format=True), manifest(rows="many"), manifest(pictures=-1),
        manifest(bytes=[]), manifest(made_at={}), manifest(other=1), manifest(rows=1.5), b'{"format": 1}',
    ],
)  # fmt: skip
async def test_backups_and_keys__odd_manifest_is_one_line(told: bytes, tmp_path: Path, database: bytes) -> None:
    assert "no manifest" in await refused(tmp_path, {"shenbi.db": database, "manifest.json": told})


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
@pytest.mark.parametrize("name", ["manifest.json", "shenbi.db", "pictures/jobs/1/0.png", "folders/web/key"])
async def test_backups_and_keys__what_is_no_plain_file_is_refused(
    name: str, kind: bytes, tmp_path: Path, database: bytes
) -> None:
    files: dict[str, bytes | tarfile.TarInfo] = {"shenbi.db": database, "manifest.json": manifest(pictures=1)}
    files[name] = special(name, kind, "/etc/passwd" if kind != tarfile.LNKTYPE else "nothing")
    await refused(tmp_path, files)
    assert not [path for path in (tmp_path / "new").rglob("*") if path.is_symlink()]


@pytest.mark.parametrize("garbage", [b"", b"x", b"garbage" * 5000, b"SQLite format 3\x00" + b"\x00" * 5000])
async def test_backups_and_keys__database_that_is_none_is_not_back(garbage: bytes, tmp_path: Path) -> None:
    said = await refused(tmp_path, {"shenbi.db": garbage, "manifest.json": manifest()})
    assert "none of Shenbi's" in said
    assert list((tmp_path / "new").iterdir()) == []


async def test_backups_and_keys__damaged_database_is_not_back(tmp_path: Path, database: bytes) -> None:
    torn = bytearray(database)
    torn[len(torn) // 2 :] = b"\x55" * (len(torn) - len(torn) // 2)
    await refused(tmp_path, {"shenbi.db": bytes(torn), "manifest.json": manifest()})


async def test_backups_and_keys__pictures_that_are_missing_are_missed(tmp_path: Path, database: bytes) -> None:
    said = await refused(
        tmp_path, {"shenbi.db": database, "manifest.json": manifest(pictures=2), "pictures/jobs/1/0.png": b"x"}
    )
    assert "2 pictures" in said


@pytest.mark.parametrize(
    "name",
    [
        "pictures/../../evil.png", "pictures/jobs/1/0.png\n", "folders/web/../../evil", "folders/web/..", "folders/web/",
        "folders/other/key", "/etc/evil", "../evil", "evil", "folders//evil", "./evil", "pictures/",
    ],
)  # fmt: skip
async def test_backups_and_keys__name_is_no_path(name: str, tmp_path: Path, database: bytes) -> None:
    await refused(tmp_path, {"shenbi.db": database, "manifest.json": manifest(), name: b"evil"})
    assert not [name for _, _, names in os.walk(tmp_path) for name in names if "evil" in name]


async def test_backups_and_keys__file_comes_in_the_place_of_a_link_and_not_through_it(
    tmp_path: Path, database: bytes
) -> None:
    (tmp_path / "new" / "web").mkdir(parents=True)
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "new" / "web" / "key").symlink_to(tmp_path / "theirs")
    source = tar_of(
        tmp_path / "x.tar", {"shenbi.db": database, "manifest.json": manifest(), "folders/web/key": b"ours"}
    )
    await restore(Settings.model_validate({"data_dir": tmp_path / "new"}), FOLDERS, source, SystemClock())
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert (tmp_path / "new" / "web" / "key").read_bytes() == b"ours"


async def test_backups_and_keys__picture_is_not_held_in_memory(tmp_path: Path, database: bytes) -> None:
    big = 40_000_000
    files: dict[str, bytes | tarfile.TarInfo] = {
        "shenbi.db": database, "pictures/jobs/1/0.png": bytes(big), "manifest.json": manifest(pictures=1)
    }  # fmt: skip
    source = tar_of(tmp_path / "x.tar", files)
    del files
    tracemalloc.start()
    try:
        await restore(Settings.model_validate({"data_dir": tmp_path / "new"}), FOLDERS, source, SystemClock())
        assert tracemalloc.get_traced_memory()[1] < big / 4
    finally:
        tracemalloc.stop()
    assert (tmp_path / "new" / "pictures" / "jobs" / "1" / "0.png").stat().st_size == big


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x1f\x8b garbage", b"BZh9 garbage", b"\xfd7zXZ\x00 garbage"])
def test_backups_and_keys__command_says_what_is_wrong_in_one_line(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.tar").write_bytes(content)
    assert shenbi(monkeypatch, tmp_path, "restore", "x.tar") == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "not a backup" in told.err
    assert "back" not in told.out


# --- keys


@pytest.mark.parametrize(
    "key", ["jobs/1/0.png\n", "jobs/1/0.png\n/x", "\njobs/1/0.png", "jobs/1/0.png ", "jobs/../x.png", "/x.png"]
)
async def test_backups_and_keys__key_with_anything_more_is_no_key(key: str, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        check_key(key)
    with pytest.raises(KeyError):
        await FolderPictureStore(tmp_path).put(key, b"x")


def test_backups_and_keys__no_check_of_a_whole_text_ends_with_a_dollar_sign() -> None:
    """`$` also matches before a last line's end; what is a check of a whole text uses `fullmatch`."""
    names = {
        "bot/media/storage/picture_store.py",
        "bot/dashscope/wire.py",
        "adapters/web/reading.py",
        "adapters/web/names.py",
    }
    for name in names:
        for pattern in re.findall(r're\.compile\(r?f?"(.*)"', (ROOT / name).read_text(encoding="utf-8")):
            assert not pattern.endswith("$"), (name, pattern)
