"""Validates request bodies and query parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from adapters.web.api_error import ApiError
from adapters.web.limits import JSON_BYTES, JSON_SECONDS
from bot.http import BodyTooLarge, BodyTooSlow, BrokenBody, read_body

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGES = {"zh", "en"}


async def body_of(request: web.Request, max_bytes: int) -> bytes:
    """The whole body. Raises ApiError."""
    try:
        return await read_body(request, max_bytes, JSON_SECONDS)
    except BodyTooLarge:
        raise closing_connection(ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body-too-large")) from None
    except BodyTooSlow:
        raise closing_connection(ApiError(HTTPStatus.REQUEST_TIMEOUT, "bad-request")) from None
    except BrokenBody:
        raise closing_connection(ApiError(HTTPStatus.BAD_REQUEST, "bad-request")) from None


def closing_connection(error: ApiError) -> ApiError:
    """Close the connection after the response, because the rest of the body is not read."""
    error.headers["Connection"] = "close"
    return error


async def json_object(request: web.Request) -> Mapping[str, Any]:
    """The body as a JSON object. Raises ApiError."""
    try:
        body = json.loads((await body_of(request, JSON_BYTES)).decode())
    except (ValueError, RecursionError):  # not UTF-8, not JSON, too deep
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request") from None
    if not isinstance(body, dict):
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
    return body


def text_field(body: Mapping[str, Any], field: str) -> str:
    """A string field; empty if absent. Raises ApiError."""
    value = body.get(field, "")
    if not isinstance(value, str):
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
    return value


def id_field(body: Mapping[str, Any], field: str, *, optional: bool = False) -> str:
    """An id field. Raises ApiError."""
    value = text_field(body, field)
    if not (_TOKEN.fullmatch(value) or (optional and not value)):
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
    return value


def id_fields(body: Mapping[str, Any], field: str, limit: int) -> tuple[str, ...]:
    """A list of ids. Raises ApiError."""
    values = body.get(field, [])
    if not isinstance(values, list) or len(values) > limit:
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-request")
    return tuple(id_field({field: value}, field) for value in values)


def parse_number(text: str, default: int) -> int:
    """A non-negative number of at most 18 digits; `default` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else default


def language_field(body: Mapping[str, Any]) -> str:
    """The page's language; empty if unsupported."""
    value = text_field(body, "language")
    return value if value in _LANGUAGES else ""


def accepts_gzip(request: web.Request) -> bool:
    """Whether the client accepts gzip."""
    return "gzip" in request.headers.get("Accept-Encoding", "")


def too_fast(wait: float) -> ApiError:
    """A 429 error with Retry-After."""
    error = ApiError(HTTPStatus.TOO_MANY_REQUESTS, "too-fast", seconds=max(1, round(wait)))
    error.headers["Retry-After"] = str(max(1, round(wait)))
    return error
