"""Rows of this adapter's own tables."""

from typing import NamedTuple


class EntryRow(NamedTuple):
    """A message of a room, with its author's name."""

    room: str
    id: str
    seq: int
    revision: int
    person: str
    body: str
    pictures: str
    pending: str
    removed: int
    at: float
    name: str | None


class PendingEntryRow(NamedTuple):
    """A message that is still being prepared; `pending` is its submission as JSON."""

    room: str
    id: str
    pending: str


class QuotingEntryRow(NamedTuple):
    """A message that quotes another."""

    id: str
    body: str
    pictures: str


class EntryPicturesRow(NamedTuple):
    """The images of a message, as a JSON list."""

    id: str
    pictures: str


class OldEntryRow(NamedTuple):
    """A message older than the retention time."""

    room: str
    id: str
    pictures: str


class StaleUploadRow(NamedTuple):
    """An image that was uploaded and never sent."""

    id: str
    handle: str
    used: int


class OwnUploadRow(NamedTuple):
    """An image that a person uploaded."""

    id: str
    handle: str


class UploadedImageRow(NamedTuple):
    """An uploaded image."""

    handle: str
    mime: str
    width: int
    height: int
    bytes: int


class PresentPersonRow(NamedTuple):
    """A person whose open page of the room is served by another process."""

    person: str
    name: str
    typing: int
