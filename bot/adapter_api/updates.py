"""What came in, already platform-free. Adapters make these; everyone else reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

AttachmentKind = Literal["", "animation", "video", "voice", "audio", "sticker", "document", "paid", "other"]
"""What came along that no painter can read. `other`: a place, a contact, a poll, a card, ..."""
Authorship = Literal["typed", "forwarded", "via-bot", "edited"]
"""Whose words they are: a person's own and fresh, somebody's that were passed on, those of a bot that somebody chose a result
of, or of a message that was changed afterwards."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where an answer goes. `thread_id` is a forum topic or empty."""

    platform: str
    chat_id: str
    thread_id: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.platform, self.chat_id, self.thread_id)))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who spoke. `user_id` never changes for a person on a platform; `name` may be anything that people type.

    `language` is the platform's hint ("zh", "en-GB", or empty); `is_admin` is true for those who rule the
    conversation, as far as the platform tells. `reply_key` is what the platform needs besides `user_id` to reach
    this person (DingTalk: the staff id), opaque to everyone but the adapter. `hidden`: somebody who speaks in the name of a
    chat, and the platform does not say who it is; `perhaps` are the user ids of all who can, where that is known.
    """

    platform: str
    user_id: str
    name: str = ""
    language: str = ""
    is_admin: bool = False
    reply_key: str = ""
    hidden: bool = False
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageSource:
    """An image that was attached or quoted, not yet fetched.

    `handle` is opaque to everyone but the adapter's `fetch_image` (a file id, a download code). `size_bytes` is the
    platform's word, 0 if it gave none.
    """

    handle: str
    mime: str = ""
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that a message replies to.

    `keys` are all the ids by which we may have recorded it (the bot's own posts are found by them); `withheld` is
    true when the platform said that there is a replied-to message but not what is in it; `unreadable` is the kind of what
    is attached to it and cannot be read.
    """

    keys: tuple[str, ...]
    text: str = ""
    images: tuple[ImageSource, ...] = ()
    from_bot: bool = False
    withheld: bool = False
    unreadable: AttachmentKind = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Something a person said or showed.

    `message_id` is the platform's id, used to reply to it; `direct` is a one-to-one chat; `addressed` is true when
    the platform or the text marks the bot as the one spoken to, also by a reply to one of its messages; `album` groups
    messages that were sent as one. `sent_at` is unix seconds. `unreadable` is the kind of an attachment that is no image: a third
    value beside images and none, so that it is never taken for none. `authorship` says whose words they are: only what was
    typed is an order. `maybe_cut`: so long that the client may have split it; what follows may be its rest.
    """

    conversation: Conversation
    sender: Sender
    message_id: str
    text: str = ""
    images: tuple[ImageSource, ...] = ()
    reply_to: Quote | None = None
    direct: bool = False
    addressed: bool = False
    album: str = ""
    sent_at: float = 0.0
    unreadable: AttachmentKind = ""
    authorship: Authorship = "typed"
    maybe_cut: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: the action its `Button` carried, by whom, under which of our posts. `text` is what was written
    in its field, if it has one."""

    conversation: Conversation
    sender: Sender
    action: str
    message_id: str = ""
    direct: bool = False
    sent_at: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChatMigrated:
    """A conversation got another address (a Telegram group became a supergroup)."""

    old: Conversation
    new: Conversation


@dataclass(frozen=True, slots=True)
class BotMembership:
    """The platform says that we may write in a chat (`here`), or may no more: we were added or removed, blocked or let in
    again. It holds for all threads of the chat. `by`: who did that, where it is told."""

    conversation: Conversation
    here: bool
    by: Sender | None = None


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A person is no longer in a chat, in none of its threads: they went, or were thrown out."""

    conversation: Conversation
    person: Sender


@dataclass(frozen=True, slots=True)
class Ignored:
    """An update that is none of our business; `reason` is for the log."""

    reason: str
    details: dict[str, str] = field(default_factory=dict)


ChatEvent = ChatMigrated | BotMembership | MemberLeft
"""What happens to a chat without anybody speaking to us."""
Decoded = Message | Press | ChatEvent | Ignored
