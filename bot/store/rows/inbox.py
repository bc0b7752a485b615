"""Rows of the inbox. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

UpdateState = Literal["saved", "fetched", "handled", "quarantined"]
"""`fetched`: the image it needs is stored as well."""


class InboxRow(NamedTuple):
    """An update of a platform: saved before it is acknowledged."""

    id: int
    platform: str  # the adapter that saved it, and decodes it
    event_id: str  # the platform's id of it; unique for a week, then `@` and `id` are appended if it comes again
    lane: str  # its sequence key: updates with the same one are handled in their order; '' once erased
    body: str  # as the platform delivered it, for the adapter's `decode`; '' if not for the bot, '{}' once erased
    state: UpdateState
    received_at: float
    due_at: float  # not to be claimed before; the end of a lease, or of a pause between attempts
    attempts: int  # claims so far; the newest names the claim that may write
    image_result: str  # JSON of ImageResult (bot/intake/images.py); '[]': no image was fetched
    problem: str  # why it is quarantined, for the operator; '' otherwise
    done_at: float | None  # when it was handled or quarantined; None: open
    person_id: int  # who sent it, for an erasure; 0: not known yet, or erased
    claimed: int  # 1: a worker has it; if it is due again, that worker's process died
    crashes: int  # processes that died while they handled it


class QuarantinedUpdateRow(NamedTuple):
    """A quarantined update."""

    id: int
    platform: str
    event_id: str  # the platform's id of it
    received_at: float
    problem: str  # why it is quarantined


class PlatformWaitingRow(NamedTuple):
    """How many of something wait, by a name: updates of a platform, cases of a list."""

    name: str
    waiting: int


class OpenPostsRow(NamedTuple):
    """The posts of a platform that are to be sent."""

    name: str
    creates: int  # have no message yet
    edits: int  # have one that is to be changed or removed
    failing: int  # the platform refused or did not answer the last try
    oldest_at: float  # since when the oldest of them could have been sent; in the future: not yet
