"""Ranks: what a person may do with this installation as a whole, whatever they own and wherever they speak."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """Ranks in ascending order; each may do what those below it may."""

    GUEST = 0
    """Uses the bot, within limits of their own."""
    PERSON = 1
    MODERATOR = 2
    """Decides about reports, word lists and bans, and finds who said what; each look is recorded."""
    ADMIN = 3
    """Steers jobs, models, limits and money, and appoints moderators."""
    OWNER = 4
    """Appoints admins."""

    @property
    def word(self) -> str:
        """The rank as it is stored and typed: `moderator`."""
        return self.name.lower()


RANK_WORDS = {rank.word: rank for rank in Rank}


@dataclass(frozen=True, slots=True)
class NamedRanks:
    """Ranks by the settings: people as `platform:id`. They hold whatever is stored, so that nobody is locked out by a command."""

    owners: Collection[str] = ()
    admins: Collection[str] = ()
    moderators: Collection[str] = ()

    def of(self, address: str) -> Rank:
        """The rank that the settings give a person."""
        for rank, people in (
            (Rank.OWNER, self.owners),
            (Rank.ADMIN, self.admins),
            (Rank.MODERATOR, self.moderators),
        ):
            if address in people:
                return rank
        return Rank.GUEST


def rank_of(named: NamedRanks, address: str, stored: str, *, guest: bool = False) -> Rank:
    """A person's rank: the highest of what the settings name, and what was given by command (`stored`; empty: nothing). `guest`:
    without either they are a guest, because the allow-lists do not name them."""
    given = RANK_WORDS.get(stored, Rank.GUEST if guest else Rank.PERSON)
    return max(named.of(address), given)


def outranks(own: Rank, other: Rank) -> bool:
    """Whether a person of rank `own` may ban, limit or appoint one of rank `other`: only who stands below."""
    return own > other
