"""A chat: its members, its messages and its history."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from .state import PRESENT, Account, Change, ChangeKind, ChatType, Member, Message, MessageList, Status, Topic

if TYPE_CHECKING:
    from .world import World

T = TypeVar("T")
ACTION_SHOWN_S = 5.0


@dataclass(slots=True, eq=False)
class Chat:
    """One chat. Tests read ``messages`` and ``history`` and wait with ``wait_for``."""

    world: World = field(repr=False)
    id: int
    type: ChatType
    title: str | None = None
    person: Account | None = None
    """The human side of a private chat."""
    bot: Account | None = None
    """The bot's side of a private chat."""
    username: str | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    topics: dict[int, Topic] = field(default_factory=dict)
    history: list[Change] = field(default_factory=list, repr=False)
    migrated_to: Chat | None = field(default=None, repr=False)
    blocked_by_person: bool = False
    started: bool = True
    """Private chats: whether the person ever wrote to the bot. Before that it may not write."""
    last_bot_writer: int | None = None
    description: str | None = None
    _messages: dict[int, Message] = field(default_factory=dict, repr=False)
    _last_id: int = 1
    """In supergroups and channels id 1 is the message that the chat began with, and the General topic's."""
    _actions: dict[tuple[int, int | None], tuple[str, float]] = field(default_factory=dict, repr=False)

    # -- what a test reads

    @property
    def messages(self) -> MessageList:
        """The current messages of the chat, oldest first, without service messages and deleted ones."""
        return MessageList(m for m in self._messages.values() if not m.deleted and m.service is None)

    @property
    def service_messages(self) -> MessageList:
        return MessageList(m for m in self._messages.values() if not m.deleted and m.service is not None)

    def shown(self) -> str:
        """The current messages of the chat, one line each, for error messages."""
        return "\n".join(repr(message) for message in self.messages) or "(empty)"

    def action(self, topic: Topic | None = None) -> str | None:
        """The chat action now shown ("upload_photo"), None if there is none: it lasts 5 s or until a message."""
        now, wanted = self.world.now(), topic.id if topic else None
        for (_, thread_id), (action, until) in self._actions.items():
            if thread_id == wanted and now < until:
                return action
        return None

    async def wait_for(
        self, condition: Callable[[MessageList], T], timeout: float = 60.0, what: str = "what was expected"
    ) -> T:
        """Wait until ``condition(messages)`` is true and return what it returned.

        ``timeout`` is in real seconds whatever the clock: it only guards against hanging.
        Raises: AssertionError that shows the chat.
        """
        try:
            async with asyncio.timeout(timeout):
                while True:
                    changed = self.world.changed()
                    if result := condition(self.messages):
                        return result
                    await changed
        except TimeoutError:
            raise AssertionError(f"{what} did not come within {timeout} s; the chat shows:\n{self.shown()}") from None

    # -- people

    def member(self, account: Account) -> Member | None:
        """The account's membership, None if it has never been a member."""
        return self.members.get(account.id)

    def is_present(self, account: Account) -> bool:
        member = self.members.get(account.id)
        return member is not None and member.status in PRESENT

    def is_admin(self, account: Account) -> bool:
        member = self.members.get(account.id)
        return member is not None and member.is_admin

    def put_member(self, account: Account, status: Status = "member") -> Member:
        """Set a membership without announcing it."""
        member = self.members.setdefault(account.id, Member(account))
        member.status = status
        return member

    @property
    def is_group(self) -> bool:
        return self.type in {"group", "supergroup"}

    # -- messages

    def next_message_id(self) -> int:
        """Ids are one series per account for private chats and basic groups, one per chat for the others."""
        if self.type in {"private", "group"}:
            return self.world.next_shared_message_id()
        self._last_id += 1
        return self._last_id

    def get(self, message_id: int) -> Message | None:
        """The message, None if there is none or it was deleted."""
        message = self._messages.get(message_id)
        return None if message is None or message.deleted else message

    def add(self, message: Message) -> Message:
        assert message.id not in self._messages, "message ids are used once"
        self._messages[message.id] = message
        if message.sender.is_bot:
            self.last_bot_writer = message.sender.id
            self._actions.clear()
        self.record("new", message.sender, message)
        return message

    def mark_deleted(self, message: Message, by: Account) -> None:
        message.deleted = True
        message.reactions.clear()
        self.record("delete", by, message)

    def show_action(self, bot: Account, thread_id: int | None, action: str) -> None:
        until = self.world.now() + ACTION_SHOWN_S
        if action == "cancel":
            self._actions.pop((bot.id, thread_id), None)
        else:
            self._actions[bot.id, thread_id] = (action, until)
        self._record(Change(self.world.now(), "action", bot, None, action))

    def record(self, kind: ChangeKind, who: Account, message: Message) -> None:
        """Write a change into the history and wake those who wait."""
        self._record(Change(self.world.now(), kind, who, message.id, repr(message), message.photo is not None))

    def _record(self, change: Change) -> None:
        self.history.append(change)
        self.world.notify()
