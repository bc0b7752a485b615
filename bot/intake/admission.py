"""Who may use the bot at all, and of which rank they are: by the settings (`access`), and by what admins gave by command."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.access import NamedRanks, Rank, admits, rank_of
from bot.access.ranks import RANK_WORDS
from bot.adapter_api import Conversation, Sender
from bot.store import Tx
from bot.store.rows import PersonRow
from config.settings import Access

ROOM = "web"
"""The platform of the room in the browser, which has its own login: the allow-lists are not for it."""


def address_of(person: PersonRow | Sender) -> str:
    """A person as the settings name them: `telegram:123`."""
    return f"{person.platform}:{person.user_id}"


@dataclass(frozen=True)
class Admission:
    """The policy's `admits` and `rank_of`, with the settings and the stored ranks."""

    access: Access

    @cached_property
    def named(self) -> NamedRanks:
        """The ranks that the settings give."""
        return NamedRanks(self.access.owners, self.access.admins, self.access.moderators)

    def is_listed(self, sender: Sender, where: Conversation) -> bool:
        """Whether the settings admit this person, or everybody in this chat."""
        return (
            where.platform == ROOM
            or admits(
                people=self.access.people,
                chats=self.access.chats,
                person=address_of(sender),
                chat=f"{where.platform}:{where.chat_id}",
            )
            or self.named.of(address_of(sender)) > Rank.GUEST
        )

    def is_admitted(self, tx: Tx, sender: Sender, where: Conversation) -> bool:
        """Whether they may use the bot: listed, given a rank, or as a guest."""
        if self.access.guests or self.is_listed(sender, where):
            return True
        return tx.value("people.given_rank", platform=sender.platform, user_id=sender.user_id) in RANK_WORDS

    def rank(self, person: PersonRow, sender: Sender, where: Conversation) -> Rank:
        """The rank of who speaks there."""
        return rank_of(self.named, address_of(sender), person.rank, guest=not self.is_listed(sender, where))

    def rank_anywhere(self, person: PersonRow) -> Rank:
        """The rank of a person, wherever they speak: that of somebody who is listed, unless they were made a guest."""
        return rank_of(self.named, address_of(person), person.rank)
