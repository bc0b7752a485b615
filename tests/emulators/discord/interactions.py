"""Interactions: what a person asked for by a command, a button, a form or by typing, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from . import payloads
from .bits import ChannelType, Permissions
from .errors import Json
from .state import Channel, Guild, Message

if TYPE_CHECKING:
    from .people import Person
    from .world import Bot, World


class Kind(IntEnum):
    """Types of interactions."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """Types of answers."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """One interaction. `by_user_install`: the bot is installed for the person and not in the server. `target`: the message
    of a message command; `message`: the one whose button was pressed."""

    world: World
    id: str
    token: str
    kind: Kind
    bot: Bot
    person: Person
    channel: Channel
    at: float
    data: Json
    message: Message | None = None
    target: Message | None = None
    by_user_install: bool = False
    parent: Interaction | None = None
    """The interaction that opened the form which this one submits."""

    answer: Callback | None = None
    answered_at: float = 0.0
    original: Message | None = None
    """The message that answers it: `@original`."""
    ephemeral: bool = False
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None
    delivered: int = 0
    """To how many sessions it was sent."""

    @property
    def guild(self) -> Guild | None:
        return self.channel.guild

    @property
    def is_failed(self) -> bool:
        """Whether the person was told that the bot did not respond."""
        waited = self.world.now() - self.at
        if self.answer is None:
            return waited > self.world.settings.callback_within_s
        loading = self.original is not None and not self.original.deleted and self.original.is_loading
        return loading and waited > self.world.settings.token_life_s

    @property
    def ack_latency_s(self) -> float:
        """How long the first answer took."""
        assert self.answer is not None, "it was not answered"
        return self.answered_at - self.at

    @property
    def is_writable(self) -> bool:
        """Whether its token is still good."""
        return self.world.now() - self.at < self.world.settings.token_life_s

    async def answered(self, timeout: float = 60.0) -> Callback:
        """Wait (real seconds) for the first answer. Raises: TimeoutError."""
        return await self.world.changed.wait_until(lambda: self.answer, timeout, f"an answer to {self!r}")

    async def shown(self, timeout: float = 60.0) -> Message:
        """Wait (real seconds) until the answer is a message with something in it. Raises: TimeoutError."""

        def probe() -> Message | None:
            return self.original if self.original is not None and not self.original.is_loading else None

        return await self.world.changed.wait_until(probe, timeout, f"a message that answers {self!r}")

    def metadata(self) -> Json:
        """What a message tells of the interaction that it answers."""
        return {
            "id": self.id,
            "type": int(self.kind),
            "user": payloads.user(self.person),
            "authorizing_integration_owners": self._owners(),
            **({"name": self.data["name"]} if "name" in self.data else {}),
        }

    def _owners(self) -> dict[str, str]:
        owners = {"1": self.person.id} if self.person.id in self.bot.installed_for else {}
        if not self.by_user_install:
            owners["0"] = self.guild.id if self.guild else "0"
        return owners

    def payload(self) -> Json:
        """What INTERACTION_CREATE brings."""
        body: Json = {
            "id": self.id,
            "application_id": self.bot.application_id,
            "type": int(self.kind),
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": self.channel.id,
            "channel": self._channel(),
            "locale": self.person.locale,
            "app_permissions": str(int(self.app_permissions)),
            "context": 1 if self.channel.type == ChannelType.DM else 2 if self.channel.is_direct else 0,
            "authorizing_integration_owners": self._owners(),
            "attachment_size_limit": self.file_max_bytes,
            "entitlements": [],
            "entitlement_sku_ids": [],
        }
        if self.guild is None:
            body["user"] = payloads.user(self.person)
        else:
            one = self.guild.members[self.person.id]
            permissions = str(int(self.channel.permissions_of(self.person)))
            body["member"] = payloads.member(one) | {"permissions": permissions}
            body |= {"guild_id": self.guild.id, "guild_locale": self.guild.locale}
            body["guild"] = {"id": self.guild.id, "locale": self.guild.locale, "features": []}
        return body

    def _channel(self) -> Json:
        body = payloads.channel(self.channel)
        if self.guild is not None:
            body["permissions"] = str(int(self.channel.permissions_of(self.person)))
        return body

    @property
    def app_permissions(self) -> int:
        """What the bot may do where the interaction comes from."""
        if self.guild is None or not self.by_user_install:
            return self.channel.permissions_of(self.bot)
        return int(Permissions.EMBED_LINKS | Permissions.ATTACH_FILES) & self.channel.permissions_of(self.person)

    @property
    def file_max_bytes(self) -> int:
        return self.guild.file_max_bytes if self.guild else self.world.settings.file_max_bytes

    def __repr__(self) -> str:
        what = self.data.get("name") or self.data.get("custom_id")
        return f"<{self.kind.name.lower()} {what!r} of {self.person.username}>"
