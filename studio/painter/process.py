"""A painter process: `python -m studio.painter.process`. Only it loads the painter and its libraries.

Reads a line of JSON `{"order": {...}, "reference": bytes that follow}` and answers `{"size": bytes that follow, "unread":
words}`, or `{"refused": why}`, or `{"broken": what}`; ends when its input ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, BinaryIO


def main() -> None:
    """Serve until the input ends."""
    # Ctrl-C reaches the whole process group; the studio stops its painters itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    # Libraries that print must not write into the stream of answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while line := sys.stdin.buffer.readline():
        _serve(json.loads(line), sys.stdin.buffer, answers)


def _serve(question: dict[str, Any], source: BinaryIO, answers: BinaryIO) -> None:
    reference = source.read(question["reference"]) or None
    try:
        answer, picture = _paint(question["order"], reference)
    except Exception as error:  # noqa: BLE001 - every failure is reported to the studio
        answer, picture = {"broken": repr(error)[:500]}, b""
    answers.write(json.dumps(answer).encode() + b"\n" + picture)
    answers.flush()


def _paint(order: dict[str, Any], reference: bytes | None) -> tuple[dict[str, Any], bytes]:
    import cv2

    from studio.painter import PaintError, PaintOrder, paint, unread

    cv2.setNumThreads(1)
    wanted = order["width"], order["height"]
    width, height = _clamp_size(*wanted)
    try:
        asked = PaintOrder(**{**order, "width": width, "height": height}, reference=reference)
        picture = paint(asked)
    except PaintError as error:
        return {"refused": str(error)[:500]}, b""
    if (width, height) != wanted:
        picture = _enlarged(picture, wanted)
    return {"size": len(picture), "unread": unread(asked)}, picture


def _clamp_size(width: int, height: int) -> tuple[int, int]:
    """The nearest size that the painter supports; some models have larger ones."""
    from studio.painter.paint_order import MAX_SIDE_PX, MIN_SIDE_PX

    shrink = min(1.0, MAX_SIDE_PX / max(width, height))
    return max(MIN_SIDE_PX, round(width * shrink)), max(MIN_SIDE_PX, round(height * shrink))


def _enlarged(picture: bytes, size: tuple[int, int]) -> bytes:
    import cv2
    import numpy as np

    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None, "the painter returns a PNG"
    done, data = cv2.imencode(".png", cv2.resize(image, size, interpolation=cv2.INTER_CUBIC))
    assert done
    return data.tobytes()


if __name__ == "__main__":
    main()
