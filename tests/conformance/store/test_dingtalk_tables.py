"""DingTalk's own tables, on every dialect."""

from __future__ import annotations

from adapters.dingtalk import tables
from bot.store import Store, Tx


async def test_dingtalk_tables__media_id_of_a_deleted_file_is_forgotten(store: Store) -> None:
    await tables.attach(store)

    def media_ids(tx: Tx) -> list[str]:
        return [tables.media_id_of(tx, picture) for picture in ("a.png", "b.png", "c.png")]

    for picture in ("a.png", "b.png", "c.png"):
        await store.write(tables.expect_media_id, picture)
    assert await store.read(media_ids) == ["", "", ""]
    await store.write(tables.save_media_id, "a.png", "@1")
    await store.write(tables.save_media_id, "b.png", "@2")
    await store.write(tables.expect_media_id, "b.png")
    await store.write(tables.delete_media_ids, ["a.png", "c.png"])
    await store.write(tables.save_media_id, "c.png", "@3")  # Its upload ended after the deletion.
    assert await store.read(media_ids) == ["", "@2", ""]


async def test_dingtalk_tables__what_was_sent_is_known_for_as_long_as_the_post_exists(store: Store) -> None:
    await tables.attach(store)
    for post_id in (7, 8):
        await store.write(tables.save_sent_part, post_id, "card", "card", "key")
        await store.write(tables.save_sent_part, post_id, "file:0", "direct", "key")
    await store.write(tables.delete_posts, [7])
    assert await store.read(tables.sent_parts, 7) == []
    assert len(await store.read(tables.sent_parts, 8)) == 2
