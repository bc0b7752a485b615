"""The audit log: what admins and the command line did to what is not theirs."""

from __future__ import annotations

from bot.access import Action, Kind, Principal
from bot.store import Tx


def record(tx: Tx, actor: Principal, action: Action | str, kind: Kind | str, object_id: int, details: str = "") -> None:
    """Record an action in the transaction that carries it out. `details` never holds words of a prompt."""
    tx.run(
        "access.add_entry",
        now=tx.now,
        person_id=actor.person,
        action=str(action),
        kind=str(kind),
        object_id=object_id,
        details=details[:200],
    )
