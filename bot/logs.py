"""Logs: one JSON object a line on standard error, with nothing secret in them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

_secrets: set[str] = set()


def hide(secrets: Iterable[str]) -> None:
    """Have these strings replaced wherever they would appear in a log line."""
    _secrets.update(secret for secret in secrets if len(secret) >= 4)


def _redacted(text: str) -> str:
    for secret in _secrets:
        text = text.replace(secret, "***")
    return text


def _redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _redacted(value)
        elif not isinstance(value, int | float | bool | type(None)):
            event[key] = _redacted(repr(value))
    return event


class _RedactingFormatter(logging.Formatter):
    """For the libraries' own logging."""

    def format(self, record: logging.LogRecord) -> str:
        return _redacted(super().format(record))


def set_up(level: str) -> None:
    """Configure structlog and the standard library's logging. `level` is a name such as WARNING."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    # These log whole URLs, and Telegram's contain the token.
    for name in ("httpx", "httpcore", "aiohttp.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
