"""Finding and hiding the secrets in URLs and connection strings."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import parse_qsl, unquote, urlsplit

_SECRET_NAMES = frozenset({"password", "sslpassword", "passwd", "pwd", "token", "secret", "key"})
_ASSIGNED = re.compile(r"(?i)\b(?:ssl)?pass(?:word|wd)?\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s&'\"]+))")


def secrets_of(address: str) -> set[str]:
    """The secret parts of a URL or a `password=...` connection string, as written and percent-decoded."""
    found = {quoted or bare for quoted, bare in _ASSIGNED.findall(address)}
    _, marker, rest = address.partition("://")
    if marker and "@" in rest:
        # Up to the last @, unlike URL parsing: a password with an unquoted @ or / is found as well.
        _, colon, password = rest.rpartition("@")[0].partition(":")
        if colon:
            found |= {password, *re.split(r"[/?#@:]", password)}
    with contextlib.suppress(ValueError):  # Not a URL; the part before the @ was found above.
        found |= {value for name, value in parse_qsl(urlsplit(address).query) if name.lower() in _SECRET_NAMES}
    return {each for secret in found if secret for each in (secret, unquote(secret))}


def shown(address: str) -> str:
    """A URL for display: scheme, host, port and path, without user name, password and query."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "..."
    start = f"{parts.scheme}://" if parts.scheme else ""
    return f"{start}{f'[{host}]' if ':' in host else host}{port}{parts.path}"
