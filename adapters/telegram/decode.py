"""Decodes a Telegram update into a message, a press or a chat event. Pure.

An update is saved unchanged but for one added field: `shenbi` holds which bot received it and what was known at that
time (see `with_context`), so that decoding gives the same result in every process and after a restart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from adapters.telegram.attachments import images_of, unreadable_kind
from adapters.telegram.identity import BotIdentity, MessageId
from adapters.telegram.limits import PLATFORM
from adapters.telegram.quotes import quote_of
from adapters.telegram.reading import TelegramObject
from bot.adapter_api import (
    Authorship,
    BotMembership,
    ChatMigrated,
    Conversation,
    Decoded,
    Ignored,
    MemberLeft,
    Message,
    Press,
    RawUpdate,
    Sender,
)

CONTEXT_KEY = "shenbi"
ANONYMOUS_ADMIN_ID = 1087968824
"""GroupAnonymousBot: the `from` of a message that an administrator writes as the group."""
GROUP_TYPES = frozenset({"group", "supergroup"})
_MENTION_SEPARATORS = " \t\n,，:：;；"
MAYBE_SPLIT_CHARS = 3500
"""Code points. Clients split a text of more than 4096 UTF-16 units into several messages, at a space before the
limit."""

# A username is ASCII, so it ends where Chinese begins: people write @shenbi_bot画一只猫 without a space.
_COMMAND = re.compile(r"^(\s*[/／][^\s@/／]+)@([A-Za-z0-9_]+)\s*")
_MENTION = re.compile(r"(?<![A-Za-z0-9_])@([A-Za-z0-9_]{1,64})(?![A-Za-z0-9_])\s?")
_START = re.compile(r"^/start\s+show[_-](\d{1,12})\s*$")
_START_IDEA = re.compile(r"^/start\s+idea_(\d{1,12})_([0-9a-f]{1,32})\s*$")


def with_context(
    update: dict[str, Any],
    me: BotIdentity,
    *,
    sender_admin: bool | None = False,
    bot_admin: bool = False,
    admin_ids: Iterable[int] = (),
) -> str:
    """The body to save for an update that `me` received. `sender_admin`: None if the chat's administrators are not
    known; `admin_ids` are those, given for messages sent as the chat itself."""
    context = {
        "id": me.id,
        "username": me.username,
        "reads_all": me.reads_all,
        "sender_admin": sender_admin,
        "bot_admin": bot_admin,
        # `rulers`: the administrators' ids. The name is kept, as saved updates have it.
        **({"rulers": known} if (known := sorted(admin_ids)) else {}),
    }
    return json.dumps({**update, CONTEXT_KEY: context})


def decode(update: RawUpdate) -> Decoded:
    """Decode a saved update. Raises ValueError if its shape is not understood."""
    raw = TelegramObject.parse(update.body)
    context = raw.object(CONTEXT_KEY) or TelegramObject({})
    if (query := raw.object("callback_query")) is not None:
        return _press(query, context)
    if (message := raw.object("message") or raw.object("channel_post")) is not None:
        return _message(message, context)
    if (edited := raw.object("edited_message")) is not None:
        return _edited(edited, context)
    if (change := raw.object("my_chat_member")) is not None:
        return _bot_membership(change)
    return Ignored("not a message")


# --- membership


def _bot_membership(change: TelegramObject) -> Decoded:
    """my_chat_member: the bot's own membership changed."""
    chat, now = change.require("chat"), change.require("new_chat_member")
    match now.text("status"):
        case "creator" | "administrator" | "member":
            active = True
        case "restricted":
            active = now.flag("is_member") and now.flag("can_send_messages")
        case "left" | "kicked":
            active = False
        case other:
            return Ignored("a status that nobody knows", {"status": other})
    return BotMembership(Conversation(PLATFORM, str(chat.id("id"))), active, _added_by(change, chat))


def _added_by(change: TelegramObject, chat: TelegramObject) -> Sender | None:
    """Who added the bot to a group or channel; None if it was a member before."""
    person, before = change.object("from"), change.object("old_chat_member")
    if person is None or chat.text("type") == "private" or person.flag("is_bot"):
        return None
    if before is None or before.text("status") not in ("left", "kicked"):
        return None
    return _person(person, is_admin=False)


def _member_left(message: TelegramObject, chat_id: int, context: TelegramObject) -> MemberLeft | None:
    """A member left or was removed. (The bot's own removal comes as my_chat_member.)"""
    person = message.object("left_chat_member")
    if person is None or person.id("id") == context.number("id"):
        return None
    return MemberLeft(Conversation(PLATFORM, str(chat_id)), _person(person, is_admin=False))


# --- presses


def _press(query: TelegramObject, context: TelegramObject) -> Decoded:
    message = query.object("message")
    if message is None or "data" not in query:
        return Ignored("a press that says nothing, or under an inline message")
    chat = message.require("chat")
    return Press(
        _conversation(message, chat),
        _person(query.require("from"), is_admin=_is_admin(context)),
        action=query.text("data"),
        message_id=str(MessageId(chat.id("id"), message.id("message_id"))),
        direct=chat.text("type") == "private",
    )


# --- messages


def _message(message: TelegramObject, context: TelegramObject) -> Decoded:
    chat = message.require("chat")
    chat_id = chat.id("id")
    if moved := _chat_migrated(message, chat_id):
        return moved
    if left := _member_left(message, chat_id, context):
        return left
    sender = _sender(message, chat, context)
    if isinstance(sender, Ignored):
        return sender
    text, addressed = _strip_mention(message.text("text") or message.text("caption"), context.text("username"))
    direct = chat.text("type") == "private"
    if text is None:
        if not direct:
            return Ignored("a command for another bot")
        text = ""
    if direct and (start := _START_IDEA.match(text)):
        # The deep link of a button with text input: decoded as that button's press.
        return Press(
            _conversation(message, chat),
            sender,
            action=f"idea:{start[1]}:{start[2]}",
            message_id=str(MessageId(chat_id, message.id("message_id"))),
            direct=True,
            sent_at=float(message.number("date")),
        )
    images, unreadable, album = images_of(message), unreadable_kind(message), message.text("media_group_id")
    if not text and not images and not unreadable:
        return Ignored("nothing that we could read or see")
    quote = quote_of(message, chat, context)
    return Message(
        _conversation(message, chat),
        sender,
        message_id=str(MessageId(chat_id, message.id("message_id"))),
        text=_START.sub(r"/show \1", text) if direct else text,
        images=images,
        reply_to=quote,
        direct=direct,
        addressed=addressed or (quote is not None and quote.from_bot),
        album=album,
        album_order=message.id("message_id") if album else 0,
        sent_at=float(message.number("date")),
        unreadable=unreadable,
        authorship=_authorship(message, context),
        maybe_split=len(text) >= MAYBE_SPLIT_CHARS,
    )


def _edited(message: TelegramObject, context: TelegramObject) -> Decoded:
    """An edited message. (edited_message also comes for live locations, link previews and polls.)"""
    if not message.text("text") and not message.text("caption"):
        return Ignored("an edit of something without words")
    decoded = _message(message, context)
    return replace(decoded, authorship="edited") if isinstance(decoded, Message) else decoded


def _authorship(message: TelegramObject, context: TelegramObject) -> Authorship:
    if "forward_origin" in message or "forward_date" in message:
        return "forwarded"
    via = message.object("via_bot")
    if via is None:
        return "typed"
    # "Paint this" of our own inline results sends a command, which counts as typed by the person who chose it; a picture chosen
    # there does not.
    chosen = via.number("id") == context.number("id") and message.text("text").startswith("/")
    return "typed" if chosen else "via-bot"


def _chat_migrated(message: TelegramObject, chat_id: int) -> ChatMigrated | None:
    """A basic group was upgraded to a supergroup; the service message comes in both chats."""
    if "migrate_to_chat_id" in message:
        old, new = chat_id, message.id("migrate_to_chat_id")
    elif "migrate_from_chat_id" in message:
        old, new = message.id("migrate_from_chat_id"), chat_id
    else:
        return None
    return ChatMigrated(Conversation(PLATFORM, str(old)), Conversation(PLATFORM, str(new)))


def _conversation(message: TelegramObject, chat: TelegramObject) -> Conversation:
    # Without is_topic_message the thread id only marks a reply chain, which cannot be posted to.
    topic = message.number("message_thread_id") if message.flag("is_topic_message") else 0
    return Conversation(PLATFORM, str(chat.id("id")), str(topic) if topic else "")


def _sender(message: TelegramObject, chat: TelegramObject, context: TelegramObject) -> Sender | Ignored:
    """The sender: a person, or a chat (anonymous administrator, linked channel)."""
    if message.flag("is_automatic_forward"):
        return Ignored("a channel's post comes by itself into its discussion group")
    if (sender_chat := message.object("sender_chat")) is not None:
        # Anonymous administrators write as the group itself, channel authors as the channel.
        is_own_chat = sender_chat.id("id") == chat.id("id")
        known = tuple(str(admin) for admin in context.numbers("rulers")) if is_own_chat else ()
        return Sender(
            PLATFORM,
            str(sender_chat.id("id")),
            sender_chat.text("title"),
            is_admin=is_own_chat,
            hidden=True,
            possible_user_ids=known,
        )
    person = message.require("from")
    if person.flag("is_bot") and person.id("id") != ANONYMOUS_ADMIN_ID:
        return Ignored("from a bot")
    return _person(person, is_admin=_is_admin(context))


def _is_admin(context: TelegramObject) -> bool | None:
    return context.flag("sender_admin") if "sender_admin" in context else None


def _person(person: TelegramObject, *, is_admin: bool | None) -> Sender:
    name = " ".join(filter(None, (person.text("first_name"), person.text("last_name"))))
    return Sender(PLATFORM, str(person.id("id")), name, person.text("language_code"), is_admin=is_admin)


def _strip_mention(text: str, username: str) -> tuple[str | None, bool]:
    """The text without the bot's name, and whether it was mentioned. None: a command for another bot."""
    own_name = username.casefold()
    if command := _COMMAND.match(text):
        if command.group(2).casefold() != own_name:
            return None, False
        return f"{command.group(1)} {text[command.end() :]}".rstrip(), True
    for mention in _MENTION.finditer(text):
        if own_name and mention.group(1).casefold() == own_name:
            before, after = text[: mention.start()], text[mention.end() :]
            if not before.strip():
                after = after.lstrip(_MENTION_SEPARATORS)  # @shenbi_bot, a fox
            elif not after.strip():
                before = before.rstrip(_MENTION_SEPARATORS)
            return (before + after).strip(), True
    return text, False
