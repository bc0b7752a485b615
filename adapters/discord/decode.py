"""Decodes a saved event of the gateway into a message, a press or a chat event. Pure.

An event is saved as it came (`{"t": its name, "d": its data}`), without the interaction's token. A modal that was opened by a
message command is saved with that message added (see `adapters.discord.modals`), because its submission does not carry it.
"""

from __future__ import annotations

import re

from adapters.discord.attachments import unreadable_kind
from adapters.discord.identity import Identity, sent_at
from adapters.discord.limits import PLATFORM
from adapters.discord.modals import CONTEXT_KEY, MAX_CUSTOM_ID, decode_submission
from adapters.discord.options import Written, decode_command
from adapters.discord.people import (
    author_of,
    conversation_of,
    is_direct,
    new_thread,
    person,
    pictures_allowed,
    sender_of,
)
from adapters.discord.quotes import forwarded_content, images_with_forwarded, is_forwarded, quote_of
from adapters.discord.reading import DiscordObject
from bot.adapter_api import BotMembership, Conversation, Decoded, Ignored, MemberLeft, Message, Press

PEOPLE_WRITE = frozenset({0, 19})
"""The types of messages that people write: DEFAULT and REPLY. (20 and 23 are the answers to commands, which are the bot's.)"""
_MENTION = re.compile(r"<@!?([0-9]{1,20})>")
_SEPARATORS = " \t\n,，:：;；"
INTERACTION_MARK = "i"
"""What the id of an interaction begins with where the id of a message is expected: `Message.message_id`, `Press.answer_to`."""


def decode(body: str, identity: Identity) -> Decoded:
    """Decode a saved event. Raises ValueError if its shape is not understood."""
    frame = DiscordObject.parse(body)
    data = frame.require("d")
    match frame.text("t"):
        case "MESSAGE_CREATE":
            return _message(frame, data, identity)
        case "INTERACTION_CREATE":
            return _interaction(frame, data, identity)
        case "GUILD_CREATE" | "GUILD_DELETE" as name:
            return _guild(data, added=name == "GUILD_CREATE")
        case "CHANNEL_DELETE" | "THREAD_DELETE":
            return _channel_deleted(data)
        case "GUILD_MEMBER_REMOVE":
            return _member_removed(data, identity)
        case name:
            return Ignored("an event that needs nothing", {"name": name[:40]})


# --- messages


def _message(frame: DiscordObject, message: DiscordObject, identity: Identity) -> Decoded:
    author = message.require("author")
    if author.flag("bot") or author.flag("system") or message.id_or_empty("webhook_id"):
        return Ignored("from a bot or a webhook")
    if author.id("id") == identity.user_id:
        return Ignored("our own")
    if message.number("type") not in PEOPLE_WRITE:
        return Ignored("not written by a person", {"type": str(message.number("type"))})
    conversation, direct = conversation_of(message), is_direct(message)
    content = forwarded_content(message)
    text, named = _without_mention(content.text("content"), identity)
    channel = message.id("channel_id")
    images = images_with_forwarded(message, channel)
    unreadable = unreadable_kind(content)
    quote = quote_of(message, identity)
    addressed = named or _mentions(message, identity) or (quote is not None and quote.from_bot)
    if not text and not images and not unreadable and not (quote and (addressed or direct)):
        return Ignored("nothing that we may read")
    return Message(
        conversation,
        author_of(message),
        message_id=message.id("id"),
        text=text,
        images=images,
        reply_to=quote,
        direct=direct,
        addressed=addressed or direct,
        sent_at=sent_at(message.id("id")),
        unreadable=unreadable,
        authorship="forwarded" if is_forwarded(message) else "typed",
        pictures_allowed=_told_rights(frame),
    )


def _told_rights(frame: DiscordObject) -> bool | None:
    """Whether pictures may be posted, as it was known when a message came (`adapters.discord.rights`)."""
    context = frame.object(CONTEXT_KEY)
    return context.flag("pictures_allowed") if context is not None and "pictures_allowed" in context else None


def _mentions(message: DiscordObject, identity: Identity) -> bool:
    """Whether the bot was pinged, by name or by the reply."""
    return any(user.id_or_empty("id") == identity.user_id for user in message.objects("mentions"))


def _without_mention(text: str, identity: Identity) -> tuple[str, bool]:
    """The text without the mentions of the bot, and whether there was one."""
    if not identity.user_id:
        return text.strip(), False
    parts, end = [], 0
    for mention in _MENTION.finditer(text):
        if mention[1] == identity.user_id:
            parts.append(text[end : mention.start()])
            end = mention.end()
    if not parts:
        return text.strip(), False
    before, *rest = *parts, text[end:]
    after = " ".join(part.strip() for part in rest).strip()
    if not before.strip():
        return after.lstrip(_SEPARATORS), True  # @Shenbi, a fox
    if not after:
        return before.rstrip(_SEPARATORS).strip(), True
    return f"{before.rstrip()} {after}".strip(), True


# --- interactions


def _interaction(frame: DiscordObject, interaction: DiscordObject, identity: Identity) -> Decoded:
    match interaction.number("type"):
        case 2:
            decoded = decode_command(interaction, identity)
            return _as_message(decoded, interaction) if isinstance(decoded, Written) else decoded
        case 3:
            return _press(interaction, _action_in(interaction.require("data")), _message_id(interaction))
        case 5:
            submitted = decode_submission(frame, interaction, identity)
            if isinstance(submitted, Written):
                return _as_message(submitted, interaction)
            return _press(interaction, submitted.action, submitted.message_id, submitted.words)
        case kind:
            return Ignored("an interaction that is answered at once", {"type": str(kind)})


def _as_message(written: Written, interaction: DiscordObject) -> Message:
    """A command, or a form about a message, as what a person would have typed."""
    thread = new_thread(interaction) if written.wants_thread else None
    return Message(
        thread or conversation_of(interaction),
        sender_of(interaction),
        message_id=f"{INTERACTION_MARK}{interaction.id('id')}",
        text=written.line,
        images=written.images,
        reply_to=written.quote,
        direct=is_direct(interaction),
        addressed=True,
        sent_at=sent_at(interaction.id("id")),
        unreadable=written.unreadable,
        awaits_answer=True,
        pictures_allowed=pictures_allowed(interaction),
    )


def _press(interaction: DiscordObject, action: str, message_id: str, text: str = "") -> Press:
    if not action:
        raise ValueError("a press without an action")
    return Press(
        conversation_of(interaction),
        sender_of(interaction),
        action=action,
        message_id=message_id,
        direct=is_direct(interaction),
        sent_at=sent_at(interaction.id("id")),
        text=text,
        answer_to=f"{INTERACTION_MARK}{interaction.id('id')}",
        pictures_allowed=pictures_allowed(interaction),
    )


def _action_in(data: DiscordObject) -> str:
    """The action of a button, or of the option that was chosen in a select."""
    values = data.fields.get("values")
    chosen = {"action": values[0]} if isinstance(values, list) and values else {"action": data.text("custom_id")}
    action = DiscordObject(chosen).text("action")
    if len(action) > MAX_CUSTOM_ID:
        raise ValueError("an action that is too long to be ours")
    return action


def _message_id(interaction: DiscordObject) -> str:
    return interaction.require("message").id("id")


# --- chats


def _guild(guild: DiscordObject, *, added: bool) -> Decoded:
    """The bot was added to a server or removed from it. An unavailable server is one with an outage."""
    if guild.flag("unavailable"):
        return Ignored("an outage of a server")
    return BotMembership(Conversation(PLATFORM, guild.id("id")), active=added)


def _channel_deleted(channel: DiscordObject) -> Decoded:
    guild = channel.id_or_empty("guild_id")
    if not guild:
        return Ignored("a direct chat was closed")
    return BotMembership(Conversation(PLATFORM, guild, channel.id("id")), active=False)


def _member_removed(event: DiscordObject, identity: Identity) -> Decoded:
    user = event.require("user")
    if user.id("id") == identity.user_id:
        return Ignored("our own removal comes as GUILD_DELETE")
    return MemberLeft(Conversation(PLATFORM, event.id("guild_id")), person(user, None, is_admin=False))
