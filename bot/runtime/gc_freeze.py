"""Garbage collection of a process that runs for weeks."""

from __future__ import annotations

import gc


def freeze_gc() -> None:
    """Exempt everything that exists once all adapters listen from garbage collection: a full collection that walked it
    held up the event loop for 50 ms. Once per process and irreversible, so not in tests, which build many apps."""
    gc.collect()
    gc.freeze()
