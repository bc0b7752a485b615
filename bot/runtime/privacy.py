"""File permissions: what Shenbi writes is for its own user only. New files by the umask; those of earlier versions are
changed once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

import structlog

from bot.runtime.umask import UMASK
from config.mistakes import Mistake, SettingsError

log = structlog.get_logger()


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, for our own user only. Raises OSError."""
    for path in (*reversed(folder.parents), folder):
        if not path.exists():
            path.mkdir(mode=0o700, exist_ok=True)


def narrow(paths: Iterable[Path]) -> None:
    """Remove the permissions of other users from these files, and from these folders recursively.

    A folder that is private already is skipped, so this is quick from the second start on. Links are not followed.
    Files that belong to another user are left as they are and logged."""
    for path in paths:
        try:
            if _is_open(path):
                if path.is_dir():
                    # The folder itself last: if this is interrupted, it is repeated at the next start.
                    for place, folders, files in os.walk(path):
                        for name in (*folders, *files):
                            _narrow_one(Path(place) / name)
                _narrow_one(path)
        except OSError as error:
            log.warning("files.not-private", path=str(path), error=error.strerror)


def narrow_folder(folder: Path) -> None:
    """The same for a folder itself, not for its content. A folder that everybody may write to (like /tmp) is left as it
    is."""
    try:
        if _is_open(folder) and not folder.stat().st_mode & stat.S_ISVTX:
            _narrow_one(folder)
    except OSError as error:
        log.warning("files.not-private", path=str(folder), error=error.strerror)


def prepare_data_folder(folder: Path, adapters: Iterable[str]) -> None:
    """Make the data folder, or narrow it once: versions before 0.2.0 left its permissions to the umask. Raises
    SettingsError."""
    try:
        make_folder(folder)
    except OSError as error:
        wrong = Mistake("settings-cannot-make", folder=str(folder), reason=error.strerror or "")
        raise SettingsError(wrong, "SHENBI_DATA_DIR") from None
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
