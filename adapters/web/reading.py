"""Reading what a browser sends, without trusting any of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import http_exceptions, web

from adapters.web.visitors import Refused

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGES = {"zh", "en"}
BROKEN_BODY = (web.RequestPayloadError, http_exceptions.PayloadEncodingError)
"""A body that was cut off, or is not compressed as its header says."""


async def json_object(request: web.Request) -> Mapping[str, Any]:
    """The body as a JSON object. Raises Refused, or HTTPRequestEntityTooLarge."""
    try:
        body = json.loads(await request.text())
    except (ValueError, RecursionError, LookupError, *BROKEN_BODY):  # not JSON, too deep, an unknown charset
        raise Refused(HTTPStatus.BAD_REQUEST, "bad-request") from None
    if not isinstance(body, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "bad-request")
    return body


def words(body: Mapping[str, Any], field: str) -> str:
    """A text; empty if it is missing. Raises Refused."""
    value = body.get(field, "")
    if not isinstance(value, str):
        raise Refused(HTTPStatus.BAD_REQUEST, "bad-request")
    return value


def token(body: Mapping[str, Any], field: str, *, optional: bool = False) -> str:
    """An id that the page made or got from us. Raises Refused."""
    value = words(body, field)
    if not (_TOKEN.fullmatch(value) or (optional and not value)):
        raise Refused(HTTPStatus.BAD_REQUEST, "bad-request")
    return value


def tokens(body: Mapping[str, Any], field: str, most: int) -> tuple[str, ...]:
    """Several ids. Raises Refused."""
    values = body.get(field, [])
    if not isinstance(values, list) or len(values) > most:
        raise Refused(HTTPStatus.BAD_REQUEST, "bad-request")
    return tuple(token({field: value}, field) for value in values)


def number(text: str, default: int) -> int:
    """A number of an address, not negative and not absurd; `default` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else default


def language(body: Mapping[str, Any]) -> str:
    """The language that the page is shown in; empty if it is none of ours."""
    value = words(body, "language")
    return value if value in _LANGUAGES else ""


def too_fast(wait: float) -> Refused:
    """429 that says when to try again."""
    error = Refused(HTTPStatus.TOO_MANY_REQUESTS, "too-fast", seconds=max(1, round(wait)))
    error.headers["Retry-After"] = str(max(1, round(wait)))
    return error
