"""Rows of this adapter's own tables. Units: see `bot.store.rows`."""

from typing import NamedTuple


class EntryRow(NamedTuple):
    """A message of a room, with its author's name."""

    room: str  # ConversationRow.chat_id; `~PERSON`: a person's private room
    id: str  # p and the PostRow.id of a post, m and a digest of a person's message
    seq: int  # its place in the room, from 1
    revision: int  # the room's revision of its last change; 0: not shown yet, its update is being saved
    person: str  # PersonRow.user_id of its author; '': the bot
    body: str  # JSON object: what the browser gets (adapters/web/encode.py); '{}' when removed
    pictures: str  # JSON object: tag of a picture -> where its bytes are; never leaves the server
    pending: str  # the body of the update (`RawUpdate.body`) that is to be saved before it is shown; '': none
    removed: int  # 1: it is shown no more; the row tells open pages
    at: float
    name: str | None  # of the author; None: the bot, or somebody without a name


class OwnEntryRow(NamedTuple):
    """A message for its author."""

    room: str
    body: str  # as in EntryRow
    at: float


class PendingEntryRow(NamedTuple):
    """A message that is not shown yet: its update is being saved."""

    room: str
    id: str
    pending: str  # as in EntryRow


class QuotingEntryRow(NamedTuple):
    """A message that quotes another."""

    id: str  # as in EntryRow
    body: str  # JSON object, as in EntryRow
    pictures: str  # JSON object, as in EntryRow


class EntryPicturesRow(NamedTuple):
    """The pictures of a message."""

    id: str
    pictures: str  # JSON object, as in EntryRow


class OldEntryRow(NamedTuple):
    """A message older than the retention time."""

    room: str
    id: str
    pictures: str  # JSON object, as in EntryRow


class StaleUploadRow(NamedTuple):
    """An image that was uploaded so long ago that it can no longer be put into a message."""

    id: str  # by which its person refers to it
    handle: str  # of `Host.keep_image`, by which the server finds the bytes
    used: int  # 1: a message shows it, so the bytes stay


class OwnUploadRow(NamedTuple):
    """An image that a person uploaded."""

    id: str
    handle: str  # as in StaleUploadRow


class UploadedImageRow(NamedTuple):
    """An uploaded image."""

    handle: str  # as in StaleUploadRow
    mime: str
    width: int
    height: int
    bytes: int


class PresentPersonRow(NamedTuple):
    """A person whose open page of a room is served by another process."""

    room: str
    person: str  # PersonRow.user_id
    name: str | None  # None: has none
    typing: int  # 1: is typing in one of their pages
