"""Keeping a library from importing another one that it uses if it is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """Make importing these modules fail, as if they were not installed. What has been imported already stays."""
    ours = [name for name in names if name not in sys.modules]
    # None in `sys.modules` is how Python marks a module that cannot be imported.
    sys.modules.update(dict.fromkeys(ours))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in ours:
            del sys.modules[name]
