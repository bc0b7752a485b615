"""Findings of the outside attack on 0.1.0: malformed HTTP as multi-line non-JSON log, unthrottled; 272 MB of log in 90 s."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog
from aiohttp.http_exceptions import BadStatusLine

from bot.runtime import logs


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What would be standard error; the logging of this process is as before afterwards."""
    root = logging.getLogger()
    before, level, hook = root.handlers[:], root.level, threading.excepthook
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.set_up("WARNING")
    yield written
    logging.captureWarnings(False)
    root.handlers[:], threading.excepthook = before, hook
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """Every line must be one JSON object."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_log_lines__what_is_no_http_is_one_json_line(stream: io.StringIO) -> None:
    try:
        raise BadStatusLine("\x16\x03\x01")
    except BadStatusLine as error:
        logging.getLogger("aiohttp.server").exception("Error handling request from %s", "192.0.2.1", exc_info=error)
    (line,) = lines(stream)
    assert line["event"] == "http.malformed"
    assert "exception" not in line


def test_log_lines__flood_of_one_kind_is_a_few_lines_and_another_kind_is_still_heard(stream: io.StringIO) -> None:
    log = structlog.get_logger()
    for number in range(5000):
        log.error("web.wrong_token", client=f"192.0.2.{number % 250}")
        logging.getLogger("asyncio").error("socket.accept() out of system resource\nsocket: <%s>", number)
    log.error("job.failed", job=1)
    found = lines(stream)
    assert len(found) <= 2 * logs.KIND_BURST + 10
    assert found[-1]["event"] == "job.failed"


def test_log_lines__kinds_without_end_are_bounded_as_well(stream: io.StringIO) -> None:
    for number in range(3000):
        structlog.get_logger().error(f"kind-{number}")
    assert len(lines(stream)) <= logs.TOTAL_BURST + 50


def test_log_lines__what_was_left_out_is_counted() -> None:
    seconds = 0.0
    budget = logs.Budget(lambda: seconds)
    taken = [budget.take("x") for _ in range(int(logs.KIND_BURST) + 7)]
    assert taken == [0] * int(logs.KIND_BURST) + [None] * 7
    seconds = 1 / logs.KIND_PER_S + 0.1
    assert budget.take("x") == 7
    assert budget.take("x") is None


def test_log_lines__libraries_warnings_threads_and_long_errors_are_json_lines(stream: io.StringIO) -> None:
    logging.getLogger("libtiff").error("LZWDecode: corrupted\nsecond line %d", 5)
    logging.getLogger("py.warnings").warning("%s", "old\nthing")

    def fail() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        raise ValueError("y" * 100_000)
    except ValueError:
        structlog.get_logger().exception("store.failed")
    found = lines(stream)
    assert found[0]["event"] == "LZWDecode: corrupted"
    assert "in a thread" in str(found[2]["exception"])
    assert len(stream.getvalue()) < 3 * logs.VALUE_CHARACTERS
