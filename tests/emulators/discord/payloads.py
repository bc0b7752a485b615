"""Objects as they go over the wire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from .bits import ChannelType
from .contents import Attachment
from .errors import Json
from .state import Channel, Guild, Member, Message, User
from .world import Bot

UrlOf = Callable[[Attachment], str]


def iso(moment: float) -> str:
    """A time as Discord writes it."""
    return dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec="microseconds")


def user(account: User) -> Json:
    body: Json = {
        "id": account.id,
        "username": account.username,
        "discriminator": "0" if not account.is_bot else "0042",
        "global_name": account.global_name,
        "avatar": None,
        "avatar_decoration_data": None,
        "public_flags": 0,
        "primary_guild": None,
    }
    return body | {"bot": True} if account.is_bot else body


def member(one: Member, *, with_user: bool = True) -> Json:
    body: Json = {
        "nick": one.nick,
        "roles": [one.role_id],
        "joined_at": iso(one.joined_at),
        "premium_since": None,
        "avatar": None,
        "banner": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "communication_disabled_until": None,
    }
    return body | {"user": user(one.user)} if with_user else body


def role(role_id: str, name: str, permissions: int, position: int, bot: Bot | None = None) -> Json:
    return {
        "id": role_id,
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(int(permissions)),
        "managed": bot is not None,
        "mentionable": False,
        "flags": 0,
        **({"tags": {"bot_id": bot.id}} if bot else {}),
    }


def roles(guild: Guild) -> list[Json]:
    """@everyone, whose id is the server's, and one role for each member."""
    made = [role(guild.id, "@everyone", guild.everyone, 0)]
    for position, one in enumerate(guild.members.values(), 1):
        bot = one.user if isinstance(one.user, Bot) else None
        made.append(role(one.role_id, one.user.username, one.permissions, position, bot))
    return made


def channel(one: Channel) -> Json:
    body: Json = {"id": one.id, "type": one.type, "last_message_id": next(reversed(one.all_messages), None), "flags": 0}
    if one.is_direct:
        bot_free = [user(account) for account in one.recipients if not account.is_bot]
        return body | {"recipients": bot_free, "last_pin_timestamp": None}
    assert one.guild is not None
    body |= {
        "guild_id": one.guild.id,
        "name": one.name,
        "parent_id": one.parent.id if one.parent else None,
        "rate_limit_per_user": one.slow_mode_s,
        "last_pin_timestamp": None,
    }
    if one.is_thread:
        return body | _thread(one)
    return body | {
        "position": 0,
        "topic": None,
        "nsfw": False,
        "permission_overwrites": [
            {"id": account_id, "type": 1, "allow": str(int(over.allow)), "deny": str(int(over.deny))}
            for account_id, over in one.overwrites.items()
        ],
    }


def _thread(one: Channel) -> Json:
    return {
        "owner_id": one.owner.id if one.owner else "0",
        "message_count": len(one.all_messages),
        "member_count": 1,
        "total_message_sent": len(one.all_messages),
        "thread_metadata": {
            "archived": one.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": iso(0),
            "locked": one.locked,
            "create_timestamp": iso(0),
            **({"invitable": True} if one.type == ChannelType.PRIVATE_THREAD else {}),
        },
    }


def guild(one: Guild, reader: User) -> Json:
    """A server as GUILD_CREATE brings it: with the channels that `reader` sees and only its own member."""
    visible = [place for place in one.channels.values() if not place.deleted and place.sees(reader)]
    own = one.members[reader.id]
    return {
        "id": one.id,
        "name": one.name,
        "icon": None,
        "icon_hash": None,
        "splash": None,
        "discovery_splash": None,
        # Never the reader without being it: an owner may do everything.
        "owner_id": one.owner.id if one.owner else one.id,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": roles(one),
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "max_presences": None,
        "max_members": 500_000,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "nsfw_level": 0,
        "nsfw": False,
        "premium_progress_bar_enabled": False,
        "incidents_data": None,
        "joined_at": iso(own.joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "voice_states": [],
        "members": [member(own)],
        "channels": [channel(place) for place in visible if not place.is_thread],
        "threads": [channel(place) for place in visible if place.is_thread and not place.archived],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment(one: Attachment, url_of: UrlOf) -> Json:
    body: Json = {"id": one.id, "filename": one.filename, "size": len(one.data), "url": url_of(one)}
    body |= {"proxy_url": body["url"], "flags": 1 << 3 if one.is_spoiler else 0}
    if one.content_type:
        body["content_type"] = one.content_type
    if one.description:
        body["description"] = one.description
    if one.size is not None:
        body |= {"width": one.size[0], "height": one.size[1]}
    return body | ({"is_spoiler": True} if one.is_spoiler else {})


def message(one: Message, url_of: UrlOf, *, readable: bool = True, refer: bool = True) -> Json:
    """A message; unless `readable`, without what is in it, as a bot without the content intent gets it."""
    body: Json = {
        "id": one.id,
        "channel_id": one.channel.id,
        "author": user(one.author),
        "content": one.content if readable else "",
        "timestamp": iso(one.at),
        "edited_timestamp": iso(one.edited_at) if one.edited_at else None,
        "tts": False,
        "mention_everyone": "everyone" in one.pinged,
        "mentions": [user(account) for account in one.mentions],
        "mention_roles": [],
        "mention_channels": [],
        "attachments": [attachment(a, url_of) for a in one.attachments if not a.hidden] if readable else [],
        "embeds": one.embeds if readable else [],
        "components": one.components if readable else [],
        "pinned": False,
        "type": one.type,
        "flags": one.flags,
    }
    if one.nonce is not None:
        body["nonce"] = one.nonce
    if one.webhook_id is not None:
        body |= {"webhook_id": one.webhook_id, "application_id": one.webhook_id}
    if one.interaction is not None:
        body["interaction_metadata"] = one.interaction.metadata()
    if one.snapshots:
        body["message_snapshots"] = [{"message": _snapshot(shot, url_of, readable)} for shot in one.snapshots]
    if one.reference is not None:
        body["message_reference"] = one.reference
    if one.type in (19, 23) and refer:
        body["referenced_message"] = None
    return body


def _snapshot(one: Message, url_of: UrlOf, readable: bool) -> Json:
    whole = message(one, url_of, readable=readable, refer=False)
    names = ("content", "timestamp", "edited_timestamp", "attachments", "embeds", "components", "flags", "type")
    return {name: whole[name] for name in names} | {"mentions": [], "mention_roles": []}
