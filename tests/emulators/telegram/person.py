"""The actions of a person with a Telegram client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .chats import Chat
from .delivery import Delivery
from .files import FileLimits, document, photo_sizes, thumbnail_of
from .inline import message_from_result
from .methods.commands import menu
from .methods.sending import thread_of
from .queries import Press, Query, new_press, new_query
from .render import chat_json, user_json
from .richtext import CAPTION_MAX_CHARS, TEXT_MAX_CHARS, of_person, utf16_len
from .state import Account, Json, Media, Message, Topic
from .world import Bot, World

CLIENT_LIMITS = FileLimits(photo_bytes=1 << 31, document_bytes=1 << 31, photo_sides_sum_px=1 << 20)
"""A client shrinks a photo itself before it sends it."""


@dataclass(slots=True, eq=False, repr=False)
class Person(Account):
    """A person with a client. Every method takes effect at once and returns the resulting message."""

    world: World = field(kw_only=True)
    delivery: Delivery = field(kw_only=True)

    # -- writing

    def say(self, chat: Chat, text: str, **how: Any) -> Message:
        """Write a text. ``how``: see ``_put``."""
        assert len(text) <= TEXT_MAX_CHARS, "a client would cut this text into several messages"
        formatted = of_person(text)
        return self._put(chat, text=formatted.text, entities=formatted.entities, **how)

    def reply(self, chat: Chat, to: Message, text: str, **how: Any) -> Message:
        """Write a text in reply; ``to`` may be in another chat."""
        return self.say(chat, text, to=to, **how)

    def send_photo(self, chat: Chat, data: bytes, caption: str = "", **how: Any) -> Message:
        """Send a picture as a photo: shrunk and recompressed."""
        sizes = photo_sizes(data, CLIENT_LIMITS)
        self.world.files.keep(*sizes)
        return self._put(chat, media=Media("photo", sizes[-1], sizes), **_captioned(caption), **how)

    def send_document(
        self, chat: Chat, data: bytes, name: str, caption: str = "", mime_type: str | None = None, **how: Any
    ) -> Message:
        """Send a file as it is."""
        file = document(data, name, mime_type, None)
        self.world.files.keep(file)
        return self._put(
            chat, media=Media("document", file, thumbnail=thumbnail_of(file)), **_captioned(caption), **how
        )

    def send_album(
        self, chat: Chat, pictures: Sequence[bytes], caption: str = "", *, at: int = 0, **how: Any
    ) -> list[Message]:
        """Send several photos as an album: separate messages with one media_group_id, the caption on that one (from 0)."""
        group_id = self.world.new_string_id()
        return [
            self.send_photo(chat, data, caption if index == at else "", media_group_id=group_id, **how)
            for index, data in enumerate(pictures)
        ]

    def forward(self, message: Message, chat: Chat, **how: Any) -> Message:
        """Forward a message to another chat."""
        origin: Json = {"type": "user", "date": message.date, "sender_user": user_json(message.sender)}
        if message.sender_chat is not None and message.chat.type == "channel":
            origin = {
                "type": "channel",
                "date": message.date,
                "chat": chat_json(message.chat),
                "message_id": message.id,
            }
        content = {name: getattr(message, name) for name in ("text", "entities", "media", "caption")}
        return self._put(chat, extra={"forward_origin": origin}, **content, **how)

    def start(self, bot: Bot, payload: str = "") -> Message:
        """Press Start, or follow ``t.me/bot?start=payload``."""
        assert len(payload) <= 64 and all(c.isascii() and (c.isalnum() or c in "_-") for c in payload)
        return self.say(self.world.private_chat(bot, self), f"/start {payload}".strip())

    def edit(self, message: Message, text: str) -> Message:
        """Change one's own text or caption."""
        assert message.sender is self or message.sender_chat is not None, "one edits one's own messages"
        formatted = of_person(text)
        if message.media is None:
            message.text = formatted.text
        else:
            message.caption = formatted.text or None
        message.entities, message.edit_date = formatted.entities, self.world.date()
        message.chat.record("edit", self, message)
        self.delivery.message(message, edited=True)
        return message

    def delete(self, message: Message) -> None:
        """Delete a message for everyone. No bot is told."""
        message.chat.mark_deleted(message, self)

    # -- pressing and reacting

    def press(self, message: Message, label_or_data: str, *, accessible: bool = True) -> Press:
        """Press a button under a message. ``accessible=False``: so old that the bot gets no content with it.

        Raises: LookupError when no such button is shown; AssertionError for a button that sends nothing.
        """
        assert not message.deleted, "there is nothing to press on a deleted message"
        button = message.button(label_or_data)
        assert button.data is not None, f"{button.text!r} is no callback button"
        owner = message.via_bot or message.sender
        assert isinstance(owner, Bot), "only a bot's message has buttons"
        return new_press(self.world, owner, self, message, button, accessible)

    def react(self, message: Message, emoji: str | None) -> None:
        """Put a reaction under a message, or take it away (None)."""
        old = message.reactions.pop(self.id, None)
        if emoji is not None:
            message.reactions[self.id] = emoji
        if old != emoji:
            message.chat.record("reaction", self, message)
            self.delivery.reaction(message, self, old, emoji)

    def type_inline(self, bot: Bot, text: str, chat_type: str = "private") -> Query:
        """Type ``@bot text`` somewhere."""
        assert bot.supports_inline_queries, "inline mode is off for this bot"
        return new_query(self.world, bot, self, text, chat_type)

    def choose(self, query: Query, result_id: str, chat: Chat | None = None) -> Message:
        """Pick one of the offered results and send it to ``chat``; None: to somewhere the bot is not."""
        where = chat or Chat(self.world, self.world.new_id(), "private", None, self)
        message = message_from_result(query, result_id, where, self)
        where.add(message)
        self.delivery.message(message)
        return message

    def menu(self, bot: Bot, chat: Chat) -> list[dict[str, str]]:
        """The commands that the client offers here."""
        return menu(bot, chat, self)

    # -- blocking

    def block(self, bot: Bot) -> None:
        """Block the bot: it can no longer write."""
        chat = self.world.private_chat(bot, self)
        chat.blocked_by_person = True
        self._tell_standing(chat, bot, "member", "kicked")

    def unblock(self, bot: Bot) -> None:
        chat = self.world.private_chat(bot, self)
        chat.blocked_by_person = False
        self._tell_standing(chat, bot, "kicked", "member")

    def _tell_standing(self, chat: Chat, bot: Bot, old: Any, new: Any) -> None:
        member = chat.put_member(bot, new)
        self.delivery.membership(chat, member, self, old)
        self.world.notify()

    # -- how all messages are made

    def _put(
        self,
        chat: Chat,
        *,
        to: Message | None = None,
        quote: str | None = None,
        topic: Topic | None = None,
        anonymous: bool = False,
        as_channel: Chat | None = None,
        **content: Any,
    ) -> Message:
        """``to``: reply to this; ``quote``: the part of it that is quoted; ``topic``: write there;
        ``anonymous``: an administrator writes as the group; ``as_channel``: in the name of a channel."""
        self._check_may_write(chat, anonymous, as_channel)
        sender: Account = self
        sender_chat: Chat | None = None
        if chat.type == "channel":
            sender_chat = chat
        elif anonymous:
            sender, sender_chat = self.world.anonymous_admin, chat
        elif as_channel is not None:
            sender, sender_chat = self.world.channel_writer, as_channel
        here = to if to is not None and to.chat is chat else None
        if topic is None and here is not None:
            topic = here.topic
        message = Message(
            chat,
            chat.next_message_id(),
            self.world.date(),
            sender,
            sender_chat=sender_chat,
            topic=topic,
            thread_id=thread_of(chat, here),
            reply_to=to or (chat.get(topic.id) if topic is not None else None),
            quote=_quoted(to, quote),
            **content,
        )
        chat.started = True
        chat.add(message)
        self.delivery.message(message)
        return message

    def _check_may_write(self, chat: Chat, anonymous: bool, as_channel: Chat | None) -> None:
        assert chat.migrated_to is None, "this group is a supergroup now"
        if chat.type == "private":
            assert chat.person is self, f"{self.first_name} cannot write in somebody else's private chat"
            assert not chat.blocked_by_person, f"{self.first_name} blocked this bot"
            return
        assert chat.is_present(self), f"{self.first_name} is not in {chat.title!r}"
        if chat.type == "channel" or anonymous:
            assert chat.is_admin(self), f"{self.first_name} is no administrator of {chat.title!r}"
        if as_channel is not None:
            assert as_channel.is_admin(self), "one writes only as one's own channel"


def _captioned(caption: str) -> dict[str, Any]:
    assert len(caption) <= CAPTION_MAX_CHARS, "a client would not send so long a caption"
    formatted = of_person(caption)
    return {"caption": formatted.text or None, "entities": formatted.entities}


def _quoted(to: Message | None, quote: str | None) -> Json | None:
    if to is None or quote is None:
        return None
    position = utf16_len(to.words[: to.words.index(quote)])
    return {"text": quote, "position": position, "is_manual": True}
