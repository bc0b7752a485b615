"""A painter process: `python -m studio.painter.process`. Only it loads the painter and its libraries.

Reads a line of JSON `{"order": {...}, "references": [sizes of the images that follow]}` and answers `{"size": bytes that
follow, "unread": words, "look": fingerprint, "words": [[English, Chinese], ...], "scene": text}`, or `{"refused": why}`, or
`{"broken": what}`; ends when its input ends.
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
    references = [source.read(size) for size in question["references"]]
    try:
        answer, picture = _paint(question["order"], references)
    except Exception as error:  # noqa: BLE001 - every failure is reported to the studio
        answer, picture = {"broken": repr(error)[:500]}, b""
    answers.write(json.dumps(answer).encode() + b"\n" + picture)
    answers.flush()


def _paint(order: dict[str, Any], references: list[bytes]) -> tuple[dict[str, Any], bytes]:
    from studio.painter import PaintError, PaintOrder, painted

    images: dict[str, Any] = {"reference": references[0], "more": tuple(references[1:])} if references else {}
    asked = PaintOrder(**{**order, "scenes": tuple(order.get("scenes", ()))}, **images)
    try:
        painting = painted(asked)
    except PaintError as error:
        return {"refused": str(error)[:500]}, b""
    told = {"unread": painting.unread, "look": painting.look, "words": painting.words, "scene": painting.scene}
    return {"size": len(painting.data), **told}, painting.data


if __name__ == "__main__":
    main()
