"""Discord's own tables, on every dialect."""

from __future__ import annotations

import pytest

from adapters.discord import known_channels, open_forms, tables
from adapters.discord.identity import Identity, snowflake_at
from adapters.discord.limits import LEASE_S, MISSED_MAX_AGE_S
from adapters.discord.rows import ChannelRow
from adapters.discord.sessions import IdentifyBudget, LeaseLost, Mark, ShardSession, reserve_identify
from bot.store import Store, Tx


async def test_discord_tables__session_goes_on_behind_what_is_saved(store: Store) -> None:
    await tables.attach(store)
    session = ShardSession(store, "1", 0, 1, "first")
    assert await session.acquire()
    assert await session.load() is None
    await store.write(session.start, Mark("abc", "wss://resume", 1))
    await store.write(session.advance, "abc", 7)
    assert await session.load() == Mark("abc", "wss://resume", 7)
    assert await ShardSession(store, "1", 0, 2, "first").load() is None, "of another number of shards"
    with pytest.raises(LeaseLost):
        await store.write(session.advance, "of another session", 8)
    await session.forget()
    assert await session.load() is None


async def test_discord_tables__one_process_for_a_session(store: Store) -> None:
    await tables.attach(store)
    first, second = (ShardSession(store, "1", 0, 1, owner) for owner in ("first", "second"))
    assert await first.acquire()
    await store.write(first.start, Mark("abc", "wss://resume", 1))
    if store.dialect == "sqlite":
        assert await second.acquire(), "there is one process: the other was killed"
    else:
        assert not await second.acquire()
        await store.write(_age)
        assert await second.acquire()
    with pytest.raises(LeaseLost):  # What the first still receives is not saved: the second receives it.
        await store.write(first.advance, "abc", 2)
    assert await ShardSession(store, "1", 1, 2, "first").acquire(), "another shard"
    await second.release()
    assert await first.acquire()


def _age(tx: Tx) -> None:
    """Its owner was killed a while ago."""
    long_ago = tx.now - 2 * LEASE_S
    tx.run("discord.sessions.take", bot_id="1", shard=0, owner="first", until=long_ago, now=long_ago)


async def test_discord_tables__answer_shows_the_post_that_asked_first(store: Store) -> None:
    await tables.attach(store)
    await store.write(tables.set_answered, "5", "c", "m", "bot")
    assert await store.write(tables.claim_response, "5", 70)
    assert await store.write(tables.claim_response, "5", 70), "a repeated create"
    assert not await store.write(tables.claim_response, "5", 71)
    assert not await store.write(tables.claim_response, "6", 70), "never answered"
    await store.write(tables.delete_posts, [70])
    assert await store.read(tables.response, "5") is None


async def test_discord_tables__identity_and_installation_stay(store: Store) -> None:
    await tables.attach(store)
    await store.write(tables.save_identity, Identity("1", "2"))
    assert await store.read(tables.identity) == Identity("1", "2")
    assert await store.write(tables.installation_id) == await store.write(tables.installation_id)


async def test_discord_tables__sessions_that_begin_are_counted(store: Store) -> None:
    await tables.attach(store)
    budget = IdentifyBudget(total=2, remaining=2, reset_after_s=60.0, max_concurrency=1)
    counted = [(await reserve_identify(store, "1", 0, budget))[1] for _ in range(3)]
    assert counted == [True, True, False]


async def test_discord_tables__threads_that_were_opened_long_ago_are_forgotten(store: Store) -> None:
    await tables.attach(store)
    now = store.clock.now()
    old, new = (tables.thread_name(f"new-7-{snowflake_at(at)}") for at in (now - tables.THREADS_KEPT_S - 60, now - 60))
    for name in (old, new):
        await store.write(tables.set_value, name, "8")
    installation = await store.write(tables.installation_id)
    await store.write(tables.delete_expired)
    assert [await store.read(tables.value, name) for name in (old, new, "installation")] == ["", "8", installation]


async def test_discord_tables__gap_of_a_new_session_begins_behind_what_was_heard(store: Store) -> None:
    await tables.attach(store)
    session = ShardSession(store, "1", 0, 2, "first")
    assert await session.acquire()
    now = store.clock.now()
    old, newer = (int(snowflake_at(now - age)) for age in (3 * MISSED_MAX_AGE_S, 60.0))
    await store.write(session.start, Mark("abc", "wss://resume", 1))
    await store.write(session.advance, "abc", 2, old)
    ours, other = str(2 << 22), str(3 << 22)  # Servers of the first and of the second shard.
    await store.write(known_channels.use, "1", "10", ours, "42", str(newer))
    await store.write(known_channels.use, "1", "10", ours, "42", str(old))
    await store.write(known_channels.use, "1", "11", other, "42", str(newer))
    await store.write(known_channels.use, "1", "12", "", "42", str(old))
    await store.write(known_channels.note_gap, session)
    found = {row.channel_id: row for row in await store.read(known_channels.with_gap, session)}
    assert found.keys() == {"10", "12"}
    assert (found["10"].newest, found["10"].missed_after) == (newer, newer)
    assert (found["12"].missed_after or 0) > old, "not older than a day"
    await store.write(known_channels.set_fetched, "1", "10")
    await store.write(known_channels.delete_person, "42")
    assert await store.read(known_channels.with_gap, session) == []
    assert {row.channel_id for row in await store.read(_used)} == {"10", "11"}, "in servers no person is kept"


def _used(tx: Tx) -> list[ChannelRow]:
    return tx.all(ChannelRow, "discord.channels.used", bot_id="1", limit=9)


async def test_discord_tables__form_knows_its_message_for_an_hour_and_for_who_opened_it(store: Store) -> None:
    await tables.attach(store)
    message = {"id": "77", "content": "my cat", "author": {"id": "43"}, "components": ["left out"]}
    await store.write(open_forms.keep, "42", message)
    await store.write(open_forms.keep, "42", message | {"content": "changed"})
    kept = await store.read(open_forms.target, "42", "77")
    assert kept == {"id": "77", "content": "changed", "author": {"id": "43"}}
    assert await store.read(open_forms.target, "41", "77") is None
    await store.write(open_forms.delete_expired)
    assert await store.read(open_forms.target, "42", "77") == kept
    await store.write(open_forms.delete_person, "43")
    assert await store.read(open_forms.target, "42", "77") is None, "its author asked to be forgotten"
