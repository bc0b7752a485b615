"""Rows of this adapter's own tables. Units: see `bot.store.rows`."""

from typing import NamedTuple


class RecentFileRow(NamedTuple):
    """A picture that Telegram holds, offered for inline use."""

    job_id: int
    request: str  # JobRow.request: JSON of GenerationRequest
    file_id: str  # Telegram's id of the photo: the contact sheet, or the only picture
    banned: int  # of the person who asks


class SentFileRow(NamedTuple):
    """The message that shows one picture of a post."""

    idx: int  # its place among the files of the post, from 0
    message_id: int  # Telegram's, within the chat
