"""What the bot may do in channels, as the gateway tells it: messages do not say, other than interactions.

Kept in memory, for servers that this process was told of. Where a session was resumed after a restart nothing is known, and
nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.discord.identity import is_id

VIEW_CHANNEL, SEND_MESSAGES, ATTACH_FILES, SEND_IN_THREADS, ADMINISTRATOR = 1 << 10, 1 << 11, 1 << 15, 1 << 38, 1 << 3
ROLE, MEMBER = 0, 1
"""Whom an overwrite of a channel concerns."""
THREADS: Final = frozenset({10, 11, 12})

Json = Mapping[str, Any]


@dataclass(slots=True)
class _Guild:
    """`channels`: the overwrites by channel, as (whom, allow, deny); `parents`: the channels of threads."""

    id: str
    owner: str
    roles: dict[str, int] = field(default_factory=dict)
    own_roles: frozenset[str] = frozenset()
    channels: dict[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)


class KnownRights:
    """The rights of one bot in the servers of one session."""

    def __init__(self) -> None:
        self._guilds: dict[str, _Guild] = {}

    def clear(self) -> None:
        """A session begins: the gateway sends all servers again."""
        self._guilds.clear()

    def note(self, name: str, data: Json, bot_id: str) -> None:
        """Learn from an event. What is not understood is left out."""
        guild_id = _id(data, "id" if name in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE") else "guild_id")
        if name == "GUILD_CREATE" and guild_id and data.get("unavailable") is not True:
            self._guilds[guild_id] = _guild_of(data, guild_id, bot_id)
            return
        guild = self._guilds.get(guild_id)
        if guild is None:
            return
        match name:
            case "GUILD_DELETE":
                del self._guilds[guild_id]
            case "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE":
                _note_roles(guild, [data.get("role")])
            case "GUILD_ROLE_DELETE":
                guild.roles.pop(_id(data, "role_id"), None)
            case "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE":
                _note_channels(guild, [data], bot_id)
            case "CHANNEL_DELETE" | "THREAD_DELETE":
                guild.channels.pop(_id(data, "id"), None)
                guild.parents.pop(_id(data, "id"), None)
            case "GUILD_MEMBER_UPDATE" if _id(_object(data, "user"), "id") == bot_id:
                guild.own_roles = _roles_in(data)

    def pictures_allowed(self, guild_id: str, channel_id: str, bot_id: str) -> bool | None:
        """Whether the bot may post pictures in a channel of a server; None if that is not known."""
        guild = self._guilds.get(guild_id)
        if guild is None:
            return None
        is_thread = channel_id in guild.parents
        channel = guild.parents.get(channel_id, channel_id)
        if channel not in guild.channels:
            return None
        needed = VIEW_CHANNEL | ATTACH_FILES | (SEND_IN_THREADS if is_thread else SEND_MESSAGES)
        return _rights(guild, channel, bot_id) & needed == needed


def _rights(guild: _Guild, channel: str, bot_id: str) -> int:
    """The rights in a channel: those of the roles, then the channel's overwrites for everybody, for roles, for the bot (API,
    permission overwrites)."""
    base = guild.roles.get(guild.id, 0)
    for role in guild.own_roles:
        base |= guild.roles.get(role, 0)
    if base & ADMINISTRATOR or guild.owner == bot_id:
        return -1
    overwrites = guild.channels[channel]
    for group in ({guild.id}, guild.own_roles, {bot_id}):
        found = [one for one in overwrites if one[0] in group]
        for _, _, deny in found:
            base &= ~deny
        for _, allow, _ in found:
            base |= allow
    return base


def _guild_of(data: Json, guild_id: str, bot_id: str) -> _Guild:
    guild = _Guild(guild_id, _id(data, "owner_id"))
    _note_roles(guild, _list(data, "roles"))
    own = (one for one in _list(data, "members") if isinstance(one, dict) and _id(_object(one, "user"), "id") == bot_id)
    guild.own_roles = _roles_in(next(own, {}))
    _note_channels(guild, [*_list(data, "channels"), *_list(data, "threads")], bot_id)
    return guild


def _note_roles(guild: _Guild, roles: Iterable[object]) -> None:
    for role in roles:
        if isinstance(role, dict):
            guild.roles[_id(role, "id")] = _bits(role, "permissions")


def _note_channels(guild: _Guild, channels: Iterable[object], bot_id: str) -> None:
    for channel in channels:
        if not isinstance(channel, dict) or not (channel_id := _id(channel, "id")):
            continue
        if channel.get("type") in THREADS:
            guild.parents[channel_id] = _id(channel, "parent_id")
            continue
        listed = [one for one in _list(channel, "permission_overwrites") if isinstance(one, dict)]
        guild.channels[channel_id] = tuple(
            (_id(one, "id"), _bits(one, "allow"), _bits(one, "deny"))
            for one in listed
            if one.get("type") == ROLE or _id(one, "id") == bot_id
        )


def _roles_in(member: Json) -> frozenset[str]:
    return frozenset(filter(is_id, _list(member, "roles")))


def _list(data: Json, name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _object(data: Json, name: str) -> Json:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _id(data: Json, name: str) -> str:
    value = data.get(name)
    return value if is_id(value) else ""


def _bits(data: Json, name: str) -> int:
    """A set of permissions, a number in text."""
    value = data.get(name)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 40 else 0
