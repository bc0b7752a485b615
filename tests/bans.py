"""Banning a person by their address, as tests need it: as `shenbi ban` does, without its audit."""

from __future__ import annotations

from bot.jobs import intervention
from bot.store import Tx
from bot.store.rows import PersonRow


def ban(tx: Tx, platform: str, user_id: str, *, banned: bool = True) -> bool:
    """Ban a person, or let them in again; False if there is no such person."""
    person = tx.one(PersonRow, "people.find_person", platform=platform, user_id=user_id)
    if person is not None:
        intervention.ban(tx, person, banned=banned)
    return person is not None
