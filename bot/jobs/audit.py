"""The audit record: what admins and the command line did to what is not theirs."""

from __future__ import annotations

from bot.access import Action, Kind, Principal
from bot.store import Tx


def record(tx: Tx, who: Principal, action: Action | str, kind: Kind | str, object_id: int, details: str = "") -> None:
    """Write down an act, as part of the transaction that carries it out. `details` never holds words of a prompt."""
    tx.run(
        "access.note",
        now=tx.now,
        person_id=who.person,
        action=str(action),
        kind=str(kind),
        object_id=object_id,
        details=details[:200],
    )
