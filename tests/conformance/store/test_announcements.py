"""Announcements: to whom, once each, a few at a time, and how they are stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.jobs import intervention
from bot.operating import announcements
from bot.operating.announcements import AT_ONCE, KIND, LATELY_S, AnnouncementLoop
from bot.outbox import desired
from bot.store import Store, Tx
from bot.store.rows import AnnouncementRow, JobRow, PersonRow
from tests.conformance.store.kit import Kit


def column(tx: Tx, name: str) -> list[str]:
    """A column of all announcements' posts with their conversations, in the order in which they were made."""
    rows = tx._run(
        f"SELECT {name} FROM post p JOIN conversation c ON c.id = p.conversation_id WHERE p.kind = '{KIND}' ORDER BY p.id",
        {},
    ).fetchall()
    return [str(next(iter(row.values())) if isinstance(row, dict) else row[0]) for row in rows]


async def test_announcement__reaches_who_used_the_bot_lately_can_be_posted_to_and_wants_it(
    store: Store, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path)

    def live(tx: Tx) -> None:
        people = {
            name: kit.accepted(tx, name) for name in ("ann", "old", "blocked", "off", "banned", "chat-off", "last")
        }
        kit.meet(tx, "never")
        tx._run(f"UPDATE job SET created_at = {tx.now - LATELY_S - 1} WHERE id = {people['old'].id}", {})
        tx.run("people.block_conversation", id=people["blocked"].conversation_id, reason="kicked")
        off = '{"announcements": "no"}'
        tx.run("people.set_person_settings", id=people["off"].person_id, settings=off)
        tx.run("people.set_conversation_settings", id=people["chat-off"].conversation_id, settings=off)
        intervention.ban(tx, tx.get(PersonRow, "people.person_by_id", id=people["banned"].person_id), banned=True)
        found = announcements.recipients(tx, tx.now - LATELY_S)
        assert [each.id for each in filter(announcements.wants, found)] == [
            people["ann"].conversation_id,
            people["last"].conversation_id,
        ]
        announcements.start(tx, "Hello", 0, 0)

    await store.write(live)
    await AnnouncementLoop(store, "en").once()
    assert await store.read(column, "c.chat_id") == ["ann", "last"]


async def test_announcement__is_posted_once_a_chat_and_a_person_may_want_what_the_chat_does_not(
    store: Store, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path)

    def live(tx: Tx) -> None:
        job: JobRow = kit.accepted(tx, "ann")
        tx._run(
            "INSERT INTO conversation (platform, chat_id, thread_id, direct) VALUES ('test', 'ann', 'topic', 0)", {}
        )
        topic = tx.value("people.find_conversation", platform="test", chat_id="ann", thread_id="topic")
        other = kit.accepted(tx, "ann")
        tx._run(f"UPDATE job SET conversation_id = {topic} WHERE id = {other.id}", {})
        assert [each.id for each in announcements.recipients(tx, 0)] == [job.conversation_id]
        tx.run("people.set_conversation_settings", id=job.conversation_id, settings='{"announcements": "no"}')
        tx.run("people.set_person_settings", id=job.person_id, settings='{"announcements": "yes"}')
        assert announcements.wants(announcements.recipients(tx, 0)[0])

    await store.write(live)


async def test_announcement__goes_on_where_a_crash_stopped_it_and_posts_nothing_twice(
    store: Store, tmp_path: Path
) -> None:
    kit = await Kit.make(store, tmp_path)
    count = AT_ONCE + 3
    await store.write(lambda tx: [kit.accepted(tx, f"p{n}") for n in range(count)])
    made = await store.write(announcements.start, "Hello", 0, 0)
    await AnnouncementLoop(store, "en").once()
    assert len(await store.read(column, "p.subject")) == AT_ONCE

    class Crash(Exception):
        pass

    def crash(tx: Tx) -> None:
        AnnouncementLoop(store, "en")._step(tx)
        raise Crash

    with pytest.raises(Crash):
        await store.write(crash)
    assert len(await store.read(column, "p.subject")) == AT_ONCE
    await AnnouncementLoop(store, "en").once()
    found = await store.read(column, "p.subject")
    assert len(found) == len(set(found)) == count
    assert (await store.read(lambda tx: tx.get(AnnouncementRow, "announcements.get", id=made.id))).state == "queued"
    # Even if the place that was reached were lost: a post's subject is there once.
    await store.write(lambda tx: tx._run("UPDATE announcement SET position = 0, state = 'open'", {}).rowcount)
    for _ in range(3):
        await AnnouncementLoop(store, "en").once()
    assert await store.read(column, "p.subject") == found
    assert set(await store.read(column, "p.importance")) == {str(desired.PROGRESS)}


async def test_announcement__can_be_stopped_until_everything_was_sent(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    await store.write(kit.accepted, "ann")
    made = await store.write(announcements.start, "Hello", 0, 0)

    def unsent(tx: Tx) -> bool:
        return announcements.is_unsent(tx, tx.get(AnnouncementRow, "announcements.get", id=made.id))

    assert await store.read(unsent)
    await AnnouncementLoop(store, "en").once()
    assert await store.read(unsent)
    await store.write(
        lambda tx: tx._run("UPDATE post SET status = 'idle', handle = 'm1' WHERE kind = 'announcement'", {}).rowcount
    )
    assert not await store.read(unsent)
