"""Addresses that another program sent."""

from __future__ import annotations

import re

from yarl import URL

_PRINTABLE = re.compile(r"[\x21-\x7e]{1,8192}")


def parse_url(text: str) -> URL | None:
    """Parse an HTTP address without normalizing it (that would break signatures); None if it is not one."""
    if not _PRINTABLE.fullmatch(text):
        return None
    try:
        url = URL(text, encoded=True)
        # yarl parses host and port lazily, so a bad one would raise somewhere else.
        return url if url.scheme in ("http", "https") and url.host and url.port is not None else None
    except (ValueError, IndexError):  # yarl 1.25 looks for the closing bracket of `[]@` behind the end of the text.
        return None
