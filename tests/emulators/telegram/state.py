"""What the emulated Telegram knows: accounts, chats, messages. Values only; the rules live elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .files import StoredFile

if TYPE_CHECKING:
    from .chats import Chat

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
PRESENT: frozenset[Status] = frozenset({"creator", "administrator", "member", "restricted"})

GROUP_ANONYMOUS_BOT_ID = 1087968824
"""The user that stands in ``from`` when an administrator writes anonymously."""
CHANNEL_BOT_ID = 136817688
"""The user that stands in ``from`` when a person writes in a group in the name of a channel."""


@dataclass(slots=True, eq=False)
class Account:
    """A user, human or bot."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    def __repr__(self) -> str:
        return f"<{'bot' if self.is_bot else 'person'} {self.first_name} {self.id}>"


@dataclass(slots=True)
class Member:
    """An account's standing in a chat."""

    account: Account
    status: Status = "member"
    is_anonymous: bool = False
    can_delete_messages: bool = True
    can_manage_topics: bool = True
    can_post: bool = True
    """For ``restricted`` members: may send messages."""

    @property
    def is_admin(self) -> bool:
        return self.status in {"creator", "administrator"}


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button as a person sees it."""

    text: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    raw: Json = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or document inside a message. ``sizes`` are the photo's, smallest first; the last is what one sees."""

    kind: Literal["photo", "document"]
    file: StoredFile
    sizes: tuple[StoredFile, ...] = ()
    thumbnail: StoredFile | None = None

    @property
    def bytes(self) -> bytes:
        return self.file.data

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels; (0, 0) for a document that is no picture."""
        return self.file.width, self.file.height

    @property
    def described(self) -> str:
        """Kind, name and size in one line."""
        width, height = self.size
        return " ".join(part for part in (self.kind, self.name, f"{width}x{height}" if width else "") if part)


@dataclass(slots=True, eq=False)
class Message:
    """A message as it now stands. Edits change this object; ``chat.history`` keeps what it was."""

    chat: Chat
    id: int
    date: int
    sender: Account
    sender_chat: Chat | None = None
    author_signature: str | None = None
    via_bot: Account | None = None
    text: str | None = None
    entities: tuple[Json, ...] = ()
    media: Media | None = None
    caption: str | None = None
    media_group_id: str | None = None
    reply_to: Message | None = None
    quote: Json | None = None
    topic: Topic | None = None
    thread_id: int | None = None
    """A reply thread's root in a supergroup without topics: set, but no topic."""
    keyboard: tuple[tuple[Button, ...], ...] = ()
    other_markup: bool = False
    """Sent with a reply keyboard or the like: such a message cannot be edited."""
    service: Json | None = None
    """The service field and its value, for example ``{"group_chat_created": True}``."""
    edit_date: int | None = None
    has_spoiler: bool = False
    caption_above: bool = False
    protected: bool = False
    effect_id: str | None = None
    extra: Json = field(default_factory=dict)
    """Further fields as they go over the wire, for payloads that a test shapes itself."""
    reactions: dict[int, str] = field(default_factory=dict)
    """Emoji by account id."""
    seen_by: set[int] = field(default_factory=set)
    """Ids of the bots that were sent this message, or sent it."""
    deleted: bool = False
    inline_message_id: str | None = None

    @property
    def words(self) -> str:
        """Text or caption, whichever it has; empty if none."""
        return self.text or self.caption or ""

    @property
    def photo(self) -> Media | None:
        return self.media if self.media is not None and self.media.kind == "photo" else None

    @property
    def document(self) -> Media | None:
        return self.media if self.media is not None and self.media.kind == "document" else None

    @property
    def buttons(self) -> list[Button]:
        """All inline buttons, row by row."""
        return [button for row in self.keyboard for button in row]

    @property
    def rows(self) -> list[list[str]]:
        """The labels of the inline keyboard."""
        return [[button.text for button in row] for row in self.keyboard]

    def button(self, label_or_data: str) -> Button:
        """The one button with that label or that callback data.

        Raises: LookupError naming what is there.
        """
        for wanted in ("text", "data"):
            found = [button for button in self.buttons if getattr(button, wanted) == label_or_data]
            if len(found) == 1:
                return found[0]
        raise LookupError(f"no single button {label_or_data!r} on message {self.id}; there is {self.rows}")

    def __repr__(self) -> str:
        parts = [f"#{self.id} {self.sender.first_name}:"]
        if self.service:
            parts.append(f"({next(iter(self.service))})")
        if self.media:
            parts.append(f"[{self.media.described}]")
        if self.words:
            parts.append(repr(self.words))
        if self.keyboard:
            parts.append(str(self.rows))
        if self.reactions:
            parts.append("".join(self.reactions.values()))
        if self.reply_to:
            parts.append(f"(reply to #{self.reply_to.id})")
        return f"<{' '.join(parts)}>"


ChangeKind = Literal["new", "edit", "delete", "reaction", "action"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened in a chat. ``shown`` is the message as a person saw it then, in one line."""

    time: float
    kind: ChangeKind
    who: Account
    message_id: int | None
    shown: str
    has_picture: bool = False


class MessageList(list[Message]):
    """What stands in a chat, oldest first, with two short cuts for tests."""

    def by(self, account: Account) -> MessageList:
        """Only that account's messages."""
        return MessageList(message for message in self if message.sender is account)

    def pictures(self) -> MessageList:
        """Only messages that show a photo."""
        return MessageList(message for message in self if message.photo is not None)

    def texts(self) -> Iterator[str]:
        return (message.words for message in self)
