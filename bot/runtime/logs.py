"""Logging: one JSON object per line on standard error, without secrets, rate-limited.

Anybody can cause log lines, so without a limit they could fill the disk. Each kind of event has a rate limit, and all
together have one; the next line of a kind has the number of lines that were dropped.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, MutableMapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bot.runtime.optional_modules import hidden
from bot.runtime.printable import json_text
from bot.runtime.secrets import secrets_of

with hidden("rich", "better_exceptions", "greenlet"):
    # For coloured tracebacks, which we never write, structlog would import Rich: 5 MB and 40 ms. Nothing here runs in greenlets.
    import structlog

if TYPE_CHECKING:
    from config.settings import Settings

KIND_BURST, KIND_PER_S = 20.0, 0.2
TOTAL_BURST, TOTAL_PER_S = 400.0, 5.0
KINDS_KEPT = 500
VALUE_CHARACTERS = 8000
"""The longest value in a line: a traceback, or a database error with the whole statement in it."""
NEVER_DROPPED: Final = frozenset({"critical"})

_secrets: list[str] = []
"""The longest first: of a secret that begins with another one, the rest would stay."""


def hide(secrets: Iterable[str]) -> None:
    """Replace these strings wherever they appear in log lines."""
    known = {*_secrets, *(secret for secret in secrets if len(secret) >= 4)}
    _secrets[:] = sorted(known, key=len, reverse=True)


def hide_secrets_of(settings: Settings) -> None:
    """Replace all secrets of the settings wherever they appear in log lines: secret values, and passwords in addresses."""
    for setting in settings.leaves():
        hide(setting.secrets)
        if isinstance(setting.value, str):
            hide(secrets_of(setting.value))
    # The path of a chat service's webhook is the whole right to post there.
    hide(filter(None, (settings.alerts.webhook_url,)))


def redacted(text: str) -> str:
    """A text without the hidden strings, shortened to `VALUE_CHARACTERS`."""
    for secret in _secrets:
        text = text.replace(secret, "***")
    return (
        text if len(text) <= VALUE_CHARACTERS else f"{text[: VALUE_CHARACTERS // 2]} … {text[-VALUE_CHARACTERS // 2 :]}"
    )


def _redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redacted(value)
        elif not isinstance(value, int | float | bool | type(None)):
            event[key] = redacted(repr(value))
    return event


class Budget:
    """Rate limits of log lines, by kind and in total. `now` is a monotonic clock in seconds. Thread-safe."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._kinds: OrderedDict[str, list[float]] = OrderedDict()  # tokens, refilled at, lines dropped
        self._total = [TOTAL_BURST, now(), 0.0]

    def take(self, kind: str) -> int | None:
        """None if a line of this kind must be dropped; otherwise how many were dropped since the last one that was
        written."""
        with self._lock:
            now = self._now()
            own = self._kinds.setdefault(kind, [KIND_BURST, now, 0.0])
            self._kinds.move_to_end(kind)
            if len(self._kinds) > KINDS_KEPT:
                self._kinds.popitem(last=False)
            _fill(own, now, KIND_BURST, KIND_PER_S)
            _fill(self._total, now, TOTAL_BURST, TOTAL_PER_S)
            if own[0] < 1 or self._total[0] < 1:
                own[2] += 1
                return None
            own[0] -= 1
            self._total[0] -= 1
            left_out, own[2] = int(own[2]), 0.0
            return left_out


def _fill(bucket: list[float], now: float, burst: float, per_s: float) -> None:
    bucket[0] = min(burst, bucket[0] + (now - bucket[1]) * per_s)
    bucket[1] = now


def _limited(budget: Budget) -> Callable[[Any, str, MutableMapping[str, Any]], MutableMapping[str, Any]]:
    def limit(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        left_out = 0 if event.get("level") in NEVER_DROPPED else budget.take(str(event.get("event", "")))
        if left_out is None:
            raise structlog.DropEvent
        if left_out:
            event["left_out"] = left_out
        return event

    return limit


class _LibraryHandler(logging.Handler):
    """Writes the log records of libraries in the same form: `event` is the template, `detail` the message."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._stream = sys.stderr

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - a library's malformed record must not break its caller
            line = json.dumps({"level": "error", "event": "log.broken", "logger": record.name})
        if line:
            self._stream.write(line + "\n")
            self._stream.flush()

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as one line; empty if it is dropped."""
        error = record.exc_info[1] if record.exc_info else None
        # asyncio's messages have the reprs of objects on further lines, which are no template.
        event: dict[str, Any] = {"level": record.levelname.lower(), "event": str(record.msg).split("\n", 1)[0][:200]}
        if type(error).__module__ == "aiohttp.http_exceptions":
            # A client sent malformed HTTP, which is not our error: no traceback.
            event = {"level": "warning", "event": "http.malformed", "error": type(error).__name__}
        else:
            message = record.getMessage()
            event |= {"detail": message} if message != event["event"] else {}
            event |= {"exception": self._trace(record)} if error is not None else {}
        left_out = 0 if event["level"] in NEVER_DROPPED else self._budget.take(f"{record.name} {event['event']}")
        if left_out is None:
            return ""
        event |= {"left_out": left_out} if left_out else {}
        event |= {"logger": record.name, "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
        return json_text(_redact(None, "", event), default=repr)

    @staticmethod
    def _trace(record: logging.LogRecord) -> str:
        assert record.exc_info
        return "".join(traceback.format_exception(*record.exc_info))


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    logging.getLogger("threading").error(
        "thread failed", exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    )


def set_up(level: str) -> None:
    """Configure structlog and the standard library's logging. `level` is a name such as WARNING."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    budget = Budget()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _limited(budget),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            structlog.processors.JSONRenderer(serializer=json_text),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[_LibraryHandler(budget)], force=True)
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed
    # These log whole URLs, and Telegram's contain the token.
    for name in ("httpx", "httpcore", "aiohttp.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
