"""The audit log: what was done, and looked at, by right of a rank or at the command line."""

from __future__ import annotations

from bot.access import Action, Kind, Principal
from bot.store import Tx

PERSON = "person"
"""The kind of an entry about a person, whose row is its object: somebody looked at what they said or do."""
REFUSED = "refused"
"""The action of an entry about an attempt that the policy refused; `details` names the act."""
REFUSED_EVERY_S = 3600.0
"""Of one person's attempts at one act, one in this time is recorded: nobody fills the audit by trying."""


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
    reason: str = "",
) -> int:
    """Record an action in the transaction that carries it out; returns the entry's id. `details` never holds words of a prompt.
    `act` and `undo`: what was done and what takes it back, as JSON (`bot.operating.act`); `reason`: why, as they wrote."""
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
            reason=reason,
        )
    )


def record_refused(
    tx: Tx, actor: Principal, verb: str, kind: Kind | str, object_id: int = 0, *, surface: str = "", act: str = ""
) -> None:
    """Record that somebody tried an act that their rank does not allow; nothing if it was recorded lately."""
    since = tx.now - REFUSED_EVERY_S
    if actor.person and not tx.value("access.has_tried", since=since, person_id=actor.person, verb=verb):
        record(tx, actor, REFUSED, kind, object_id, verb, surface=surface, act=act)
