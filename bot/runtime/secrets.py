"""What is secret in an address, and the address without it."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import parse_qsl, unquote, urlsplit

_SECRET_NAMES = frozenset({"password", "sslpassword", "passwd", "pwd", "token", "secret", "key"})
_ASSIGNED = re.compile(r"(?i)\b(?:ssl)?pass(?:word|wd)?\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s&'\"]+))")


def secrets_of(address: str) -> set[str]:
    """The parts of an address (a URL, or a `password=...` list) that must not be shown, as they stand there and decoded."""
    found = {quoted or bare for quoted, bare in _ASSIGNED.findall(address)}
    _, marker, rest = address.partition("://")
    if marker and "@" in rest:
        # Up to the last @ and not as URLs are read: a password that should have been quoted is a password all the same.
        _, colon, password = rest.rpartition("@")[0].partition(":")
        if colon:
            found |= {password, *re.split(r"[/?#@:]", password)}
    with contextlib.suppress(ValueError):  # No URL after all; what stands before the @ has been found.
        found |= {value for name, value in parse_qsl(urlsplit(address).query) if name.lower() in _SECRET_NAMES}
    return {each for secret in found if secret for each in (secret, unquote(secret))}


def shown(address: str) -> str:
    """An address for a person's eyes: scheme, host and port, path; nobody's name, password or query."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "..."
    start = f"{parts.scheme}://" if parts.scheme else ""
    return f"{start}{f'[{host}]' if ':' in host else host}{port}{parts.path}"
