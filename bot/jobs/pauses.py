"""What admins have paused: everything, a model, or an account. Nothing new is submitted there; what runs is finished."""

from __future__ import annotations

from collections.abc import Collection

from bot.jobs.topics import ACCOUNTS
from bot.store import Tx
from bot.store.rows import PauseRow

ALL = "all"


def scope_of(*, model: str = "", account: str = "") -> str:
    """The scope of a model or an account as it is stored; of everything without either."""
    return f"model:{model}" if model else f"account:{account}" if account else ALL


def paused(tx: Tx) -> frozenset[str]:
    """The scopes that are paused."""
    return frozenset(row.scope for row in tx.all(PauseRow, "queue.pauses"))


def blocks(paused_scopes: Collection[str], *, model: str = "", account: str = "") -> bool:
    """Whether a pause covers this model or account."""
    return ALL in paused_scopes or scope_of(model=model, account=account) in paused_scopes


def pause(tx: Tx, scope: str, person_id: int) -> bool:
    """Pause a scope; False if it is paused already."""
    changed = tx.run("queue.pause", scope=scope, person_id=person_id, now=tx.now)
    tx.hint(ACCOUNTS)
    return bool(changed)


def resume(tx: Tx, scope: str) -> bool:
    """End the pause of a scope; False if there is none. Waiting jobs go on in their order."""
    changed = tx.run("queue.resume", scope=scope)
    tx.hint(ACCOUNTS)
    return bool(changed)
