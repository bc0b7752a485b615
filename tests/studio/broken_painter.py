"""A painter process that fails in the way that the prompt names, for tests."""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Answer like `studio.painter.process`, until a prompt asks for a failure."""
    out = sys.stdout.buffer
    while line := sys.stdin.buffer.readline():
        question = json.loads(line)
        sys.stdin.buffer.read(sum(question["references"]))
        match question["order"]["prompt"]:
            case "die":
                os._exit(3)
            case "hang":
                time.sleep(600)
            case "refuse":
                out.write(b'{"refused": "no"}\n')
            case "break":
                out.write(b'{"broken": "boom"}\n')
            case "babble":
                out.write(b"hello\n")
            case "stop short":
                out.write(b'{"size": 100}\nabc')
                out.flush()
                os._exit(0)
            case _:
                picture = str(os.getpid()).encode()
                out.write(json.dumps({"size": len(picture)}).encode() + b"\n" + picture)
        out.flush()


if __name__ == "__main__":
    main()
