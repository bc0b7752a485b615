"""The audit log: what was done, and looked at, by right of a rank or at the command line."""

from __future__ import annotations

from bot.access import Action, Kind, Principal
from bot.store import Tx

PERSON = "person"
"""The kind of an entry about a person, whose row is its object: somebody looked at what they said or do."""


def record(
    tx: Tx,
    actor: Principal,
    action: Action | str,
    kind: Kind | str,
    object_id: int,
    details: str = "",
    *,
    surface: str = "",
    act: str = "",
    undo: str = "",
) -> int:
    """Record an action in the transaction that carries it out; returns the entry's id. `details` never holds words of a prompt.
    `act` and `undo`: what was done and what takes it back, as JSON (`bot.operating.act`)."""
    return int(
        tx.value(
            "access.add_entry",
            now=tx.now,
            person_id=actor.person,
            action=str(action),
            kind=str(kind),
            object_id=object_id,
            details=details[:200],
            surface=surface,
            act=act,
            undo=undo,
        )
    )
