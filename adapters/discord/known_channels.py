"""The channels in which the bot was spoken to, as functions over an open transaction.

A session that cannot be resumed leaves a gap: what was said after its newest event was not told. The new session is saved
together with where the gap begins in each channel, so that a process that dies before it has fetched them leaves it to the next.
"""

from __future__ import annotations

from adapters.discord.identity import sent_at, snowflake_at
from adapters.discord.limits import CHANNELS_KEPT_S, MISSED_CHANNELS, MISSED_MAX_AGE_S
from adapters.discord.rows import ChannelRow
from adapters.discord.sessions import ShardSession
from bot.store import Tx

SLACK_S = 10.0
"""Events of different channels do not come exactly in the order of their ids."""
LOOKED_THROUGH = 1000


def use(tx: Tx, bot_id: str, channel_id: str, guild_id: str, user_id: str, message_id: str) -> None:
    """The bot was spoken to; in direct messages (no `guild_id`) by `user_id`."""
    whose = "" if guild_id else user_id
    ids = {"bot_id": bot_id, "channel_id": channel_id, "guild_id": guild_id, "user_id": whose}
    tx.run("discord.channels.use", **ids, newest=int(message_id), now=tx.now)


def note_gap(tx: Tx, session: ShardSession) -> None:
    """A session of this shard begins, which is told nothing of what was before it."""
    newest = session.newest(tx)
    heard = int(snowflake_at(sent_at(str(newest)) - SLACK_S)) if newest else 0
    oldest = int(snowflake_at(tx.now - MISSED_MAX_AGE_S))
    used = tx.all(ChannelRow, "discord.channels.used", bot_id=session.bot_id, limit=LOOKED_THROUGH)
    for row in [row for row in used if session.covers(row.guild_id)][:MISSED_CHANNELS]:
        after = max(heard, row.newest, oldest)
        tx.run("discord.channels.miss", bot_id=session.bot_id, channel_id=row.channel_id, after=after)


def with_gap(tx: Tx, session: ShardSession) -> list[ChannelRow]:
    """The channels of this shard from which messages are still to be fetched, the last used first."""
    rows = tx.all(ChannelRow, "discord.channels.missed", bot_id=session.bot_id)
    return [row for row in rows if session.covers(row.guild_id)]


def set_fetched(tx: Tx, bot_id: str, channel_id: str) -> None:
    """The messages of a channel were fetched."""
    tx.run("discord.channels.fetched", bot_id=bot_id, channel_id=channel_id)


def delete(tx: Tx, bot_id: str, channel_id: str) -> None:
    """The bot may not read this channel any more."""
    tx.run("discord.channels.delete", bot_id=bot_id, channel_id=channel_id)


def delete_person(tx: Tx, user_id: str) -> None:
    """Delete where somebody wrote to the bot directly."""
    tx.run("discord.channels.delete_person", user_id=user_id)


def delete_expired(tx: Tx) -> None:
    """Delete channels in which nobody has spoken to the bot for long."""
    tx.run("discord.channels.delete_old", before=tx.now - CHANNELS_KEPT_S)
