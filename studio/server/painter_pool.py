"""A pool of painter processes, started when there is something to paint, so that painting never blocks the server.

Each is a child process that reads orders from standard input and writes pictures to standard output. It exits at the end
of its input, so none outlives the studio, however that ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PICTURE_TIMEOUT_S = 120.0
SHUTDOWN_GRACE_S = 2.0
MAX_PICTURE_BYTES = 64 * 1024 * 1024
# The only variables that a painter inherits: its environment has no keys in it.
_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "VIRTUAL_ENV",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_PATH",
)


@dataclass(frozen=True, slots=True)
class PaintedPicture:
    """A PNG, the words of the prompt that the painter does not follow, a fingerprint of how it looks, what it shows in English
    and Chinese words, and its scene as the text that the painter reads when it changes the picture."""

    data: bytes
    unread: tuple[str, ...] = ()
    look: str = ""
    words: tuple[tuple[str, str], ...] = ()
    scene: str = ""


class PainterError(Exception):
    """A picture could not be painted: its painter process died or took too long."""


class OrderError(PainterError):
    """The painter refused the order, most often because of its reference image."""


class PainterPool:
    """Paints at most `size` pictures at once, each in a process that is reused afterwards."""

    def __init__(
        self, size: int, *, timeout_s: float = PICTURE_TIMEOUT_S, module: str = "studio.painter.process"
    ) -> None:
        self._free = asyncio.Semaphore(max(1, size))
        self._idle: list[Process] = []
        self._timeout_s = timeout_s
        self._module = module

    async def paint(self, order: Mapping[str, Any], references: Sequence[bytes] = ()) -> PaintedPicture:
        """One picture. `order` has the fields of a PaintOrder but the references. Raises PainterError, OrderError."""
        async with self._free:
            process = self._idle.pop() if self._idle else await self._start()
            try:
                async with asyncio.timeout(self._timeout_s):
                    picture = await _request(process, order, references)
            except OrderError:
                self._idle.append(process)
                raise
            except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, ValueError) as error:
                await _kill(process)
                raise PainterError(f"the painter failed: {type(error).__name__}") from error
            except BaseException:
                # Cancelled while painting: its answer would be read as that of the next order, so the process is not reused.
                await _kill(process)
                raise
            self._idle.append(process)
            return picture

    async def close(self) -> None:
        """Stop the idle processes; a busy one is killed when its `paint` is cancelled."""
        idle, self._idle = self._idle, []
        for process in idle:
            assert process.stdin is not None
            process.stdin.close()
        for process in idle:
            try:
                async with asyncio.timeout(SHUTDOWN_GRACE_S):
                    await process.wait()
            except TimeoutError:
                await _kill(process)

    async def _start(self) -> Process:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        # One thread each: two painters with a core each are faster than two that compete for both.
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._module, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
        )


async def _request(process: Process, order: Mapping[str, Any], references: Sequence[bytes]) -> PaintedPicture:
    assert process.stdin is not None and process.stdout is not None
    question = {"order": dict(order), "references": [len(reference) for reference in references]}
    process.stdin.write(json.dumps(question).encode() + b"\n")
    for reference in references:
        process.stdin.write(reference)
        await process.stdin.drain()
    await process.stdin.drain()
    line = await process.stdout.readline()
    if not line:
        raise ConnectionResetError("the painter has exited")
    answer = json.loads(line)
    if "refused" in answer:
        raise OrderError(answer["refused"])
    if "broken" in answer or not 0 < answer["size"] <= MAX_PICTURE_BYTES:
        raise ValueError(answer.get("broken", "size"))
    data = await process.stdout.readexactly(answer["size"])
    words = tuple((english, chinese) for english, chinese in answer.get("words", ()))
    return PaintedPicture(data, tuple(answer.get("unread", ())), answer.get("look", ""), words, answer.get("scene", ""))


async def _kill(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await asyncio.shield(process.wait())
