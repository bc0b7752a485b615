"""Decoded updates, independent of the platform. Made by adapters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

AttachmentKind = Literal["", "animation", "video", "voice", "audio", "sticker", "document", "paid", "other"]
"""The kind of an attachment that cannot be used as an image. `other`: a location, a contact, a poll, a card, ..."""
Authorship = Literal["typed", "forwarded", "via-bot", "edited"]
"""How the words came about: typed by the sender, forwarded, the result of another (inline) bot, or edited
afterwards."""


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
    """Who sent a message. `user_id` never changes for a person on a platform; `name` may be anything that people type.

    `language` is the platform's hint ("zh", "en-GB", or empty); `is_admin`: an administrator of the conversation, as
    far as the platform tells; None where this kind of update cannot tell, which grants nothing, but the answer then
    names another way. An empty `name`, `language` or `reply_key` is one that the update does not tell, and leaves what
    is known. `reply_key` is what the platform needs besides `user_id` to reach this person (DingTalk:
    the staff id), opaque outside the adapter. `hidden`: the sender posts in the name of a chat and the platform does
    not tell who it is; `possible_user_ids` are all people who can do that, where known.
    """

    platform: str
    user_id: str
    name: str = ""
    language: str = ""
    is_admin: bool | None = False
    reply_key: str = ""
    hidden: bool = False
    possible_user_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageSource:
    """An image that was attached or quoted, not yet fetched.

    `handle` is opaque outside the adapter's `fetch_image` (a file id, a download code). `size_bytes` is what the
    platform declared, 0 if nothing.
    """

    handle: str
    mime: str = ""
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that a message replies to.

    `keys` are all the ids by which we may have recorded it (the bot's own posts are found by them). `withheld`: the
    platform told that there is a replied-to message, but not its content. `unreadable` is the kind of an attachment
    that is no image. `album` as in `Message`.
    """

    keys: tuple[str, ...]
    text: str = ""
    images: tuple[ImageSource, ...] = ()
    from_bot: bool = False
    withheld: bool = False
    unreadable: AttachmentKind = ""
    album: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message from a person.

    `message_id` is the platform's id, used to reply to it; `direct`: a one-to-one chat; `addressed`: the bot is
    mentioned, or the message replies to one of its own; `album` groups messages that were sent as one, in the order of
    `album_order`. `sent_at` is unix seconds. `unreadable` is the kind of an attachment that is no image, so that such a
    message is never treated as one without attachments. `authorship`: only `typed` words are an order. `maybe_split`:
    so long that the client may have split it, and the next message may be its rest. `awaits_answer`: the platform shows
    that an answer is being made until one comes, so that each such message gets one that refers to it. `pictures_allowed`:
    whether the bot may post pictures in this conversation now; None where this kind of update cannot tell.
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
    album_order: int = 0
    sent_at: float = 0.0
    unreadable: AttachmentKind = ""
    authorship: Authorship = "typed"
    maybe_split: bool = False
    awaits_answer: bool = False
    pictures_allowed: bool | None = None

    @property
    def reply_key(self) -> str:
        """What an answer refers to (`PostView.reply_to`)."""
        return self.message_id


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed: the action of its `Button`, by whom, under which of our posts. `text` is what was typed
    into its field, if it has one. `answer_to`: what the `reply_to` of an answer is to be, where the adapter needs more
    than `message_id` (empty: that). `pictures_allowed` as in `Message`."""

    conversation: Conversation
    sender: Sender
    action: str
    message_id: str = ""
    direct: bool = False
    sent_at: float = 0.0
    text: str = ""
    answer_to: str = ""
    pictures_allowed: bool | None = None

    @property
    def reply_key(self) -> str:
        """What an answer refers to (`PostView.reply_to`)."""
        return self.answer_to or self.message_id


@dataclass(frozen=True, slots=True)
class ChatMigrated:
    """A conversation got another address (a Telegram group became a supergroup)."""

    old: Conversation
    new: Conversation


@dataclass(frozen=True, slots=True)
class BotMembership:
    """Whether the bot may now write in a chat with all its threads: it was added or removed, blocked or unblocked. With a
    `thread_id`: in that thread alone (it was deleted). `by`: who did that, if the platform says so."""

    conversation: Conversation
    active: bool
    by: Sender | None = None


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A person left a chat with all its threads, or was removed from it."""

    conversation: Conversation
    person: Sender


@dataclass(frozen=True, slots=True)
class Ignored:
    """An update that needs no handling; `reason` is for the log."""

    reason: str
    details: dict[str, str] = field(default_factory=dict)


ChatEvent = ChatMigrated | BotMembership | MemberLeft
"""Chat events without a message: migration, bot added or removed, member left."""
Decoded = Message | Press | ChatEvent | Ignored
