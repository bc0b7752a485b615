"""Who is listed in the settings (`access`), and of which rank a person is in a chat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.access import NamedRanks, Rank, admits, rank_of
from config.settings import Access

ROOM = "web"
"""The platform of the room in the browser, which has its own login: the allow-lists are not for it."""


@dataclass(frozen=True)
class Membership:
    """The policy's `admits` and `rank_of` with the settings."""

    access: Access

    @cached_property
    def named(self) -> NamedRanks:
        """The ranks that the settings give."""
        return NamedRanks(self.access.owners, self.access.admins, self.access.moderators)

    def is_listed(self, platform: str, user_id: str, chat_id: str) -> bool:
        """Whether the settings admit this person, or everybody in this chat."""
        person = f"{platform}:{user_id}"
        return (
            platform == ROOM
            or admits(people=self.access.people, chats=self.access.chats, person=person, chat=f"{platform}:{chat_id}")
            or self.named.of(person) > Rank.GUEST
        )

    def rank(self, platform: str, user_id: str, stored: str, chat_id: str) -> Rank:
        """The rank of a person who speaks in a chat; `stored`: what was given by command."""
        listed = self.is_listed(platform, user_id, chat_id)
        return rank_of(self.named, f"{platform}:{user_id}", stored, guest=not listed)
