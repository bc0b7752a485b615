"""Endpoints of channels, threads and direct conversations."""

from __future__ import annotations

from dataclasses import dataclass

from . import payloads
from .bits import ChannelType, Flags, Permissions
from .errors import ApiError, Form
from .posting import Posting
from .state import Channel, Message
from .wire import Answer, Call, Endpoint
from .world import Bot, World

_MAJOR = ("channel",)


@dataclass(slots=True, repr=False)
class Channels:
    """With a bot's own token."""

    world: World
    posting: Posting

    def endpoints(self) -> list[Endpoint]:
        one, under = "/channels/{channel}", "/channels/{channel}/messages/{message}/threads"
        return [
            Endpoint("channel.get", "GET", one, self._get, major=_MAJOR),
            Endpoint("channel.edit", "PATCH", one, self._edit, major=_MAJOR),
            Endpoint("channel.typing", "POST", f"{one}/typing", self._typing, major=_MAJOR),
            Endpoint("thread.create", "POST", f"{one}/threads", self._thread, major=_MAJOR),
            Endpoint("thread.create", "POST", under, self._thread_of_message, major=_MAJOR),
            Endpoint("thread.join", "PUT", f"{one}/thread-members/@me", self._join, major=_MAJOR),
            Endpoint("dm.open", "POST", "/users/@me/channels", self._open_dm),
            Endpoint("guild.get", "GET", "/guilds/{guild}", self._guild, major=("guild",)),
            Endpoint("guild.channels", "GET", "/guilds/{guild}/channels", self._guild_channels, major=("guild",)),
            Endpoint("guild.member", "GET", "/guilds/{guild}/members/{user}", self._member, major=("guild",)),
            Endpoint("guild.leave", "DELETE", "/users/@me/guilds/{guild}", self._leave),
        ]

    def _seen(self, call: Call) -> Channel:
        channel = self.world.channel(call.match["channel"])
        self.posting.rights.may_see(call.caller, channel)
        return channel

    async def _get(self, call: Call) -> Answer:
        return Answer(payloads.channel(self._seen(call)))

    async def _edit(self, call: Call) -> Answer:
        """Archive, lock or rename a thread."""
        channel, bot = self._seen(call), call.caller
        if not channel.is_thread:
            raise ApiError(50013)
        own = channel.owner is bot
        if not own or "locked" in call.object:
            self.posting.rights.needs(bot, channel, Permissions.MANAGE_THREADS)
        if channel.archived and call.object.get("archived", True):
            raise ApiError(50083)
        channel.archived = bool(call.object.get("archived", channel.archived))
        channel.locked = bool(call.object.get("locked", channel.locked))
        channel.name = call.object.get("name", channel.name)
        self.posting.delivery.channel_event("THREAD_UPDATE", channel)
        return Answer(payloads.channel(channel))

    async def _typing(self, call: Call) -> Answer:
        channel = self._seen(call)
        self.posting.rights.may_write(call.caller, channel)
        channel.typing.append((self.world.now(), call.caller))
        return Answer.nothing()

    # -- threads

    async def _thread(self, call: Call) -> Answer:
        channel = self._seen(call)
        kind = call.object.get("type", ChannelType.PRIVATE_THREAD)
        private = kind == ChannelType.PRIVATE_THREAD
        needed = Permissions.CREATE_PRIVATE_THREADS if private else Permissions.CREATE_PUBLIC_THREADS
        return Answer(payloads.channel(self._new_thread(call, channel, kind, needed, self.world.ids.new())), 201)

    async def _thread_of_message(self, call: Call) -> Answer:
        channel = self._seen(call)
        message = self.world.message(channel, call.match["message"])
        if message.id in self.world.channels:
            raise ApiError(160004)
        kind = (
            ChannelType.ANNOUNCEMENT_THREAD if channel.type == ChannelType.ANNOUNCEMENT else ChannelType.PUBLIC_THREAD
        )
        thread = self._new_thread(call, channel, kind, Permissions.CREATE_PUBLIC_THREADS, message.id, message)
        return Answer(payloads.channel(thread), 201)

    def _new_thread(
        self, call: Call, channel: Channel, kind: int, needed: int, thread_id: str, of: Message | None = None
    ) -> Channel:
        if channel.type not in (ChannelType.TEXT, ChannelType.ANNOUNCEMENT):
            raise ApiError(50024)
        self.posting.rights.needs(call.caller, channel, needed)
        form = Form()
        form.length("name", call.object.get("name"), 1, 100)
        if call.object.get("auto_archive_duration", 60) not in (60, 1440, 4320, 10080):
            form.wrong("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).")
        form.done()
        if of is not None:
            of.flags |= Flags.HAS_THREAD
        return self.open_thread(channel, call.object["name"], call.caller, kind, thread_id)

    def open_thread(self, channel: Channel, name: str, owner: object, kind: int, thread_id: str) -> Channel:
        """Make a thread in a channel, and tell of it."""
        assert channel.guild is not None
        thread = Channel(thread_id, kind, self.world.changed, name, channel.guild, channel)
        thread.owner = next((one.user for one in channel.guild.members.values() if one.user is owner), None)
        channel.guild.channels[thread.id] = self.world.channels[thread.id] = thread
        self.posting.delivery.channel_event("THREAD_CREATE", thread)
        return thread

    async def _join(self, call: Call) -> Answer:
        if not self._seen(call).is_thread:
            raise ApiError(50024)
        return Answer.nothing()

    # -- direct conversations

    async def _open_dm(self, call: Call) -> Answer:
        """Opening always succeeds; whether the person can be written to, the first message shows."""
        person = self.world.people.get(str(call.object.get("recipient_id")))
        if person is None:
            raise ApiError(10013)
        self.posting.buckets.check("dms_opened", (call.caller.id,), self.world.now(), code=40003)
        return Answer(payloads.channel(self.world.dm(call.caller, person)))

    # -- servers

    def _guild_of(self, call: Call, bot: Bot) -> str:
        guild = self.world.guilds.get(call.match["guild"])
        if guild is None:
            raise ApiError(10004)
        if bot.id not in guild.members:
            raise ApiError(50001)
        return guild.id

    async def _guild(self, call: Call) -> Answer:
        guild = self.world.guilds[self._guild_of(call, call.caller)]
        return Answer(payloads.guild(guild, call.caller))

    async def _guild_channels(self, call: Call) -> Answer:
        guild = self.world.guilds[self._guild_of(call, call.caller)]
        seen = [
            one for one in guild.channels.values() if one.sees(call.caller) and not one.is_thread and not one.deleted
        ]
        return Answer([payloads.channel(one) for one in seen])

    async def _member(self, call: Call) -> Answer:
        guild = self.world.guilds[self._guild_of(call, call.caller)]
        member = guild.members.get(call.match["user"])
        if member is None:
            raise ApiError(10013)
        return Answer(payloads.member(member))

    async def _leave(self, call: Call) -> Answer:
        guild = self.world.guilds[self._guild_of(call, call.caller)]
        del guild.members[call.caller.id]
        self.posting.delivery.guild_left(call.caller, guild, unavailable=False)
        return Answer.nothing()
