"""From an update as Telegram sent it to a message, a press, or what happened to a chat. Pure.

An update is saved as it came, with one field of ours beside Telegram's: `shenbi` says which bot received it and what was
known then (see `stamp`), so that it reads the same in every process and after a restart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from adapters.telegram.identity import BotIdentity, MessageId
from adapters.telegram.limits import PLATFORM
from adapters.telegram.reading import JsonObject, parse
from bot.adapter_api import (
    AttachmentKind,
    Authorship,
    BotMembership,
    ChatMigrated,
    Conversation,
    Decoded,
    Ignored,
    ImageSource,
    MemberLeft,
    Message,
    Press,
    Quote,
    RawUpdate,
    Sender,
)
from bot.media import may_be_image

CONTEXT_KEY = "shenbi"
ANONYMOUS_ADMIN_ID = 1087968824
"""GroupAnonymousBot stands in `from` when an administrator writes as the group."""
GROUP_TYPES = frozenset({"group", "supergroup"})
ATTACHMENTS: dict[str, AttachmentKind] = {
    "paid_media": "paid", "animation": "animation", "video": "video", "video_note": "video", "voice": "voice", "audio": "audio",
    "sticker": "sticker", "document": "document", "story": "other", "contact": "other", "venue": "other", "location": "other",
    "poll": "other", "dice": "other", "game": "other", "checklist": "other", "invoice": "other",
}  # fmt: skip
_MENTION_SEPARATORS = " \t\n,，:：;；"
MAYBE_SPLIT_CHARS = 3500
"""Code points. A client splits a longer text than 4096 UTF-16 units into several messages, at a space before that."""

# A username is of ASCII letters, so it ends where Chinese begins: people write @shenbi_bot画一只猫 without a space.
_COMMAND = re.compile(r"^(\s*[/／][^\s@/／]+)@([A-Za-z0-9_]+)\s*")
_MENTION = re.compile(r"(?<![A-Za-z0-9_])@([A-Za-z0-9_]{1,64})(?![A-Za-z0-9_])\s?")
_START = re.compile(r"^/start\s+show[_-](\d{1,12})\s*$")
_START_IDEA = re.compile(r"^/start\s+idea_(\d{1,12})_([0-9a-f]{1,32})\s*$")


def with_context(
    update: dict[str, Any],
    me: BotIdentity,
    *,
    sender_admin: bool = False,
    bot_admin: bool = False,
    admin_ids: Iterable[int] = (),
) -> str:
    """The body to save for an update that `me` received; `admin_ids` are the chat's administrators, where somebody speaks in the
    chat's name."""
    context = {
        "id": me.id,
        "username": me.username,
        "reads_all": me.reads_all,
        "sender_admin": sender_admin,
        "bot_admin": bot_admin,
        **({"rulers": known} if (known := sorted(admin_ids)) else {}),
    }
    return json.dumps({**update, CONTEXT_KEY: context})


def decode(update: RawUpdate) -> Decoded:
    """Read a saved update. Raises ValueError for one that cannot be understood."""
    raw = parse(update.body)
    context = raw.object(CONTEXT_KEY) or JsonObject({})
    if (query := raw.object("callback_query")) is not None:
        return _press(query, context)
    if (message := raw.object("message") or raw.object("channel_post")) is not None:
        return _message(message, context)
    if (edited := raw.object("edited_message")) is not None:
        return _edited(edited, context)
    if (change := raw.object("my_chat_member")) is not None:
        return _bot_membership(change)
    return Ignored("not a message")


# --- who comes and goes


def _bot_membership(change: JsonObject) -> Decoded:
    """What became of the bot itself in a chat."""
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


def _added_by(change: JsonObject, chat: JsonObject) -> Sender | None:
    """Who brought the bot into a group or a channel; nobody, if it was there already."""
    person, before = change.object("from"), change.object("old_chat_member")
    if person is None or chat.text("type") == "private" or person.flag("is_bot"):
        return None
    if before is None or before.text("status") not in ("left", "kicked"):
        return None
    return _person(person, is_admin=False)


def _member_left(message: JsonObject, chat_id: int, context: JsonObject) -> MemberLeft | None:
    """Somebody left a group or was thrown out of it. (That it was the bot is told by my_chat_member.)"""
    person = message.object("left_chat_member")
    if person is None or person.id("id") == context.number("id"):
        return None
    return MemberLeft(Conversation(PLATFORM, str(chat_id)), _person(person, is_admin=False))


# --- presses


def _press(query: JsonObject, context: JsonObject) -> Decoded:
    message = query.object("message")
    if message is None or "data" not in query:
        return Ignored("a press that says nothing, or under an inline message")
    chat = message.require("chat")
    return Press(
        _conversation(message, chat),
        _person(query.require("from"), is_admin=context.flag("sender_admin")),
        action=query.text("data"),
        message_id=str(MessageId(chat.id("id"), message.id("message_id"))),
        direct=chat.text("type") == "private",
    )


# --- messages


def _message(message: JsonObject, context: JsonObject) -> Decoded:
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
        # A button that asks for words led here: it is that button's press.
        return Press(
            _conversation(message, chat),
            sender,
            action=f"idea:{start[1]}:{start[2]}",
            message_id=str(MessageId(chat_id, message.id("message_id"))),
            direct=True,
            sent_at=float(message.number("date")),
        )
    images, unreadable = _images(message), _unreadable(message)
    if not text and not images and not unreadable:
        return Ignored("nothing that we could read or see")
    quote = _quote(message, chat, context)
    return Message(
        _conversation(message, chat),
        sender,
        message_id=str(MessageId(chat_id, message.id("message_id"))),
        text=_START.sub(r"/show \1", text) if direct else text,
        images=images,
        reply_to=quote,
        direct=direct,
        addressed=addressed or (quote is not None and quote.from_bot),
        album=message.text("media_group_id"),
        sent_at=float(message.number("date")),
        unreadable=unreadable,
        authorship=_authorship(message, context),
        maybe_split=len(text) >= MAYBE_SPLIT_CHARS,
    )


def _edited(message: JsonObject, context: JsonObject) -> Decoded:
    """Words that were changed afterwards. (An edit is also told of a place that moves, of a preview, of a poll.)"""
    if not message.text("text") and not message.text("caption"):
        return Ignored("an edit of something without words")
    decoded = _message(message, context)
    return replace(decoded, authorship="edited") if isinstance(decoded, Message) else decoded


def _authorship(message: JsonObject, context: JsonObject) -> Authorship:
    if "forward_origin" in message or "forward_date" in message:
        return "forwarded"
    via = message.object("via_bot")
    if via is None:
        return "typed"
    # "Paint this" of our own inline results sends a command: whoever chose it gave the order. Pictures chosen there are none.
    chosen = via.number("id") == context.number("id") and message.text("text").startswith("/")
    return "typed" if chosen else "via-bot"


def _unreadable(message: JsonObject) -> AttachmentKind:
    """The kind of what is attached and is no image."""
    if _images(message):
        return ""
    for name, kind in ATTACHMENTS.items():
        if name in message:
            return kind
    return ""


def _chat_migrated(message: JsonObject, chat_id: int) -> ChatMigrated | None:
    """A basic group that became a supergroup says so in both."""
    if "migrate_to_chat_id" in message:
        old, new = chat_id, message.id("migrate_to_chat_id")
    elif "migrate_from_chat_id" in message:
        old, new = message.id("migrate_from_chat_id"), chat_id
    else:
        return None
    return ChatMigrated(Conversation(PLATFORM, str(old)), Conversation(PLATFORM, str(new)))


def _conversation(message: JsonObject, chat: JsonObject) -> Conversation:
    # Without is_topic_message the thread id only marks a chain of replies; sending there would be wrong.
    topic = message.number("message_thread_id") if message.flag("is_topic_message") else 0
    return Conversation(PLATFORM, str(chat.id("id")), str(topic) if topic else "")


def _sender(message: JsonObject, chat: JsonObject, context: JsonObject) -> Sender | Ignored:
    """Who speaks: a person, or a chat in whose name somebody writes."""
    if message.flag("is_automatic_forward"):
        return Ignored("a channel's post comes by itself into its discussion group")
    if (sender_chat := message.object("sender_chat")) is not None:
        # An anonymous administrator writes as the group itself, a channel's author as the channel.
        is_own_chat = sender_chat.id("id") == chat.id("id")
        known = tuple(str(ruler) for ruler in context.numbers("rulers")) if is_own_chat else ()
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
    return _person(person, is_admin=context.flag("sender_admin"))


def _person(person: JsonObject, *, is_admin: bool) -> Sender:
    name = " ".join(filter(None, (person.text("first_name"), person.text("last_name"))))
    return Sender(PLATFORM, str(person.id("id")), name, person.text("language_code"), is_admin=is_admin)


def _strip_mention(text: str, username: str) -> tuple[str | None, bool]:
    """The text without the bot's name, and whether it was spoken to by it. None: it is another bot's command."""
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


# --- images


def _images(message: JsonObject) -> tuple[ImageSource, ...]:
    """The image in a message: a photo in its largest size, an image sent as a file, a sticker that stands still."""
    if sizes := message.objects("photo"):
        largest = max(sizes, key=lambda size: (size.number("width") * size.number("height"), size.number("file_size")))
        return (ImageSource(_file_id(largest), "image/jpeg", largest.number("file_size")),)
    document = message.object("document")
    if document is not None and _is_image(document):
        return (ImageSource(_file_id(document), document.text("mime_type"), document.number("file_size")),)
    sticker = message.object("sticker")
    if sticker is not None and not sticker.flag("is_animated") and not sticker.flag("is_video"):
        return (ImageSource(_file_id(sticker), "image/webp", sticker.number("file_size")),)
    return ()


def _is_image(document: JsonObject) -> bool:
    return may_be_image(document.text("file_name"), document.text("mime_type"))


def _file_id(file: JsonObject) -> str:
    if not (found := file.text("file_id")):
        raise ValueError("a file without a file_id")
    return found


# --- what is replied to


def _quote(message: JsonObject, chat: JsonObject, context: JsonObject) -> Quote | None:
    chat_id = chat.id("id")
    if (original := message.object("reply_to_message")) is not None and not _is_topic_opener(message, original):
        writer = original.object("from")
        return Quote(
            keys=(str(MessageId(chat_id, original.id("message_id"))),),
            text=original.text("text") or original.text("caption"),
            images=_images(original),
            from_bot=writer is not None and writer.number("id") == context.number("id"),
            unreadable=_unreadable(original),
        )
    if (external := message.object("external_reply")) is not None:
        elsewhere = external.object("chat")
        known = elsewhere is not None and "message_id" in external
        return Quote(
            keys=(str(MessageId(elsewhere.id("id"), external.id("message_id"))),) if elsewhere and known else (),
            images=_images(external),
            unreadable=_unreadable(external),
        )
    if chat.text("type") == "group" and not context.flag("reads_all") and not context.flag("bot_admin"):
        # In a basic group Telegram tells a bot in privacy mode nothing of a reply to somebody else's message, not
        # even that there is one (tdlib/td#3179). Taking another picture instead would cost money for the wrong one.
        return Quote(keys=(), withheld=True)
    return None


def _is_topic_opener(message: JsonObject, original: JsonObject) -> bool:
    """Whatever replies to nothing in a topic 'replies' to the service message that opened it."""
    thread = message.number("message_thread_id") if message.flag("is_topic_message") else 0
    return "forum_topic_created" in original or (thread != 0 and thread == original.number("message_id"))
