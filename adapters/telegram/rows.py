"""Rows of this adapter's own tables."""

from typing import NamedTuple


class RecentFileRow(NamedTuple):
    """A picture that Telegram holds, offered for inline use."""

    job_id: int
    request: str
    file_id: str
    banned: int


class SentFileRow(NamedTuple):
    """The message that shows one picture of a post."""

    idx: int
    message_id: int
