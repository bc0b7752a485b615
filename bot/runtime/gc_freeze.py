"""Garbage collection of a process that runs for weeks."""

from __future__ import annotations

import gc

YOUNG, ALL = 1, 2


def freeze_gc(generation: int = ALL) -> None:
    """Exempt everything that exists once all adapters listen from garbage collection: a full collection that walked it
    held up the event loop for 50 ms. Once per process and irreversible, so not in tests, which build many apps.

    Garbage up to this `generation` is collected before: `YOUNG` is enough where there was a full collection a moment ago."""
    gc.collect(generation)
    gc.freeze()
