"""Decoding a saved update, which may be of any form."""

from __future__ import annotations

from bot.adapter_api import Adapter, Decoded, RawUpdate
from bot.store.rows import InboxRow

MAX_BODY = 1_000_000
"""Characters of a saved update. No platform sends as many; a longer one is not decoded."""


class Unreadable(Exception):
    """An update of an unknown form, or too large."""


def decode_saved(adapter: Adapter, item: InboxRow) -> Decoded:
    """Decode a saved update. Raises Unreadable."""
    if len(item.body) > MAX_BODY:
        raise Unreadable(f"{len(item.body)} characters")
    try:
        return adapter.decode(RawUpdate(item.event_id, item.body, item.lane))
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
