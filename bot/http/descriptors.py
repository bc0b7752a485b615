"""File descriptors: each connection takes one, and so do the database, the pictures and the way upstream."""

from __future__ import annotations

import sys
from typing import Final

WANTED: Final = 4096
RESERVED: Final = 128
"""For everything that is not an incoming connection: about 40 files and 64 connections of our own."""
LEAST: Final = 16


def allow_descriptors() -> int:
    """Raise the process' soft limit as far as it may and is useful; the limit that holds now."""
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
    """How many connections one server may hold: `most`, or its share of what the process' limit leaves."""
    return max(LEAST, min(most, int((allow_descriptors() - RESERVED) * share)))
