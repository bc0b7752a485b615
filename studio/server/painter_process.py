"""The painters: processes of their own, started when there is something to paint, so that the server never waits.

Each is a child that reads orders from its standard input and writes pictures to its standard output. It ends when its
input does, so none outlives the studio, however that ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PICTURE_TIMEOUT_S = 120.0
GOODBYE_S = 2.0
PICTURE_MAX_BYTES = 64 * 1024 * 1024
# Handed to a painter and nothing else: no key of ours is in its environment.
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
class Painting:
    """A PNG, and the words of its order that the painter does not know."""

    data: bytes
    unread: tuple[str, ...] = ()


class PainterError(Exception):
    """A picture could not be painted: its painter died or took too long."""


class OrderError(PainterError):
    """The painter refused the order, most often because of its reference image."""


class PainterProcess:
    """At most `painters` pictures at once, each in a process of its own that serves the next one afterwards."""

    def __init__(
        self, painters: int, *, timeout_s: float = PICTURE_TIMEOUT_S, module: str = "studio.painter.process"
    ) -> None:
        self._free = asyncio.Semaphore(max(1, painters))
        self._idle: list[Process] = []
        self._timeout_s = timeout_s
        self._module = module

    async def paint(self, order: Mapping[str, Any], reference: bytes) -> Painting:
        """One picture. `order` has the fields of a PaintOrder but the reference. Raises EaselError, OrderError."""
        async with self._free:
            painter = self._idle.pop() if self._idle else await self._hire()
            try:
                async with asyncio.timeout(self._timeout_s):
                    picture = await _ask(painter, order, reference)
            except OrderError:
                self._idle.append(painter)
                raise
            except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, ValueError) as error:
                await _dismiss(painter)
                raise PainterError(f"the painter failed: {type(error).__name__}") from error
            except BaseException:
                # Cancelled in the middle: what it would answer belongs to nobody, so it cannot be asked again.
                await _dismiss(painter)
                raise
            self._idle.append(painter)
            return picture

    async def close(self) -> None:
        """End the idle painters; those at work are ended by whoever cancels the painting."""
        idle, self._idle = self._idle, []
        for painter in idle:
            assert painter.stdin is not None
            painter.stdin.close()
        for painter in idle:
            try:
                async with asyncio.timeout(GOODBYE_S):
                    await painter.wait()
            except TimeoutError:
                await _dismiss(painter)

    async def _hire(self) -> Process:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        # One thread each: two painters on two cores are faster than two that fight for both.
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._module, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
        )


async def _ask(painter: Process, order: Mapping[str, Any], reference: bytes) -> Painting:
    assert painter.stdin is not None and painter.stdout is not None
    painter.stdin.write(json.dumps({"order": dict(order), "reference": len(reference)}).encode() + b"\n" + reference)
    await painter.stdin.drain()
    line = await painter.stdout.readline()
    if not line:
        raise ConnectionResetError("the painter is gone")
    answer = json.loads(line)
    if "refused" in answer:
        raise OrderError(answer["refused"])
    if "broken" in answer or not 0 < answer["size"] <= PICTURE_MAX_BYTES:
        raise ValueError(answer.get("broken", "size"))
    data = await painter.stdout.readexactly(answer["size"])
    return Painting(data, tuple(answer.get("unread", ())))


async def _dismiss(painter: Process) -> None:
    if painter.returncode is None:
        painter.kill()
    await asyncio.shield(painter.wait())
