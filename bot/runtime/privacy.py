"""What Shenbi writes is its own user's alone: new files by the umask, those of earlier versions by narrowing them once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

import structlog

log = structlog.get_logger()

UMASK = 0o077


def keep_new_files_private() -> None:
    """From now on no other user of the machine may read or change what this process makes. For the whole process."""
    os.umask(UMASK)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for our own user alone. Raises OSError."""
    for path in (*reversed(folder.parents), folder):
        if not path.exists():
            path.mkdir(mode=0o700, exist_ok=True)


def narrow(paths: Iterable[Path]) -> None:
    """Take the rights of other users from these files, and from these folders with all that is in them.

    A folder that is private already is not looked into, so this is quick from the second start on. Links are not followed. What
    belongs to another user is left as it is, with a line in the log."""
    for path in paths:
        try:
            if _is_open(path):
                if path.is_dir():
                    # The folder itself comes last: what was cut off half-way is done again at the next start.
                    for place, folders, files in os.walk(path):
                        for name in (*folders, *files):
                            _narrow_one(Path(place) / name)
                _narrow_one(path)
        except OSError as error:
            log.warning("files.not-private", path=str(path), error=error.strerror)


def narrow_folder(folder: Path) -> None:
    """The same for a folder alone, without what is in it. A folder that everybody writes to (as /tmp) is nobody's to narrow."""
    try:
        if _is_open(folder) and not folder.stat().st_mode & stat.S_ISVTX:
            _narrow_one(folder)
    except OSError as error:
        log.warning("files.not-private", path=str(folder), error=error.strerror)


def narrow_data_folder(folder: Path, adapters: Iterable[str]) -> None:
    """Narrow the data folder once: versions before 0.2.0 left its permissions to the umask."""
    narrow(folder / name for name in ("pictures", "studio", "studio.key", *adapters))
    narrow_folder(folder)


def _is_open(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & UMASK)


def _narrow_one(path: Path) -> None:
    if _is_open(path):
        path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~UMASK)
