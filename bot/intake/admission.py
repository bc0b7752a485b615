"""Who may use the bot at all, and of which rank they are: by the settings (`access`), and by what admins gave by command."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.access import Rank, rank_of
from bot.access.ranks import RANK_WORDS
from bot.adapter_api import Conversation, Sender
from bot.jobs.membership import Membership
from bot.store import Tx
from bot.store.rows import PersonRow
from config.settings import Access


def address_of(person: PersonRow | Sender) -> str:
    """A person as the settings name them: `telegram:123`."""
    return f"{person.platform}:{person.user_id}"


@dataclass(frozen=True)
class Admission:
    """The policy's `admits` and `rank_of`, with the settings and the stored ranks."""

    access: Access

    @cached_property
    def membership(self) -> Membership:
        """Who is listed, and the ranks that the settings give."""
        return Membership(self.access)

    def is_listed(self, sender: Sender, where: Conversation) -> bool:
        """Whether the settings admit this person, or everybody in this chat."""
        return self.membership.is_listed(where.platform, sender.user_id, where.chat_id)

    def is_admitted(self, tx: Tx, sender: Sender, where: Conversation) -> bool:
        """Whether they may use the bot: listed, given a rank, or as a guest."""
        if self.access.guests or self.is_listed(sender, where):
            return True
        return tx.value("people.given_rank", platform=sender.platform, user_id=sender.user_id) in RANK_WORDS

    def rank(self, person: PersonRow, sender: Sender, where: Conversation) -> Rank:
        """The rank of who speaks there."""
        return self.membership.rank(where.platform, sender.user_id, person.rank, where.chat_id)

    def rank_anywhere(self, person: PersonRow) -> Rank:
        """The rank of a person, wherever they speak: that of somebody who is listed, unless they were made a guest."""
        return rank_of(self.membership.named, address_of(person), person.rank)
