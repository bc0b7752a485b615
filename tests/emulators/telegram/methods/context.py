"""What a method gets: the bot that calls, its parameters, and the checks that many methods share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..chats import Chat
from ..delivery import Delivery
from ..errors import bad_request, forbidden
from ..faults import Fault
from ..keyboards import Markup, parse_markup
from ..render import Renderer
from ..richtext import Formatted, format_text
from ..state import Json, Message
from ..wire import Params
from ..world import Bot, World


@dataclass(frozen=True, slots=True)
class Reply:
    """A result with a description beside it, as setWebhook answers."""

    result: Any
    description: str


@dataclass(slots=True)
class Context:
    """One call of one bot."""

    world: World
    delivery: Delivery
    bot: Bot
    params: Params
    fault: Fault | None = None

    # -- where to

    def chat(self, name: str = "chat_id", *, write: bool = True) -> Chat:
        """The chat that a parameter names, if the bot may use it.

        Raises: ApiError 400 or 403 with the server's text; 400 with ``migrate_to_chat_id`` for an upgraded group.
        """
        return self.chat_by(self.params.text(name), write=write)

    def chat_by(self, chat_id: str, *, write: bool) -> Chat:
        if not chat_id:
            raise bad_request("chat_id is empty")
        if chat_id.startswith("@"):
            chat = self.world.find_public(chat_id)
        else:
            chat = self.world.find_chat(self.bot, int(chat_id)) if chat_id.lstrip("-").isdigit() else None
            if chat is None and chat_id.isdigit():
                self._refuse_stranger(int(chat_id))
        if chat is None:
            raise bad_request("chat not found")
        self._check_access(chat, write)
        return chat

    def _refuse_stranger(self, user_id: int) -> None:
        account = self.world.accounts.get(user_id)
        if account is None:
            return
        if account.is_bot:
            raise forbidden("bot can't send messages to bots")
        if any(chat.is_present(account) and chat.is_present(self.bot) for chat in self.world.chats.values()):
            raise forbidden("bot can't initiate conversation with a user")

    def _check_access(self, chat: Chat, write: bool) -> None:
        if chat.type == "private":
            if chat.blocked_by_person and write:
                raise forbidden("bot was blocked by the user")
            if not chat.started and write:
                raise forbidden("bot can't initiate conversation with a user")
            return
        if chat.migrated_to is not None:
            if write:
                raise bad_request(
                    "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to.id
                )
            return
        member = chat.member(self.bot)
        if member is None and chat.username is None:
            raise bad_request("chat not found")
        if member is not None and member.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if member is None or member.status == "left":
            if write or chat.username is None:
                raise forbidden(f"bot is not a member of the {chat.type} chat")
            return
        if write and chat.type == "channel" and not member.is_admin:
            raise bad_request("need administrator rights in the channel chat")
        if write and member.status == "restricted" and not member.can_post:
            raise bad_request("not enough rights to send text messages to the chat")

    def charge(self, chat: Chat, cost: int = 1) -> None:
        """Count ``cost`` messages. Raises: ApiError 429."""
        self.bot.flood.charge(chat.id, chat.type != "private", cost, self.world.now())

    # -- what

    def message(self, what: str, chat: Chat, name: str = "message_id") -> Message:
        """The message that a parameter names. Raises: ApiError 400 "<what> not found"."""
        message = chat.get(self.params.integer(name))
        if message is None:
            raise bad_request(f"{what} not found")
        return message

    def markup(self) -> Markup:
        given = self.params.text("reply_markup") != ""
        return parse_markup(self.params.json("reply_markup", "reply keyboard markup"), given=given)

    def formatted(self, text_field: str, entities_field: str) -> Formatted:
        return format_text(
            self.params.text(text_field),
            self.params.text("parse_mode"),
            self.params.json(entities_field, "entities"),
        )

    def shown(self, message: Message) -> Json:
        """The message as this bot sees it."""
        return Renderer(self.world, self.bot).message(message)


Handler = Callable[[Context], Awaitable[Any]]
H = TypeVar("H", bound=Handler)
registry: dict[str, Handler] = {}


def method(name: str) -> Callable[[H], H]:
    """Register a handler under the Bot API's name for it; names are not case-sensitive."""

    def register(handler: H) -> H:
        registry[name.lower()] = handler
        return handler

    return register
