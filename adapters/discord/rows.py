"""Rows of this adapter's own tables. Units: see `bot.store.rows`."""

from typing import NamedTuple

from adapters.discord.identity import Via


class GatewaySessionRow(NamedTuple):
    """How far a shard's events were saved, which is what a new connection resumes with."""

    shards: int  # of how many shards this session is one
    session_id: str  # ''; there is none to resume
    resume_url: str
    seq: int  # of the last event that was saved
    intents: int  # the events that it was begun for


class ResponseRow(NamedTuple):
    """An interaction, and the message that answers it."""

    interaction_id: str
    channel_id: str
    message_id: str  # '': it was deleted
    via: Via
    post_id: int | None  # the post that is shown by the answer; None: none so far
    at: float  # when it was answered


class ChannelRow(NamedTuple):
    """A channel in which the bot was spoken to."""

    channel_id: str
    guild_id: str  # '': direct messages
    newest: int  # the id of the newest message or interaction for the bot
    missed_after: int | None  # what is newer than this id is to be fetched; None: nothing is
