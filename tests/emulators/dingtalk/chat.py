"""Conversations and their messages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .content import Button, Content
from .core import Core
from .org import App

if TYPE_CHECKING:
    from .cards import Card
    from .people import Person
    from .push import Push

ONE_TO_ONE, GROUP = "1", "2"


@dataclass(frozen=True, slots=True)
class Shown:
    """A snapshot of one message as a person reads it."""

    message_id: str
    sender: str
    from_bot: bool
    kind: str
    title: str
    text: str
    pictures: tuple[bytes, ...]
    buttons: tuple[str, ...]
    at: tuple[str, ...]


@dataclass(slots=True, eq=False)
class ChatMessage:
    """A message in a conversation. A card's content follows its updates."""

    message_id: str
    chat: "Chat"
    sender: "Person | App"
    at_time: float
    via: str  # person, openapi, webhook, card
    _content: Content
    process_query_key: str = ""  # what the send returned: of OpenAPI sends, and the carrierId of cards
    card: "Card | None" = None
    recalled_at: float | None = None
    push: "Push | None" = None  # its push to the robot, if there was one
    quoted: "ChatMessage | None" = None
    parts: tuple[str | bytes, ...] = ()  # of a person's richText

    @property
    def content(self) -> Content:
        if self.card is None:
            return self._content
        return replace(self.card.content(), at=self._content.at)  # a card is delivered with its mentions

    @property
    def from_bot(self) -> bool:
        return isinstance(self.sender, App)

    @property
    def kind(self) -> str:
        return self.content.kind

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def pictures(self) -> tuple[bytes, ...]:
        return self.content.pictures

    @property
    def buttons(self) -> tuple[Button, ...]:
        return self.content.buttons

    async def acked(self, timeout: float = 60.0) -> dict[str, Any]:
        """Wait (real seconds) until the robot has acknowledged this message; its ack frame.

        Raises TimeoutError; raises AssertionError when the message was never pushed to a robot.
        """
        push = self.push
        assert push is not None, "this message does not go to a robot"
        return await self.chat.core.changed.wait_until(lambda: push.ack, timeout, f"an ack of {self.message_id}")

    def shown(self) -> Shown:
        content = self.content
        return Shown(
            message_id=self.message_id,
            sender=self.sender.name,
            from_bot=self.from_bot,
            kind=content.kind,
            title=content.title,
            text=content.text,
            pictures=content.pictures,
            buttons=tuple(button.label for button in content.buttons),
            at=content.at,
        )


@dataclass(slots=True, eq=False)
class Chat:
    """A 1:1 conversation with a robot, or a group with people and robots in it."""

    core: Core
    conversation_id: str
    kind: str
    title: str
    members: list["Person"]
    apps: list[App]
    history: list[ChatMessage] = field(default_factory=list)
    disbanded: bool = False

    @property
    def is_group(self) -> bool:
        return self.kind == GROUP

    @property
    def messages(self) -> list[ChatMessage]:
        """The current messages, oldest first, without recalled ones."""
        return [message for message in self.history if message.recalled_at is None]

    @property
    def answers(self) -> list[ChatMessage]:
        """The current messages that were written by a robot."""
        return [message for message in self.messages if message.from_bot]

    def shown(self) -> list[Shown]:
        """What a person reads in this conversation now, oldest first."""
        return [message.shown() for message in self.messages]

    def add(self, message: ChatMessage) -> ChatMessage:
        self.history.append(message)
        self.core.org.messages[message.message_id] = message
        self.core.changed.notify()
        return message

    def post(
        self, app: App, content: Content, via: str, process_query_key: str = "", card: "Card | None" = None
    ) -> ChatMessage:
        """Add a robot's message."""
        return self.add(
            ChatMessage(
                message_id=self.core.ids.message(),
                chat=self,
                sender=app,
                at_time=self.core.clock.now(),
                via=via,
                _content=content,
                process_query_key=process_query_key,
                card=card,
            )
        )

    async def wait_for(self, predicate: Callable[[ChatMessage], object], timeout: float = 60.0) -> ChatMessage:
        """The first current message of a robot for which `predicate` holds, waiting up to `timeout` real seconds.

        Raises TimeoutError, with the messages that there were instead.
        """

        def probe() -> ChatMessage | None:
            return next((message for message in self.answers if predicate(message)), None)

        try:
            return await self.core.changed.wait_until(probe, timeout, "a message in the conversation")
        except TimeoutError as missed:
            seen = [(message.kind, message.text[:60], len(message.pictures)) for message in self.answers]
            raise TimeoutError(f"{missed}; seen: {seen}; violations: {self.core.recorder.violations}") from None
