"""Which version of Shenbi a process is of, as the others on the same PostgreSQL see it, and who has to be stopped before a
migration.

Every connection is named after the version of its process (`application_name`), so the server knows who is there, and
forgets who dies. Only processes of one version may work on a database together: a migration is refused while others use it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

NAME = "shenbi"
LOOKS = 10
LOOK_INTERVAL_S = 0.1
OTHERS = """
SELECT application_name FROM pg_stat_activity
WHERE datname = current_database() AND (application_name = 'shenbi' OR application_name LIKE 'shenbi %%')
    AND application_name <> %s
"""


@cache
def connection_name(folder: Path) -> str:
    """What connections of this process are called. `folder` has the core's migrations: between two releases the version is
    the same and they may not be."""
    return f"{NAME} {metadata.version('shenbi')} schema {len(list(folder.glob('*.sql')))}"


def described(names: Iterable[str]) -> list[str]:
    """Whose connections these are, one entry for each version. Those of 0.1.0 are called `shenbi`."""
    return sorted(f"Shenbi {name.removeprefix(NAME).strip() or '0.1.0'}" for name in Counter(names))


def refusal(names: Iterable[str]) -> str:
    """Why a migration cannot be carried out now, in one line; empty if it can. `names`: of connections that are not of this
    version."""
    if not (others := described(names)):
        return ""
    return (
        f"the database has to be migrated for this version, and is in use by {', '.join(others)}: "
        "stop those processes first, then start this one"
    )
