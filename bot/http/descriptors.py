"""The process's limit of file descriptors, which incoming connections share with the database, files and outgoing
ones."""

from __future__ import annotations

import sys
from typing import Final

WANTED: Final = 4096
RESERVED: Final = 128
"""Descriptors kept for everything but incoming connections: about 40 files and 64 outgoing connections."""
LEAST: Final = 16


def allow_descriptors() -> int:
    """Raise the process's soft limit to `WANTED`, as far as allowed; returns the limit in force."""
    if sys.platform == "win32":
        return 512  # what its C library allows at the start
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return WANTED if soft == resource.RLIM_INFINITY else soft


def connections_allowed(most: int, share: float = 1.0) -> int:
    """How many connections one server may hold: `most`, or its share of what the process's limit leaves."""
    return max(LEAST, min(most, int((allow_descriptors() - RESERVED) * share)))
