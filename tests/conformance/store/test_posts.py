"""Posts: one wish a subject, the newest revision only, budgets that hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapter_api import RateLimits
from bot.outbox import desired, send_budget
from bot.store import Store, Tx, topics
from bot.store.rows import ConversationRow, PostRow, ShownMessageRow
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

RATES = RateLimits(chat_interval_s=1.0, chat_per_minute=3, platform_per_s=2)


@pytest.fixture
async def place(store: Store, tmp_path: Path) -> ConversationRow:
    kit = await Kit.make(store, tmp_path)
    return (await store.write(kit.meet, "ann"))[1]


def due(tx: Tx) -> list[PostRow]:
    return tx.all(PostRow, "posts.due", platform="test", now=tx.now, limit=10)


def show(tx: Tx, post: PostRow, *, delivered: int = 0) -> int:
    return tx.run(
        "posts.note_shown",
        id=post.id,
        fence=post.fence,
        handle="h1",
        revision=post.revision,
        milestone="accepted",
        delivered=delivered,
        status="idle",
        now=tx.now,
    )


async def leased(store: Store, subject: str) -> PostRow:
    def lease(tx: Tx) -> PostRow:
        post = tx.get(PostRow, "posts.by_subject", subject=subject)
        tx.run("posts.lease", id=post.id, due_at=tx.now + 90)
        return tx.get(PostRow, "posts.by_id", id=post.id)

    return await store.write(lease)


async def test_post__second_post_for_a_subject_changes_nothing(store: Store, place: ConversationRow) -> None:
    for text in ("first", "second"):
        await store.write(desired.ensure, place, "note:1:0", {"text": text})
    (post,) = await store.write(due)
    assert "first" in post.payload


async def test_post__mark_dirty_while_it_is_sent_is_reconciled_afterwards(store: Store, place: ConversationRow) -> None:
    await store.write(desired.ensure, place, "job:1", {})
    post = await leased(store, "job:1")
    assert await store.write(due) == []
    await store.write(desired.mark_dirty, "job:1")
    assert await store.write(show, post) == 1
    again = (await store.write(due))[0]
    assert (again.status, again.shown_revision, again.revision) == ("pending", 1, 2)


async def test_post__one_that_was_to_come_later_comes_when_something_happens(
    store: Store, place: ConversationRow
) -> None:
    def ensure(tx: Tx) -> None:
        desired.ensure(tx, place, "session:1:card", {})
        post = tx.get(PostRow, "posts.by_subject", subject="session:1:card")
        tx.run("posts.postpone", id=post.id, due_at=tx.now + 20)

    await store.write(ensure)
    assert await store.write(due) == []
    await store.write(desired.mark_dirty, "session:1:card")
    assert len(await store.write(due)) == 1


async def test_post__one_that_waits_for_the_rate_goes_on_waiting_unless_it_is_more_important(
    store: Store, place: ConversationRow, clock: DrivenClock
) -> None:
    await store.write(desired.ensure, place, "job:1", {})
    await store.write(show, await leased(store, "job:1"))
    await store.write(desired.mark_dirty, "job:1")
    woken = store.hints.event(topics.POSTS)
    (post,) = await store.write(due)
    await store.write(lambda tx: tx.run("posts.postpone", id=post.id, due_at=tx.now + 3))
    await store.write(desired.mark_dirty, "job:1")
    assert (await store.write(due), woken.is_set()) == ([], False)
    await store.write(desired.mark_dirty, "job:1", desired.RESULT)
    assert woken.is_set()
    assert [post.revision for post in await store.write(due)] == [4]
    await store.write(lambda tx: tx.run("posts.postpone", id=post.id, due_at=tx.now + 7200))  # The clock was set back.
    await store.write(desired.mark_dirty, "job:1", desired.RESULT)
    assert [post.revision for post in await store.write(due)] == [5]


async def test_post__stale_fence_notes_nothing(store: Store, place: ConversationRow, clock: DrivenClock) -> None:
    await store.write(desired.ensure, place, "job:1", {})
    first = await leased(store, "job:1")
    clock.advance(91)
    second = await leased(store, "job:1")
    assert await store.write(show, first) == 0
    assert await store.write(show, second, delivered=1) == 1


async def test_post__closed_post_stays_closed(store: Store, place: ConversationRow) -> None:
    await store.write(desired.ensure, place, "job:1", {})
    post = await leased(store, "job:1")
    await store.write(lambda tx: tx.run("posts.close", id=post.id, fence=post.fence, problem="gone"))
    await store.write(desired.mark_dirty, "job:1", 3)
    await store.write(desired.mark_deleted, "job:1")
    assert await store.write(due) == []


async def test_post__is_deleted_by_one_caller(store: Store, place: ConversationRow) -> None:
    """Of two that answer a question, one carries the answer out."""
    assert not await store.write(desired.mark_deleted, "note:1")
    await store.write(desired.ensure, place, "note:1", {})
    assert await store.write(desired.mark_deleted, "note:1")
    assert not await store.write(desired.mark_deleted, "note:1")
    await store.write(desired.restore, "note:1")
    assert await store.write(desired.mark_deleted, "note:1")


async def test_post__results_go_before_progress(store: Store, place: ConversationRow) -> None:
    for number, importance in enumerate((1, 3, 2)):
        await store.write(desired.ensure, place, f"note:{number}:0", {}, importance)
    assert [post.importance for post in await store.write(due)] == [3, 2, 1]


async def test_post__budgets_hold_and_say_when(store: Store, clock: DrivenClock) -> None:
    def take(tx: Tx, chat: str) -> float:
        return send_budget.take(tx, "test", chat, False, RATES)

    start = clock.now()
    assert await store.write(take, "a") == 0
    assert await store.write(take, "a") == start + 1
    assert await store.write(take, "b") == 0
    assert await store.write(take, "c") == start + 1  # two a second for the platform
    clock.advance(1)
    assert await store.write(take, "a") == 0
    clock.advance(1)
    assert await store.write(take, "a") == 0
    clock.advance(1)
    assert await store.write(take, "a") == start + 60  # three a minute for a chat


async def test_post__chat_is_closed_while_its_platform_is_open(store: Store, clock: DrivenClock) -> None:
    until = clock.now() + 30
    await store.write(lambda tx: send_budget.close(tx, "test", "a", until))
    assert await store.write(lambda tx: send_budget.take(tx, "test", "a", True, RATES)) == until
    assert await store.write(lambda tx: send_budget.take(tx, "test", "b", True, RATES)) == 0


async def test_post__clock_put_back_does_not_mute_a_chat(store: Store, clock: DrivenClock) -> None:
    def take(tx: Tx) -> float:
        return send_budget.take(tx, "test", "a", True, RATES)

    assert await store.write(take) == 0
    clock.advance(-3600)
    assert await store.write(take) <= clock.now() + 1


async def test_post__what_stands_where_is_remembered(store: Store, place: ConversationRow) -> None:
    def remember(tx: Tx, image: str) -> None:
        tx.run("posts.add_message_ref", conversation_id=place.id, message_key="m1", post_id=None, image=image)

    await store.write(remember, "jobs/1/0.png")
    await store.write(remember, "jobs/2/0.png")
    found = await store.read(
        lambda tx: tx.get(ShownMessageRow, "posts.find_by_message", conversation_id=place.id, message_key="m1")
    )
    assert (found.image, found.post_id, found.subject) == ("jobs/2/0.png", None, None)
