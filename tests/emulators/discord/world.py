"""Everything that exists in one emulated Discord, and how things are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.emulators.clock import Clock
from tests.emulators.waiting import Signal, Tasks

from .bits import ChannelType
from .errors import ApiError, Json
from .faults import FaultPlan
from .ids import Ids
from .recorder import Recorder
from .settings import Settings
from .state import Channel, Guild, Message, User

if TYPE_CHECKING:
    from .interactions import Interaction
    from .people import Person


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Bot(User):
    """A bot. `application_id` differs from its own id, as with old applications. `privileged`: the intents that its owner
    switched on."""

    token: str
    application_id: str
    privileged: int
    commands: dict[str, Json] = field(default_factory=dict)
    """Global commands by id."""
    guild_commands: dict[str, dict[str, Json]] = field(default_factory=dict)
    creates_of_day: list[float] = field(default_factory=list)
    identified_at: list[float] = field(default_factory=list)
    installed_for: set[str] = field(default_factory=set)
    """Ids of people who installed it for themselves."""

    def commands_in(self, guild: Guild | None) -> list[Json]:
        """The commands that are offered in a server, or in a direct conversation."""
        own = self.guild_commands.get(guild.id, {}) if guild else {}
        return [*own.values(), *self.commands.values()]


@dataclass(slots=True, repr=False)
class World:
    """State that all parts share."""

    clock: Clock
    settings: Settings
    ids: Ids
    recorder: Recorder
    faults: FaultPlan = field(default_factory=FaultPlan)
    changed: Signal = field(default_factory=Signal)
    tasks: Tasks = field(default_factory=Tasks)
    bots: dict[str, Bot] = field(default_factory=dict)
    """By token."""
    people: dict[str, Person] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    by_token: dict[str, Interaction] = field(default_factory=dict)
    origin: str = ""
    gateway_url: str = ""
    resume_url: str = ""

    def now(self) -> float:
        return self.clock.now()

    def violate(self, kind: str, detail: str) -> None:
        """Record something that only a mistake leads to, or that a person would see as broken."""
        self.recorder.violate(self.now(), kind, detail)
        self.changed.notify()

    def user(self, user_id: str) -> User | None:
        """A person or a bot."""
        if person := self.people.get(user_id):
            return person
        return next((bot for bot in self.bots.values() if bot.id == user_id), None)

    def channel(self, channel_id: str) -> Channel:
        """Raises: ApiError 10003."""
        channel = self.channels.get(channel_id)
        if channel is None or channel.deleted:
            raise ApiError(10003)
        return channel

    def message(self, channel: Channel, message_id: str) -> Message:
        """A message that all can see. Raises: ApiError 10008."""
        message = channel.all_messages.get(message_id)
        if message is None or message.deleted or message.seen_by is not None:
            raise ApiError(10008)
        return message

    def dm(self, bot: Bot, person: User) -> Channel:
        """The direct conversation of a bot and a person; made when it is first asked for."""
        for channel in self.channels.values():
            if channel.type == ChannelType.DM and bot in channel.recipients and person in channel.recipients:
                return channel
        channel = Channel(self.ids.new(), ChannelType.DM, self.changed, recipients=[person, bot])
        self.channels[channel.id] = channel
        return channel

    def shared_guilds(self, one: User, other: User) -> Iterator[Guild]:
        """The servers where both are."""
        return (guild for guild in self.guilds.values() if one.id in guild.members and other.id in guild.members)

    def readers(self, channel: Channel) -> Iterable[Bot]:
        """The bots that are told of what happens in a channel."""
        return [bot for bot in self.bots.values() if channel.sees(bot)]
