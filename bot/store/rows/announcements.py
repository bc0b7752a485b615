"""Rows of announcements. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

AnnouncementState = Literal["open", "queued", "stopped"]


class AnnouncementRow(NamedTuple):
    """What is posted to conversations in the bot's name."""

    id: int
    words: str
    conversation_id: int  # the only one; 0: all that used the bot
    person_id: int  # who ordered it; 0: the command line
    since: float  # who used the bot before is left out
    position: int  # ConversationRow.id up to which posts were made
    state: AnnouncementState  # queued: all posts were made; stopped: those that were not sent never will be
    created_at: float


class RecipientRow(NamedTuple):
    """A conversation that an announcement may be posted to."""

    id: int  # ConversationRow.id
    settings: str  # JSON of Preferences
    person_settings: str  # of the person of a direct one, JSON of Preferences; '': a group
    person_language: str  # likewise: chosen, or as the platform said; '': neither
