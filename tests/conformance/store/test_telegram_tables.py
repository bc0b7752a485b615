"""Telegram's own tables, on every dialect."""

from __future__ import annotations

from adapters.telegram import file_ids
from adapters.telegram.file_ids import FileIds
from adapters.telegram.identity import ContentKind
from adapters.telegram.lease import PollLease
from adapters.telegram.limits import LEASE_S
from bot.store import Store, Tx
from bot.store.rows import ConversationRow, PostRow


async def test_telegram_tables__what_telegram_has_is_remembered(store: Store) -> None:
    known = FileIds(store)
    expected: tuple[tuple[str, ContentKind], ...] = (("a.png", "photo"), ("a.png", "document"), ("b.png", "photo"))
    for key, kind in expected:
        await known.get_or_expect(key, kind)
        assert await known.get_or_expect(key, kind) == ""
    await known.save("a.png", "photo", "id-1")
    await known.save("a.png", "photo", "id-2")
    await known.save("a.png", "document", "id-3")
    await known.save("b.png", "photo", "")
    await known.get_or_expect("a.png", "photo")
    assert [await known.get_or_expect("a.png", kind) for kind in ("photo", "document")] == ["id-2", "id-3"]
    assert await known.get_or_expect("b.png", "photo") == ""
    await known.delete("a.png")
    assert await known.get_or_expect("a.png", "photo") == ""


async def test_telegram_tables__id_of_a_deleted_file_is_forgotten(store: Store) -> None:
    known = FileIds(store)
    for key in ("a.png", "b.png", "c.png"):
        await known.get_or_expect(key, "photo")
    await known.save("a.png", "photo", "id-1")
    await known.save("b.png", "photo", "id-2")
    await store.write(file_ids.forget_files, ["a.png", "c.png"])
    await known.save("c.png", "photo", "id-3")  # Its upload ended after the deletion.
    assert [await known.get_or_expect(key, "photo") for key in ("a.png", "b.png", "c.png")] == ["", "id-2", ""]


async def test_telegram_tables__files_of_a_post_that_were_sent(store: Store) -> None:
    known = FileIds(store)
    await known.save_sent_file(7, 0, 100)
    await known.save_sent_file(7, 1, 101)
    await known.save_sent_file(7, 1, 999)
    await known.save_sent_file(8, 0, 102)
    assert await known.sent_files(7) == {0: 100, 1: 101}
    await store.write(file_ids.forget_posts, [7])
    assert [await known.sent_files(post) for post in (7, 8)] == [{}, {0: 102}]


async def test_telegram_tables__stranger_has_no_pictures(store: Store) -> None:
    assert await FileIds(store).recent_pictures(42, 20) == []


async def test_telegram_tables__one_poller(store: Store) -> None:
    known = FileIds(store)
    first, second = PollLease(store, known, 1, "first"), PollLease(store, known, 1, "second")
    assert await first.acquire()
    assert await first.acquire()
    assert not await second.acquire()
    await store.write(_age)
    assert await second.acquire()
    await second.release()
    assert await first.acquire()


def _age(tx: Tx) -> None:
    """Its owner was killed a while ago."""
    long_ago = tx.now - 2 * LEASE_S
    tx.run("telegram.lease.take", bot_id=1, owner="first", until=long_ago, now=long_ago)


async def test_telegram_tables__posts_follow_a_chat_whose_new_address_is_known(store: Store) -> None:
    def move(tx: Tx) -> tuple[int, int]:
        place = {"platform": "telegram", "thread_id": "", "direct": 0}
        old, new = (tx.get(ConversationRow, "people.conversation", chat_id=chat, **place) for chat in ("-5", "-1005"))
        tx.run(
            "posts.ensure", conversation_id=old.id, platform="telegram", subject="note:1:0", kind="note", job_id=0,
            session_id=0, person_id=0, shows="", payload="{}",
            importance=2, now=tx.now,
        )  # fmt: skip
        moved = {"platform": "telegram", "old_chat_id": "-5", "new_chat_id": "-1005"}
        tx.run("people.move_conversation", **moved)
        tx.run("posts.move", **moved)
        return int(tx.get(PostRow, "posts.by_subject", subject="note:1:0").conversation_id), int(new.id)

    stands, wanted = await store.write(move)
    assert stands == wanted
