"""The adapters that are installed: packages with an entry point in the group `shenbi.adapters`."""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import structlog

from bot.adapter_api.adapter import AdapterFactory

log = structlog.get_logger()

ENTRY_POINT_GROUP = "shenbi.adapters"


def installed_adapters() -> list[AdapterFactory]:
    """The factories of all installed adapters, by name."""
    found: list[AdapterFactory] = []
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: entry.name):
        try:
            found.append(entry.load())
        except (ImportError, AttributeError) as error:
            # A broken package must not keep the other platforms from starting.
            log.error("adapter.broken", entry=entry.value, error=str(error))
    return found


def adapter_sql_folders() -> dict[str, Path]:
    """The SQL folder of every installed adapter: `sql` in its package, its own name as the namespace of its tables."""
    found = {}
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        if (spec := find_spec(entry.module)) and spec.origin:
            found[entry.name] = Path(spec.origin).parent / "sql"
    return found
