"""A painter's process: `python -m bot.studio.easel_painter`. The only place that loads the painter and its libraries.

Reads a line of JSON `{"order": {...}, "reference": bytes that follow}` and answers `{"size": bytes that follow}`, or
`{"refused": why}`, or `{"broken": what}`; ends with its input.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, BinaryIO


def main() -> None:
    """Serve until the input ends."""
    # The studio decides when to stop, not the terminal's Ctrl-C, which reaches the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    # What a library prints must not end up among the pictures.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while line := sys.stdin.buffer.readline():
        _serve(json.loads(line), sys.stdin.buffer, answers)


def _serve(question: dict[str, Any], source: BinaryIO, answers: BinaryIO) -> None:
    reference = source.read(question["reference"]) or None
    try:
        answer, picture = _paint(question["order"], reference)
    except Exception as error:  # noqa: BLE001 - whatever the painter dies of, its asker must hear of it
        answer, picture = {"broken": repr(error)[:500]}, b""
    answers.write(json.dumps(answer).encode() + b"\n" + picture)
    answers.flush()


def _paint(order: dict[str, Any], reference: bytes | None) -> tuple[dict[str, Any], bytes]:
    import cv2

    from bot.studio.painter import PaintError, PaintOrder, paint

    cv2.setNumThreads(1)
    try:
        picture = paint(PaintOrder(**order, reference=reference))
    except PaintError as error:
        return {"refused": str(error)[:500]}, b""
    return {"size": len(picture)}, picture


if __name__ == "__main__":
    main()
