"""Sends events to the sessions of bots: who is told what, with how much of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from . import payloads
from .bits import Intents
from .cdn import Cdn
from .errors import Json
from .sessions import Session
from .state import Channel, Guild, Message, User
from .world import Bot, World


@dataclass(slots=True, repr=False)
class Delivery:
    """`duplicates`: so many of the next events come twice, as new numbers. `dropped`: so many do not come at all. `lost`:
    events that no session was there for."""

    world: World
    cdn: Cdn
    sessions: list[Session] = field(default_factory=list)
    duplicates: int = 0
    dropped: int = 0
    lost: list[str] = field(default_factory=list)

    def alive(self, bot: Bot) -> list[Session]:
        """The sessions of a bot that events are sent to, or kept for."""
        self.sessions = [one for one in self.sessions if one.is_alive]
        return [one for one in self.sessions if one.bot is bot]

    def tell(
        self, bot: Bot, event: str, body: Callable[[Session], Json], *, intents: int = 0, guild: Guild | None = None
    ) -> int:
        """Send an event to every session of a bot that covers the server and asked for it; to how many."""
        if event in ("MESSAGE_CREATE", "INTERACTION_CREATE"):
            if self.dropped:
                self.dropped -= 1
                return 0
            times = 2 if self.duplicates else 1
            self.duplicates = max(0, self.duplicates - 1)
        else:
            times = 1
        told = [one for one in self.alive(bot) if one.covers(guild) and (not intents or one.intents & intents)]
        for session in told:
            for _ in range(times):
                session.dispatch(event, body(session))
        if not told:
            self.lost.append(event)
        self.world.changed.notify()
        return len(told)

    def tell_readers(self, channel: Channel, event: str, body: Callable[[Session], Json]) -> None:
        """Send an event about a message to every bot that sees the channel."""
        intents = Intents.DIRECT_MESSAGES if channel.is_direct else Intents.GUILD_MESSAGES
        for bot in self.world.readers(channel):
            self.tell(bot, event, body, intents=intents, guild=channel.guild)

    # -- messages

    def may_read(self, bot: Bot, message: Message, *, content: bool) -> bool:
        """Whether a bot gets what is in a message. `content`: it has the intent."""
        if content or message.channel.is_direct or message.author is bot:
            return True
        return bot in message.mentions

    def message_json(self, bot: Bot, message: Message, *, content: bool, whole: bool = False) -> Json:
        """A message for one bot; `whole`: as in an interaction, where all of it is shown."""
        readable = whole or self.may_read(bot, message, content=content)
        body = payloads.message(message, self.cdn.url, readable=readable)
        if message.referenced is not None and not message.referenced.deleted:
            quoted = message.referenced
            shows = whole or self.may_read(bot, quoted, content=content or self.world.settings.reply_shows_stranger)
            body["referenced_message"] = payloads.message(quoted, self.cdn.url, readable=shows, refer=False)
        return body

    def message_event(self, event: str, message: Message) -> None:
        """MESSAGE_CREATE or MESSAGE_UPDATE, to all who see it."""
        if message.seen_by is not None:
            return

        def body(session: Session) -> Json:
            content = bool(session.intents & Intents.CONTENT)
            return self.message_json(session.bot, message, content=content) | self._where(message)

        self.tell_readers(message.channel, event, body)

    def _where(self, message: Message) -> Json:
        guild = message.channel.guild
        if guild is None:
            return {"channel_type": message.channel.type}
        author = guild.members.get(message.author.id)
        where: Json = {"guild_id": guild.id, "channel_type": message.channel.type}
        return where | ({"member": payloads.member(author, with_user=False)} if author else {})

    def message_deleted(self, message: Message) -> None:
        if message.seen_by is None:
            body: Json = {"id": message.id, "channel_id": message.channel.id}
            if message.channel.guild is not None:
                body["guild_id"] = message.channel.guild.id
            self.tell_readers(message.channel, "MESSAGE_DELETE", lambda _: body)

    # -- servers and channels

    def guild_create(self, session: Session, guild: Guild) -> None:
        if session.intents & Intents.GUILDS:
            session.dispatch("GUILD_CREATE", payloads.guild(guild, session.bot))

    def guild_joined(self, bot: Bot, guild: Guild) -> None:
        self.tell(bot, "GUILD_CREATE", lambda _: payloads.guild(guild, bot), intents=Intents.GUILDS, guild=guild)

    def guild_left(self, bot: Bot, guild: Guild, *, unavailable: bool) -> None:
        body: Json = {"id": guild.id} | ({"unavailable": True} if unavailable else {})
        self.tell(bot, "GUILD_DELETE", lambda _: body, intents=Intents.GUILDS, guild=guild)

    def channel_event(self, event: str, channel: Channel) -> None:
        """CHANNEL_CREATE, CHANNEL_DELETE, THREAD_CREATE and so on."""
        for bot in self.world.readers(channel):
            self.tell(bot, event, lambda _: payloads.channel(channel), intents=Intents.GUILDS, guild=channel.guild)

    def member_left(self, guild: Guild, who: User) -> None:
        body: Json = {"guild_id": guild.id, "user": payloads.user(who)}
        for bot in [one for one in self.world.bots.values() if one.id in guild.members]:
            self.tell(bot, "GUILD_MEMBER_REMOVE", lambda _: body, intents=Intents.MEMBERS, guild=guild)
