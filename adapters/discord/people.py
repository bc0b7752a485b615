"""Who acted, and where. Pure."""

from __future__ import annotations

from adapters.discord.identity import is_id
from adapters.discord.limits import PLATFORM
from adapters.discord.reading import DiscordObject
from adapters.discord.rights import ADMINISTRATOR, ATTACH_FILES
from bot.adapter_api import Conversation, Sender

MANAGE_GUILD, CREATE_PUBLIC_THREADS = 1 << 5, 1 << 35
TEXT_CHANNEL, GROUP_CHANNEL, ANNOUNCEMENT_CHANNEL = 0, 3, 5
NEW_THREAD = "new"
CONTEXT_BOT_DM = 1


def conversation_of(event: DiscordObject) -> Conversation:
    """A channel or thread of a server: the server with the channel as its thread, so that being removed, access lists and
    people who leave concern the server, and settings and sessions the channel. A direct chat has no server."""
    channel, guild = event.id("channel_id"), event.id_or_empty("guild_id")
    return Conversation(PLATFORM, guild, channel) if guild else Conversation(PLATFORM, channel)


def new_thread(interaction: DiscordObject) -> Conversation | None:
    """The address of a thread that is to be opened for an interaction; None where the bot cannot open one: in a direct chat,
    in a thread, without the right."""
    channel = interaction.object("channel")
    guild, rights = interaction.id_or_empty("guild_id"), interaction.bits("app_permissions")
    may = bool(rights & (CREATE_PUBLIC_THREADS | ADMINISTRATOR))
    if not guild or channel is None or channel.number("type") not in (TEXT_CHANNEL, ANNOUNCEMENT_CHANNEL) or not may:
        return None
    return Conversation(PLATFORM, guild, f"{NEW_THREAD}-{interaction.id('channel_id')}-{interaction.id('id')}")


def parent_of(conversation: Conversation) -> str:
    """The channel in which a thread is to be opened; empty for a conversation that is there."""
    prefix, _, rest = conversation.thread_id.partition("-")
    channel, _, interaction = rest.partition("-")
    return channel if prefix == NEW_THREAD and is_id(channel) and is_id(interaction) else ""


def is_direct(event: DiscordObject) -> bool:
    """Whether the event comes from the one-to-one chat with the bot; a direct chat of other people is none."""
    if event.id_or_empty("guild_id"):
        return False
    if "context" in event:
        return event.number("context") == CONTEXT_BOT_DM
    channel = event.object("channel")
    kind = event.number("channel_type") or (channel.number("type") if channel else 0)
    return kind != GROUP_CHANNEL


def pictures_allowed(interaction: DiscordObject) -> bool | None:
    """Whether the bot may post pictures where an interaction comes from; None if it does not tell. In direct chats nobody can
    forbid it."""
    if "app_permissions" not in interaction or not interaction.id_or_empty("guild_id"):
        return None
    return bool(interaction.bits("app_permissions") & (ATTACH_FILES | ADMINISTRATOR))


def sender_of(event: DiscordObject) -> Sender:
    """Who caused an interaction. It tells their rights and the language of their client each time."""
    member = event.object("member")
    user = member.require("user") if member else event.require("user")
    rights = member.bits("permissions") if member else 0
    return person(
        user, member, is_admin=bool(rights & (ADMINISTRATOR | MANAGE_GUILD)), language=event.text("locale")[:16]
    )


def author_of(message: DiscordObject) -> Sender:
    """Who wrote a message. Its `member` has no rights, so that whether they are an admin is not known; in a direct chat
    nobody is."""
    is_admin = None if message.id_or_empty("guild_id") else False
    return person(message.require("author"), message.object("member"), is_admin=is_admin)


def person(user: DiscordObject, member: DiscordObject | None, *, is_admin: bool | None, language: str = "") -> Sender:
    """A person by the name that is shown in this server, or else everywhere."""
    name = (member.text("nick") if member else "") or user.text("global_name") or user.text("username")
    return Sender(PLATFORM, user.id("id"), name[:100], language, is_admin=is_admin)
