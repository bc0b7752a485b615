"""Accounts, servers, channels and messages, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.emulators.waiting import Signal

from .bits import EVERYTHING, ChannelType, Flags, Permissions
from .contents import Attachment, Button, buttons_in

if TYPE_CHECKING:
    from .interactions import Interaction

Json = dict[str, Any]


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class User:
    """An account, of a person or a bot."""

    id: str
    username: str
    global_name: str | None = None
    is_bot: bool = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.username} {self.id}>"


@dataclass(slots=True, eq=False)
class Member:
    """An account in a server. `nick` is its name there."""

    user: User
    joined_at: float
    permissions: int
    """What its roles give it, in all channels."""
    role_id: str
    """A role of its own, which carries them."""
    nick: str | None = None


@dataclass(slots=True, eq=False, repr=False)
class Guild:
    """A server."""

    id: str
    name: str
    everyone: int
    file_max_bytes: int
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    """Threads among them."""
    owner: User | None = None
    locale: str = "en-US"
    unavailable: bool = False

    def __repr__(self) -> str:
        return f"<Guild {self.name} {self.id}>"


@dataclass(slots=True)
class Overwrite:
    """What one account may or may not do in one channel, whatever its roles say."""

    allow: int = 0
    deny: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened in a channel: create, edit, delete. `shown` is the text after it."""

    at: float
    kind: str
    who: User
    message_id: str
    shown: str
    pictures: int


@dataclass(slots=True, eq=False)
class Message:
    """A message. `seen_by` is the one person who sees an ephemeral message."""

    id: str
    channel: Channel
    author: User
    at: float
    content: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    mentions: list[User] = field(default_factory=list)
    """Whom the text and the reply mention; this is also what lets a bot read a message."""
    pinged: list[str] = field(default_factory=list)
    """Who is notified: ids, and `everyone`."""
    reference: Json | None = None
    referenced: Message | None = None
    nonce: str | int | None = None
    webhook_id: str | None = None
    interaction: Interaction | None = None
    seen_by: User | None = None
    snapshots: list[Message] = field(default_factory=list)
    edited_at: float | None = None
    deleted: bool = False

    @property
    def pictures(self) -> list[bytes]:
        """The pictures that a reader sees, in embeds and components too."""
        return [attachment.data for attachment in self.attachments if attachment.is_picture]

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.components for button in buttons_in(row)]

    @property
    def is_loading(self) -> bool:
        """Whether it shows "is thinking"."""
        return bool(self.flags & Flags.LOADING)

    def button(self, wanted: str) -> Button:
        """The button with this label or custom id. Raises LookupError."""
        for button in self.buttons:
            if wanted in (button.label, button.custom_id):
                return button
        raise LookupError(f"no button {wanted!r}; there are {[button.label for button in self.buttons]}")

    def __repr__(self) -> str:
        return f"<Message {self.id} of {self.author.username}: {self.content[:60]!r}, {len(self.pictures)} pictures>"


@dataclass(slots=True, eq=False, repr=False)
class Channel:
    """A channel of a server, a thread, or a direct conversation with a bot."""

    id: str
    type: int
    changed: Signal
    name: str | None = None
    guild: Guild | None = None
    parent: Channel | None = None
    recipients: list[User] = field(default_factory=list)
    owner: User | None = None
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    all_messages: dict[str, Message] = field(default_factory=dict)
    history: list[Change] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    deleted: bool = False
    slow_mode_s: int = 0
    typing: list[tuple[float, User]] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        return self.type in ChannelType.THREADS

    @property
    def is_direct(self) -> bool:
        return self.type in ChannelType.DIRECT

    @property
    def messages(self) -> list[Message]:
        """What stands here, oldest first; ephemeral messages too, which only one person sees."""
        return [message for message in self.all_messages.values() if not message.deleted]

    def by(self, author: User) -> list[Message]:
        """What stands here of one account."""
        return [message for message in self.messages if message.author is author]

    def allow(self, user: User, permissions: int) -> None:
        """Give an account rights in this channel, whatever its roles say."""
        overwrite = self.overwrites.setdefault(user.id, Overwrite())
        overwrite.allow, overwrite.deny = overwrite.allow | permissions, overwrite.deny & ~permissions

    def deny(self, user: User, permissions: int) -> None:
        """Take rights from an account in this channel."""
        overwrite = self.overwrites.setdefault(user.id, Overwrite())
        overwrite.allow, overwrite.deny = overwrite.allow & ~permissions, overwrite.deny | permissions

    def permissions_of(self, user: User) -> int:
        """What an account may do here; nothing if it is not in the server or the conversation."""
        if self.guild is None:
            return EVERYTHING if user in self.recipients else 0
        member = self.guild.members.get(user.id)
        if member is None:
            return 0
        base = self.guild.everyone | member.permissions
        if base & Permissions.ADMINISTRATOR or self.guild.owner is user:
            return EVERYTHING
        overwrite = (self.parent if self.is_thread and self.parent else self).overwrites.get(user.id)
        return (base & ~overwrite.deny) | overwrite.allow if overwrite else base

    def can(self, user: User, permission: int) -> bool:
        """Whether an account has all of these rights here."""
        return self.permissions_of(user) & permission == permission

    def sees(self, user: User) -> bool:
        return self.can(user, Permissions.VIEW_CHANNEL)

    def __repr__(self) -> str:
        return f"<Channel {self.name or 'direct'} {self.id}>"

    def record(self, at: float, kind: str, who: User, message: Message) -> None:
        """Note what happened, and wake who waits for it."""
        self.history.append(Change(at, kind, who, message.id, message.content, len(message.pictures)))
        self.changed.notify()

    async def wait_for(
        self, predicate: Callable[[Message], object], timeout: float = 60.0, what: str = "a message"
    ) -> Message:
        """The first standing message of a bot for which `predicate` holds, waiting up to `timeout` real seconds.

        Raises: TimeoutError, with the messages that there were instead.
        """

        def probe() -> Message | None:
            return next((message for message in self.messages if message.author.is_bot and predicate(message)), None)

        try:
            return await self.changed.wait_until(probe, timeout, what)
        except TimeoutError as missed:
            raise TimeoutError(f"{missed}; seen: {self.messages}") from None
