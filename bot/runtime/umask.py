"""The rights of new files. Imports next to nothing: every command begins with it."""

from __future__ import annotations

import os

UMASK = 0o077


def keep_new_files_private() -> None:
    """Set the umask of the process so that no other user may read or change the files it makes."""
    os.umask(UMASK)
