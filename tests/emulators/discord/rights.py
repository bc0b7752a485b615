"""What a bot may do in a channel with its own token."""

from __future__ import annotations

from dataclasses import dataclass

from .bits import ChannelType, Permissions
from .drafts import Draft
from .errors import ApiError
from .state import Channel
from .world import Bot, World


@dataclass(slots=True, repr=False)
class Rights:
    """Raises what the service refuses."""

    world: World

    def may_write(self, bot: Bot, channel: Channel) -> None:
        """Whether a bot may send a message here with its own token. Raises: ApiError."""
        self.may_see(bot, channel)
        if channel.type == ChannelType.FORUM:
            raise ApiError(40058)
        if channel.type == ChannelType.DM:
            self._may_write_to(bot, channel)
            return
        if channel.is_thread and channel.locked and not channel.can(bot, Permissions.MANAGE_THREADS):
            raise ApiError(160005)
        needed = Permissions.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permissions.SEND_MESSAGES
        self.needs(bot, channel, needed)

    def _may_write_to(self, bot: Bot, channel: Channel) -> None:
        person = next(account for account in channel.recipients if not account.is_bot)
        reachable = any(self.world.shared_guilds(bot, person)) or person.id in bot.installed_for
        if not reachable or bot.id in self.world.people[person.id].blocked:
            raise ApiError(50007)

    @staticmethod
    def may_see(bot: Bot, channel: Channel) -> None:
        """Raises: ApiError 50001."""
        if not channel.sees(bot):
            raise ApiError(50001)

    @staticmethod
    def needs(bot: Bot, channel: Channel, permission: int) -> None:
        """Raises: ApiError 50013."""
        if not channel.can(bot, permission):
            raise ApiError(50013)

    def check_contents(self, bot: Bot, channel: Channel, draft: Draft) -> None:
        """Whether it may send files and embeds. Raises: ApiError 50013."""
        if draft.files and channel.guild is not None:
            self.needs(bot, channel, Permissions.ATTACH_FILES)
        if draft.embeds and channel.guild is not None:
            self.needs(bot, channel, Permissions.EMBED_LINKS)
